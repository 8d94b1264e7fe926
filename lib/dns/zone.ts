import { Token } from "cdktf";
import { Construct, IConstruct } from "constructs";
import { isCloudflareId } from "../core/account";
import { report, warn } from "../core/errors";
import { checkProps, PropNames } from "../core/props";

/** Defines a DNS zone. */
export interface IZone extends IConstruct {
  /** 32 lower-case hexadecimal digits. */
  readonly zoneId: string;
  /** The zone's name: an FQDN such as "example.com". */
  readonly zoneName: string;
}

/** Defines which zone it is. */
export interface ZoneAttributes {
  /** 32 lower-case hexadecimal digits. */
  readonly zoneId: string;
  /** The zone's name: an FQDN such as "example.com". With a token, hosts are not checked to be inside the zone. */
  readonly zoneName: string;
}

const ATTRIBUTES: PropNames<ZoneAttributes> = {
  required: {
    zoneId: "the id of the zone, which the Cloudflare dashboard shows on the overview page of the zone",
    zoneName: 'the name of the zone, such as "example.com"',
  },
  optional: {},
};

/** Defines DNS zones that exist already: their nameservers are somebody else's matter. */
export class Zone {
  /** Defines a zone by its id and name. Errors: ZoneInvalid. */
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
        message: `zoneId is "${zone.zoneId}"; expected 32 lower-case hexadecimal digits, as the dashboard shows them`,
      });
    }
    if (Token.isUnresolved(zone.zoneName)) {
      warn(zone, "ZoneNameUnknown", "zoneName is a token: whether hosts are inside the zone is not checked");
    } else if (!/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(zone.zoneName)) {
      report(zone, {
        code: "ZoneInvalid",
        message: `zoneName is "${zone.zoneName}"; expected a lower-case DNS name such as "example.com"`,
      });
    }
    return zone;
  }

  private constructor() {}
}
