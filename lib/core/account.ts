import { TerraformProvider, Token } from "cdktf";
import { validateReservedRanges } from "./addresses/account-range-validation";
import { ReservedRanges } from "./addresses/account-ranges";
import { validateCidr } from "./addresses/cidr-validation";
import { isDnsLabel } from "./addresses/hostname";
import { Problem } from "./errors";

/**
 * A Cloudflare Zero Trust plan. The plan determines which Gateway features are available.
 *
 * @see https://www.cloudflare.com/plans/zero-trust-services/
 * @example
 * const account: Account = {
 *   accountId: "0123456789abcdef0123456789abcdef",
 *   teamName: "example",
 *   plan: Plan.ENTERPRISE,
 * };
 */
export class Plan {
  /** The Free plan. */
  public static readonly FREE = new Plan("free");
  /** The Standard plan, also known as Pay-as-you-go. */
  public static readonly STANDARD = new Plan("standard");
  /** The Enterprise plan. */
  public static readonly ENTERPRISE = new Plan("enterprise");

  private constructor(
    /** The name of the plan, in lower case. */
    public readonly name: string,
  ) {}
}

/**
 * The maximum number of objects of each kind, for an account whose limits differ from Cloudflare's published limits.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/account-limits/
 */
export interface AccountLimits {
  /**
   * The maximum number of Access applications.
   *
   * @default 500
   */
  readonly accessApplications?: number;
  /**
   * The maximum number of reusable Access policies.
   *
   * @default 500
   */
  readonly accessPolicies?: number;
  /**
   * The maximum number of Access groups.
   *
   * @default 300
   */
  readonly accessGroups?: number;
  /**
   * The maximum number of identity providers.
   *
   * @default 50
   */
  readonly identityProviders?: number;
  /**
   * The maximum number of service tokens.
   *
   * @default 50
   */
  readonly serviceTokens?: number;
  /**
   * The maximum number of tunnels.
   *
   * @default 1000
   */
  readonly tunnels?: number;
  /**
   * The maximum number of routes: CIDR routes and hostname routes together.
   *
   * @default 1000
   */
  readonly routes?: number;
  /**
   * The maximum number of virtual networks.
   *
   * @default 1000
   */
  readonly virtualNetworks?: number;
  /**
   * The maximum number of Gateway DNS policies.
   *
   * @default 500
   */
  readonly gatewayDnsPolicies?: number;
  /**
   * The maximum number of Gateway network policies.
   *
   * @default 500
   */
  readonly gatewayNetworkPolicies?: number;
  /**
   * The maximum number of Gateway resolver policies.
   *
   * @default 500
   */
  readonly gatewayResolverPolicies?: number;
}

/**
 * The Cloudflare account that objects belong to.
 *
 * @throws ValidationError AccountIdInvalid, CidrInvalid, ReservedRangeInvalid, TeamNameInvalid, TokenNotAllowed
 * @example
 * const account: Account = { accountId: "0123456789abcdef0123456789abcdef", teamName: "example" };
 */
export interface Account {
  /** The account id: 32 lower-case hexadecimal digits. */
  readonly accountId: string;
  /** The Zero Trust team name: the first label of `<team>.cloudflareaccess.com`. */
  readonly teamName: string;
  /**
   * Whether every identity provider of the account admits only the organization's own users, so that a login alone
   * identifies a user: no public provider, such as Google or GitHub. A one-time PIN never identifies a user by itself.
   *
   * @default false
   */
  readonly ownUsersOnly?: boolean;
  /**
   * The plan of the account. It is required by features that depend on it, such as resolver policies.
   *
   * @default - not specified
   */
  readonly plan?: Plan;
  /**
   * The limits of the account. Exceeding a limit that is set here is an error instead of a warning.
   *
   * @default - Cloudflare's published limits, as warnings
   */
  readonly limits?: AccountLimits;
  /**
   * The CIDRs of initial resolved IPs: the addresses that Gateway returns for hostname routes before it resolves the
   * hostname. Set it if the account uses other CIDRs than the default.
   *
   * @default - Cloudflare's previous and current CIDRs: "100.80.0.0/16", "172.64.128.0/20" and
   * "2606:4700:cf1:4000::/64"
   */
  readonly initialResolvedRanges?: string[];
  /**
   * The ranges that Cloudflare uses for itself, which cannot be routed. Set it if the account uses other ranges than
   * the default, for example because its pods have addresses in `100.64.0.0/10`.
   *
   * @default - Cloudflare's default ranges: "100.64.0.0/12", "100.96.0.0/12" and "100.112.0.0/16"
   */
  readonly reservedRanges?: ReservedRanges;
  /**
   * The Cloudflare provider. Set it if a stack has more than one.
   *
   * @default - the default Cloudflare provider of the stack
   */
  readonly provider?: TerraformProvider;
}

/** @internal Validates the values of an account. */
export function validateAccount(account: Account): Problem[] {
  const problems: Problem[] = [];
  if (!isCloudflareId(account.accountId)) {
    problems.push({
      code: "AccountIdInvalid",
      message: `accountId: "${account.accountId}" is not a valid account id. Copy the 32 lower-case hexadecimal digits that the dashboard shows.`,
    });
  }
  if (!Token.isUnresolved(account.teamName) && !isDnsLabel(account.teamName)) {
    problems.push({
      code: "TeamNameInvalid",
      message: `teamName: "${account.teamName}" is not a valid team name. Use the first label of <team>.cloudflareaccess.com, in lower case. With another value, the connector cannot fetch the signing keys and rejects every request.`,
    });
  }
  const ranges = account.initialResolvedRanges ?? [];
  return [
    ...problems,
    ...ranges.flatMap((cidr) => validateCidr("initialResolvedRanges", cidr)),
    ...validateReservedRanges(account.reservedRanges ?? {}),
  ];
}

/** @internal Whether a value is a Cloudflare id or a token. */
export function isCloudflareId(value: string): boolean {
  return Token.isUnresolved(value) || /^[0-9a-f]{32}$/.test(value);
}
