import { isIPv4 } from "net";
import { Token } from "cdktf";
import { contains, parseCidr } from "../core/addresses/cidr";
import { Problem } from "../core/errors";

/** The ranges that the egress setting "private ranges only" sends through the VPC. */
const VPC_EGRESS_RANGES = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "199.36.153.4/30", "199.36.153.8/30"];

/**
 * The addresses at which a VPC reaches Google APIs and `run.app`.
 *
 * @example
 * new RunAppDns(this, "run-app", { network, vip: GoogleApisVip.RESTRICTED });
 *
 * @throws ValidationError RunAppDnsInvalid
 * @see https://cloud.google.com/vpc/docs/configure-private-google-access
 */
export class GoogleApisVip {
  /** private.googleapis.com: 199.36.153.8 to 199.36.153.11. */
  public static readonly PRIVATE = new GoogleApisVip(addressesFrom(8), "private.googleapis.com.");
  /** restricted.googleapis.com: 199.36.153.4 to 199.36.153.7, for networks in a VPC Service Controls perimeter. */
  public static readonly RESTRICTED = new GoogleApisVip(addressesFrom(4), "restricted.googleapis.com.");

  /**
   * Creates a list of custom addresses, such as that of a Private Service Connect endpoint for all APIs.
   *
   * @param addresses IPv4 addresses in private ranges
   */
  public static of(...addresses: string[]): GoogleApisVip {
    return new GoogleApisVip(addresses);
  }

  private constructor(
    /** The IPv4 addresses. */
    public readonly addresses: string[],
    /** @internal Google's hostname of the addresses, with the trailing dot. */
    public readonly _hostname?: string,
  ) {}
}

/** @internal Validates the addresses. Tokens are not checked. */
export function validateGoogleApisVip({ addresses }: GoogleApisVip): Problem[] {
  const invalid = (message: string): Problem => ({ code: "RunAppDnsInvalid", message });
  if (addresses.length === 0) return [invalid("vip: at least one IPv4 address is required.")];
  return addresses.flatMap((address) => {
    if (Token.isUnresolved(address)) return [];
    const range = isIPv4(address) ? parseCidr(address) : undefined;
    if (range === undefined) return [invalid(`vip: "${address}" is not a valid IPv4 address.`)];
    if (VPC_EGRESS_RANGES.some((each) => contains(parseCidr(each)!, range))) return [];
    return [
      invalid(
        `vip: "${address}" is outside the ranges that a connector reaches through the VPC; use an address in ${VPC_EGRESS_RANGES.join(", ")}.`,
      ),
    ];
  });
}

function addressesFrom(first: number): string[] {
  return [0, 1, 2, 3].map((i) => `199.36.153.${first + i}`);
}
