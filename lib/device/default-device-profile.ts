import { ZeroTrustDeviceDefaultProfile } from "@cdktf/provider-cloudflare/lib/zero-trust-device-default-profile";
import { ZeroTrustDeviceDefaultProfileLocalDomainFallback } from "@cdktf/provider-cloudflare/lib/zero-trust-device-default-profile-local-domain-fallback";
import { Construct, IConstruct } from "constructs";
import { LocalDomain } from "./local-domains";
import {
  checkRouting,
  fallbackDomainsOf,
  ProfileRouting,
  REACH_HINT,
  reportRoutingProblems,
  splitTunnelOf,
} from "./profile-lists";
import { SPLIT_TUNNEL, SplitTunnel } from "./split-tunnel";
import { Account, validateAccount } from "../core/account";
import { Problem, report } from "../core/errors";
import { IReachable } from "../core/interfaces";
import { ACCOUNT_HINT, checkProps, PropNames } from "../core/props";
import { Registry } from "../core/registry";
import { create } from "../core/terraform/create";
import { honourDependencies } from "../core/terraform/dependencies";
import { lazyLiterals } from "../core/terraform/literals";
import { ReplacementTrigger } from "../core/terraform/replacement";
import { validateResourceName } from "../core/terraform/resources";

/** Properties of `DefaultDeviceProfile`. */
export interface DefaultDeviceProfileProps {
  /** The Cloudflare account. */
  readonly account: Account;
  /** The destinations that devices reach through the tunnel. It is read at the end of the synthesis. */
  readonly reach: IReachable;
  /** The traffic that goes through the tunnel. @default SplitTunnel.exclude() */
  readonly splitTunnel?: SplitTunnel;
  /** Domains that the device resolves through its own network, in addition to Cloudflare's defaults. @default - none */
  readonly localDomains?: LocalDomain[];
}

const PROPS: PropNames<DefaultDeviceProfileProps> = {
  required: { account: ACCOUNT_HINT, reach: REACH_HINT },
  optional: { splitTunnel: true, localDomains: true },
  kinds: { splitTunnel: SPLIT_TUNNEL },
};
const DEFAULT_PROFILES = new Registry<IConstruct>();

/**
 * The account's default device profile. It applies to devices that no other profile matches.
 *
 * Each account has exactly one default profile, which exists before this construct is applied. Terraform overwrites its
 * settings, and they remain when the construct is removed. A change between `SplitTunnel.exclude()` and
 * `SplitTunnel.include()` is planned as a replacement, which overwrites the settings once and deletes nothing.
 *
 * @example
 * new DefaultDeviceProfile(this, "default", {
 *   account,
 *   reach: { account, cidrs: ["10.10.0.0/16"], zones: ["dev.k8s.example.internal"] },
 * });
 *
 * @throws ValidationError AccountIdInvalid, AccountMismatch, CidrInvalid, DefaultDeviceProfileTwice,
 * DeviceProfileTooLong, HostnameInvalid, LocalDomainInvalid, PropMissing, PropUnknown, ReachableKeptLocal,
 * SplitTunnelEntryInvalid, SplitTunnelModesMixed, TeamNameInvalid, TokenNotAllowed, ZoneSwallowedByLocalDomain
 * @see https://developers.cloudflare.com/cloudflare-one/team-and-resources/devices/cloudflare-one-client/configure/device-profiles/
 */
export class DefaultDeviceProfile extends Construct {
  /** The underlying L1 resource. */
  public readonly resource: ZeroTrustDeviceDefaultProfile;
  /** The L1 resource of the local domain fallback list. */
  public readonly localDomainFallback: ZeroTrustDeviceDefaultProfileLocalDomainFallback;

  public constructor(scope: Construct, id: string, props: DefaultDeviceProfileProps) {
    super(scope, id);
    checkProps(this, "DefaultDeviceProfile", props, PROPS);
    const { account, reach, splitTunnel = SplitTunnel.exclude(), localDomains = [] } = props;
    checkRouting(this, "DefaultDeviceProfile", reach, localDomains);
    const { provider, accountId } = account;
    const routing: ProfileRouting = { account, reach, splitTunnel, localDomains };
    this.resource = create(ZeroTrustDeviceDefaultProfile, this, "Resource", {
      provider,
      accountId,
      serviceModeV2: { mode: "warp" }, // traffic and DNS; the other modes omit one of them
      ...splitTunnelOf(routing),
    });
    // An update from one list to the other sends both, which Cloudflare rejects. The provider's deletion of the default
    // profile does nothing, and its creation sends one list.
    const mode = lazyLiterals(() => (this.resource.includeInput === undefined ? "exclude" : "include"));
    new ReplacementTrigger(this, "Mode", { mode }).replaces(this.resource);
    this.localDomainFallback = create(ZeroTrustDeviceDefaultProfileLocalDomainFallback, this, "LocalDomainFallback", {
      provider,
      accountId,
      domains: fallbackDomainsOf(routing),
    });
    report(
      this,
      ...validateAccount(account),
      ...validateResourceName(this.resource),
      ...validateSingleDefaultProfile(this, account),
    );
    reportRoutingProblems(this, routing, this.resource);
    honourDependencies(this);
  }
}

/** Two constructs of one account would overwrite each other. */
function validateSingleDefaultProfile(profile: IConstruct, { accountId }: Account): Problem[] {
  const other = DEFAULT_PROFILES.claim(profile, accountId, profile);
  if (other === undefined) return [];
  const message = `the default profile of the account is already managed by ${other.node.path}. Keep one of them.`;
  return [{ code: "DefaultDeviceProfileTwice", message }];
}
