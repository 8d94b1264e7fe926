import { ZeroTrustOrganization as Organization } from "@cdktf/provider-cloudflare/lib/zero-trust-organization";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { PublicHost, publicHostsOf } from "./public-hosts";
import { DEFAULT_SESSION_DURATION, validateSessionDuration } from "./session-duration";
import { Account, validateAccount } from "../core/account";
import { validateSingleSetting } from "../core/account-setting";
import { isWithin } from "../core/addresses/hostname";
import { Problem, report, reportAtEnd, warn } from "../core/errors";
import { ACCOUNT_HINT, checkProps, PropNames } from "../core/props";
import { create } from "../core/terraform/create";
import { honourDependencies } from "../core/terraform/dependencies";
import { lazyLiterals } from "../core/terraform/literals";
import { requireProvider } from "../core/terraform/require-provider";
import { literalExpected, validateResourceName } from "../core/terraform/resources";
import { IZone } from "../dns/zone";

/** The properties of the Zero Trust organization. */
export interface ZeroTrustOrganizationProps {
  /** The Cloudflare account. Its `teamName` is the team domain, `<teamName>.cloudflareaccess.com`. */
  readonly account: Account;
  /** The name of the organization, which the login page shows. */
  readonly name: string;
  /**
   * The duration of the session at the login page, such as "8h": how long users are not asked to log in again.
   *
   * @default "24h"
   */
  readonly sessionDuration?: string;
  /**
   * The duration for which a session of Cloudflare One Client (formerly WARP) counts as a login, in hours and minutes.
   *
   * @default - a session of the client does not count as a login
   */
  readonly clientSessionDuration?: string;
  /**
   * Whether Cloudflare denies requests to hostnames of the account that have no Access application. Set it to false to
   * remove the setting; without a value, Terraform does not change it.
   *
   * The setting applies to all zones of the account, also to hosts that this app does not manage. Requires version 5.17
   * or newer of the Cloudflare provider. If the bindings are older, the stack's version constraint is raised, below 6.
   *
   * @default - not managed
   * @see https://developers.cloudflare.com/cloudflare-one/access-controls/access-settings/require-access-protection/
   */
  readonly denyUnmatchedRequests?: boolean;
  /**
   * The zones to which `denyUnmatchedRequests` does not apply. Cloudflare exempts whole zones, so publish public hosts
   * in a zone of their own.
   *
   * @default - the zones of the hosts that the app publishes publicly in this account, with the warning `ZoneExempt`
   */
  readonly exemptZones?: IZone[];
}

const PROPS: PropNames<ZeroTrustOrganizationProps> = {
  required: { account: ACCOUNT_HINT, name: "the name of the organization, which the login page shows" },
  optional: { sessionDuration: true, clientSessionDuration: true, denyUnmatchedRequests: true, exemptZones: true },
};

/**
 * The Zero Trust organization of the account: session durations, and the denial of requests to hostnames without an
 * Access application.
 *
 * Each account has one organization, which exists before this construct is applied. Terraform overwrites its settings,
 * also those that have no property here, such as the design of the login page; set those on `resource`. The settings
 * remain when the construct is removed.
 *
 * @example
 * new ZeroTrustOrganization(this, "organization", {
 *   account,
 *   name: "Example",
 *   sessionDuration: "8h",
 *   denyUnmatchedRequests: true,
 * });
 *
 * @throws ValidationError AccountIdInvalid, AccountSettingTwice, ConstructIdInvalid, OrganizationInvalid, PropMissing,
 * PropUnknown, PublicHostDenied, SessionDurationInvalid, TeamNameInvalid, TokenNotAllowed
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/access-settings/
 */
export class ZeroTrustOrganization extends Construct {
  /** The underlying L1 resource. */
  public readonly resource: Organization;
  private readonly props: ZeroTrustOrganizationProps;
  private readonly warned = new Set<string>();

