import { Token } from "cdktf";
import { Construct, IConstruct } from "constructs";
import { isCloudflareId } from "../core/account";
import { report, warn } from "../core/errors";
import { checkProps, PropNames } from "../core/props";

/** A DNS zone. */
export interface IZone extends IConstruct {
  /** The id of the zone: 32 lower-case hexadecimal digits. */
  readonly zoneId: string;
  /** The name of the zone: an FQDN such as "example.com". */
  readonly zoneName: string;
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
}

const ATTRIBUTES: PropNames<ZoneAttributes> = {
  required: {
    zoneId: "the id of the zone, which the Cloudflare dashboard shows on the overview page of the zone",
    zoneName: 'the name of the zone, such as "example.com"',
  },
  optional: {},
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
   * @throws ValidationError PropMissing, PropUnknown, ZoneInvalid
   */
  public static fromZoneAttributes(scope: Construct, id: string, attributes: ZoneAttributes): IZone {
    class ImportedZone extends Construct implements IZone {
      public readonly zoneId = attributes?.zoneId;
      public readonly zoneName = attributes?.zoneName;
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
        message: `zoneName: "${zone.zoneName}" is not a valid zone name. Use a lower-case DNS name, such as "example.com".`,
      });
    }
    return zone;
  }

  private constructor() {}
}
