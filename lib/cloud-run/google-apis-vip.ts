import { isIPv4 } from "net";
import { Token } from "cdktf";
import { contains, parseCidr } from "../core/addresses/cidr";
import { Problem } from "../core/errors";

/** What "private ranges only" sends through the VPC: RFC 1918, and the addresses of private Google access. */
const PRIVATE_RANGES = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "199.36.153.4/30", "199.36.153.8/30"];

/**
 * Defines the addresses at which a VPC reaches Google's own services.
 *
 * @see https://cloud.google.com/vpc/docs/configure-private-google-access
 */
export class GoogleApisVip {
  /** private.googleapis.com: 199.36.153.8 to 199.36.153.11. */
  public static readonly PRIVATE = new GoogleApisVip(addressesFrom(8), "private.googleapis.com.");
  /** restricted.googleapis.com: 199.36.153.4 to 199.36.153.7, for networks in a VPC Service Controls perimeter. */
  public static readonly RESTRICTED = new GoogleApisVip(addressesFrom(4), "restricted.googleapis.com.");

  /** Defines addresses of your own, such as that of a Private Service Connect endpoint for all APIs: IPv4, in private ranges. */
  public static of(...addresses: string[]): GoogleApisVip {
    return new GoogleApisVip(addresses);
  }

  private constructor(
    /** The addresses, IPv4. */
    public readonly addresses: string[],
    /** @internal The name that Google gives them, with its final dot. */
    public readonly _hostname?: string,
  ) {}
}

/** @internal */
export function validateGoogleApisVip({ addresses }: GoogleApisVip): Problem[] {
  const invalid = (message: string): Problem => ({ code: "RunAppDnsInvalid", message });
  if (addresses.length === 0) return [invalid("vip has no address; expected one IPv4 address or more")];
  return addresses.flatMap((address) => {
    if (Token.isUnresolved(address)) return [];
    const range = isIPv4(address) ? parseCidr(address) : undefined;
    if (range === undefined) return [invalid(`vip holds "${address}"; expected an IPv4 address`)];
    if (PRIVATE_RANGES.some((each) => contains(parseCidr(each)!, range))) return [];
    return [
      invalid(
        `vip holds "${address}", which a connector that sends private ranges through the VPC would look for on the internet; expected one of ${PRIVATE_RANGES.join(", ")}`,
      ),
    ];
  });
}

function addressesFrom(first: number): string[] {
  return [0, 1, 2, 3].map((i) => `199.36.153.${first + i}`);
}
