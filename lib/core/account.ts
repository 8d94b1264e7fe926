import { TerraformProvider, Token } from "cdktf";
import { parseCidr } from "./addresses/cidr";
import { isDnsLabel } from "./addresses/hostname";
import { Problem } from "./errors";

/** Defines a Cloudflare plan, which decides what Gateway can do. */
export class Plan {
  public static readonly FREE = new Plan("free");
  public static readonly STANDARD = new Plan("standard");
  public static readonly ENTERPRISE = new Plan("enterprise");

  private constructor(
    /** The plan's name, lower case. */
    public readonly name: string,
  ) {}
}

/**
 * Defines how many objects of a kind an account may hold, where it differs from Cloudflare's published limits.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/account-limits/
 */
export interface AccountLimits {
  /** @default 500 */
  readonly accessApplications?: number;
  /** @default 500 */
  readonly accessPolicies?: number;
  /** @default 300 */
  readonly accessGroups?: number;
  /** @default 50 */
  readonly serviceTokens?: number;
  /** @default 1000 */
  readonly tunnels?: number;
  /** CIDR routes and hostname routes together. @default 1000 */
  readonly routes?: number;
  /** @default 1000 */
  readonly virtualNetworks?: number;
  /** @default 500 */
  readonly gatewayDnsPolicies?: number;
  /** @default 500 */
  readonly gatewayNetworkPolicies?: number;
  /** @default 500 */
  readonly gatewayResolverPolicies?: number;
}

/**
 * Defines the Cloudflare account that objects belong to.
 *
 * Errors: AccountIdInvalid, CidrInvalid, TeamNameInvalid.
 */
export interface Account {
  /** The account's id: 32 lower-case hexadecimal digits. */
  readonly accountId: string;
  /** The Zero Trust team name: the first label of `<team>.cloudflareaccess.com`. */
  readonly teamName: string;
  /** @default - unknown; what needs a plan asks for it */
  readonly plan?: Plan;
  /** The account's own limits; passing one is then an error instead of a warning. @default - Cloudflare's published limits, as warnings */
  readonly limits?: AccountLimits;
  /**
   * The CIDRs whose addresses Gateway answers for hostname routes before it knows the real ones, where the account's differ.
   * @default - Cloudflare's, old and new: "100.80.0.0/16", "172.64.128.0/20" and "2606:4700:cf1:4000::/64"
   */
  readonly initialResolvedRanges?: string[];
  /** The Cloudflare provider, where a stack has several. @default - the stack's default one */
  readonly provider?: TerraformProvider;
}

/** @internal */
export function validateAccount(account: Account): Problem[] {
  const problems: Problem[] = [];
  if (!isCloudflareId(account.accountId)) {
    problems.push({
      code: "AccountIdInvalid",
      message: `accountId is "${account.accountId}"; expected 32 lower-case hexadecimal digits, as the dashboard shows them`,
    });
  }
  if (!Token.isUnresolved(account.teamName) && !isDnsLabel(account.teamName)) {
    problems.push({
      code: "TeamNameInvalid",
      message: `teamName is "${account.teamName}"; expected the one label before .cloudflareaccess.com, lower case (the connector would ask the wrong host for keys and let nobody in)`,
    });
  }
  for (const cidr of account.initialResolvedRanges ?? []) {
    if (parseCidr(cidr) !== undefined) continue;
    problems.push({
      code: "CidrInvalid",
      message: `initialResolvedRanges holds "${cidr}"; expected a CIDR without host bits, such as "100.80.0.0/16"`,
    });
  }
  return problems;
}

/** @internal Whether a value is a Cloudflare id, or may become one. */
export function isCloudflareId(value: string): boolean {
  return Token.isUnresolved(value) || /^[0-9a-f]{32}$/.test(value);
}
