import { domainToASCII } from "url";
import { Token } from "cdktf";
import { Construct, IConstruct } from "constructs";
import { isCloudflareId } from "../core/account";
import { isWithin, validateHostname } from "../core/addresses/hostname";
import { Problem, report, warn } from "../core/errors";
import { checkProps, PropNames } from "../core/props";
import { requireLiteral } from "../core/terraform/resources";

/** A DNS zone. */
export interface IZone extends IConstruct {
  /** The id of the zone: 32 lower-case hexadecimal digits. */
  readonly zoneId: string;
  /** The name of the zone: an FQDN such as "example.com". */
  readonly zoneName: string;
  /** The hosts that certificates cover in addition to Universal SSL. @default - none */
  readonly certificateHosts?: string[];
}

/** The attributes that identify an existing DNS zone. */
export interface ZoneAttributes {
  /** The id of the zone: 32 lower-case hexadecimal digits. */
  readonly zoneId: string;
  /**
   * The name of the zone: an FQDN such as "example.com". If it is a token, the synthesis cannot check that hosts are
   * within the zone.
   */
  readonly zoneName: string;
  /**
   * The hosts that certificates of the zone cover in addition to Universal SSL, as literals: exact names, and wildcards
   * such as "*.dev.example.com", which cover one label.
   *
   * Universal SSL covers the zone and one label below it. A deeper host needs an advanced or a custom certificate, or
   * Total TLS.
   *
   * @default - none
   * @see https://developers.cloudflare.com/ssl/edge-certificates/advanced-certificate-manager/
   */
  readonly certificateHosts?: string[];
}

const ATTRIBUTES: PropNames<ZoneAttributes> = {
  required: {
    zoneId: "the id of the zone, which the Cloudflare dashboard shows on the overview page of the zone",
    zoneName: 'the name of the zone, such as "example.com"',
  },
  optional: { certificateHosts: true },
};

/**
 * Imports existing DNS zones. The zone itself and its name servers are managed elsewhere.
 *
 * @example
 * const website = Zone.fromZoneAttributes(this, "website", {
 *   zoneId: "fedcba9876543210fedcba9876543210",
 *   zoneName: "example.org",
 * });
 */
export class Zone {
  /**
   * Imports an existing zone by its id and name.
   *
   * @throws ValidationError PropMissing, PropUnknown, TokenNotAllowed, ZoneInvalid
   */
  public static fromZoneAttributes(scope: Construct, id: string, attributes: ZoneAttributes): IZone {
    class ImportedZone extends Construct implements IZone {
      public readonly zoneId = attributes?.zoneId;
      public readonly zoneName = attributes?.zoneName;
      public readonly certificateHosts = attributes?.certificateHosts && [...attributes.certificateHosts];
    }
    const zone = new ImportedZone(scope, id);
    checkProps(zone, "Zone.fromZoneAttributes", attributes, ATTRIBUTES);
    if (!isCloudflareId(zone.zoneId)) {
      report(zone, {
        code: "ZoneInvalid",
        message: `zoneId: "${zone.zoneId}" is not a valid zone id. Copy the 32 lower-case hexadecimal digits that the dashboard shows.`,
      });
    }
    if (Token.isUnresolved(zone.zoneName)) {
      warn(
        zone,
        "ZoneNameUnknown",
        "zoneName is a token, so the synthesis cannot check that hosts are within the zone. Use a literal.",
      );
    } else if (!/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(zone.zoneName)) {
      report(zone, {
        code: "ZoneInvalid",
        message: `zoneName: "${zone.zoneName}" is not a valid zone name. ${zoneNameHint(zone.zoneName)}`,
      });
    }
    for (const host of zone.certificateHosts ?? []) {
      requireLiteral(zone, "a host of certificateHosts", host);
      report(zone, ...validateCertificateHost(host, zone.zoneName));
    }
    return zone;
  }

  private constructor() {}
}

/** Cloudflare's API and cloudflared use the ASCII form of international names. */
function zoneNameHint(zoneName: string): string {
  const ascii = /[^\0-\x7f]/.test(zoneName) ? domainToASCII(zoneName) : "";
  return ascii === "" ? 'Use a lower-case DNS name, such as "example.com".' : `Use its ASCII form, "${ascii}".`;
}

function validateCertificateHost(host: string, zoneName: string): Problem[] {
  const [mistake] = validateHostname(host);
  if (mistake !== undefined) return [{ code: "ZoneInvalid", message: `certificateHosts: ${mistake.message}` }];
  if (Token.isUnresolved(zoneName) || isWithin(host, zoneName)) return [];
  return [
    {
      code: "ZoneInvalid",
      message: `certificateHosts: "${host}" is not in the zone "${zoneName}". Use hosts of the zone, such as "*.dev.${zoneName}".`,
    },
  ];
}