  public constructor(scope: Construct, id: string, props: ZeroTrustOrganizationProps) {
    super(scope, id);
    checkProps(this, "ZeroTrustOrganization", props, PROPS);
    const { account, name, sessionDuration = DEFAULT_SESSION_DURATION, clientSessionDuration } = props;
    this.props = props;
    // Terraform would report every omitted argument that the account has as a change.
    this.resource = create(Organization, this, "Resource", {
      provider: account.provider,
      accountId: account.accountId,
      name,
      authDomain: `${account.teamName}.cloudflareaccess.com`,
      sessionDuration,
      ...(clientSessionDuration !== undefined && {
        warpAuthSessionDuration: clientSessionDuration,
        allowAuthenticateViaWarp: true,
      }),
    });
    if (props.denyUnmatchedRequests !== undefined) this.denyUnmatchedRequests(props.denyUnmatchedRequests);
    report(
      this,
      ...validateAccount(account),
      ...validateResourceName(this.resource),
      ...validateSingleSetting(this, account, "the settings of the organization"),
      ...validateSessionDuration(sessionDuration),
      ...validateOrganization(props),
    );
    honourDependencies(this);
  }

  private denyUnmatchedRequests(isDenied: boolean): void {
    this.resource.addOverride("deny_unmatched_requests", isDenied);
    requireProvider(this.resource, "denyUnmatchedRequests");
    if (!isDenied) return;
    const names = lazyLiterals(() => [...new Set(this.exemptZones().map(({ zoneName }) => zoneName))].sort());
    this.resource.addOverride("deny_unmatched_requests_exempted_zone_names", names);
    reportAtEnd(this, () => this.validatePublicHosts());
  }

  private exemptZones(): IZone[] {
    return this.props.exemptZones ?? this.publicHosts().map(({ zone }) => zone);
  }

  private publicHosts(): readonly PublicHost[] {
    return publicHostsOf(this, this.props.account);
  }

  private validatePublicHosts(): Problem[] {
    const { exemptZones } = this.props;
    const names = (exemptZones ?? []).map(({ zoneName }) => zoneName);
    return this.publicHosts().flatMap(({ hostname, zone: { zoneName } }): Problem[] => {
      if (exemptZones === undefined) {
        if (Token.isUnresolved(zoneName)) return [literalExpected(`the name of the zone of ${hostname}`)];
        this.warnOfExemption(hostname, zoneName);
        return [];
      }
      if (names.some((name) => name === zoneName || Token.isUnresolved(name) || isWithin(hostname, name))) return [];
      return [
        {
          code: "PublicHostDenied",
          message: `"${hostname}" is public, but denyUnmatchedRequests denies every request to it, because its zone is not listed in exemptZones. Add the zone, or protect the host with policies.`,
        },
      ];
    });
  }

  /** Once for each zone, also if the validations run again. */
  private warnOfExemption(hostname: string, zoneName: string): void {
    if (this.warned.has(zoneName)) return;
    this.warned.add(zoneName);
    warn(
      this,
      "ZoneExempt",
      `requests to hostnames of ${zoneName} without an Access application are not denied, because "${hostname}" is public and Cloudflare exempts whole zones. Publish it in a zone of its own, or list ${zoneName} in exemptZones to accept this.`,
    );
  }
}

function validateOrganization({
  name,
  clientSessionDuration,
  denyUnmatchedRequests,
  exemptZones,
}: ZeroTrustOrganizationProps): Problem[] {
  const problem = (message: string): Problem => ({ code: "OrganizationInvalid", message });
  const problems: Problem[] = [];
  if (!/\S/.test(name)) problems.push(problem("name is empty. Use the name that the login page shows."));
  if (
    clientSessionDuration !== undefined &&
    !Token.isUnresolved(clientSessionDuration) &&
    !/^(\d+h)?(\d+m)?$/.test(clientSessionDuration || "-")
  ) {
    problems.push(
      problem(
        `clientSessionDuration: "${clientSessionDuration}" is not a valid duration. Use hours and minutes, such as "12h" or "1h30m".`,
      ),
    );
  }
  if (exemptZones !== undefined && denyUnmatchedRequests !== true) {
    problems.push(
      problem(
        "exemptZones has no effect without denyUnmatchedRequests. Set denyUnmatchedRequests to true, or remove it.",
      ),
    );
  }
  return problems;
}
