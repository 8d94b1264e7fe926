import { ZeroTrustDeviceCustomProfile } from "@cdktf/provider-cloudflare/lib/zero-trust-device-custom-profile";
import { ZeroTrustDeviceCustomProfileLocalDomainFallback } from "@cdktf/provider-cloudflare/lib/zero-trust-device-custom-profile-local-domain-fallback";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { addClientSettings, validateClientSettings } from "./client-settings";
import { LocalDomain, removedSuffixes } from "./local-domains";
import { defaultPrecedence, validateProfilePrecedence } from "./precedence";
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
import { IDeviceMatch, IReachable } from "../core/interfaces";
import { having, listOf, TEXT } from "../core/kinds";
import { ACCOUNT_HINT, checkProps, PropNames } from "../core/props";
import { create, idOf } from "../core/terraform/create";
import { honourDependencies } from "../core/terraform/dependencies";
import { guardTokens, WORD } from "../core/terraform/guarded-tokens";
import { lazyLiterals } from "../core/terraform/literals";
import { validateResourceName } from "../core/terraform/resources";
import { IVirtualNetwork, VIRTUAL_NETWORK } from "../core/virtual-network";

/** The maximum length of a match expression that Cloudflare accepts. */
const MAX_MATCH = 10_000;

/** Properties of `DeviceProfile`. */
export interface DeviceProfileProps {
  /** The Cloudflare account. */
  readonly account: Account;
  /** The users whose devices use the profile. */
  readonly match: IDeviceMatch;
  /** The destinations that devices reach through the tunnel. It is read at the end of the synthesis. */
  readonly reach: IReachable;
  /** The traffic that goes through the tunnel. @default SplitTunnel.exclude() */
  readonly splitTunnel?: SplitTunnel;
  /** Domains that the device resolves through its own network, in addition to Cloudflare's defaults. @default - none */
  readonly localDomains?: LocalDomain[];
  /**
   * The virtual networks that the devices can select (beta).
   *
   * Requires version 5.20 or newer of the Cloudflare provider. If the bindings are older, the stack's version
   * constraint is raised, below 6.
   *
   * @default - all virtual networks of the account
   */
  readonly virtualNetworks?: IVirtualNetwork[];
  /**
   * The virtual network that the devices use until the user selects another one (beta). It must be listed in
   * `virtualNetworks`.
   *
   * @default - the first of `virtualNetworks`, or the account's default if `virtualNetworks` is not set
   */
  readonly defaultVirtualNetwork?: IVirtualNetwork;
  /**
   * The domains that the devices append to short names, in this order (beta): at most 25. With
   * "shop.svc.dev.example.internal", `web` resolves as `web.shop.svc.dev.example.internal`. An empty list removes
   * those of the profile.
   *
   * Requires version 5.20 or newer of the Cloudflare provider. If the bindings are older, the stack's version
   * constraint is raised, below 6.
   *
   * @default - those of the profile in Cloudflare, none for a new profile
   */
  readonly searchSuffixes?: string[];
  /** The name in the dashboard. @default - the construct's id */
  readonly name?: string;
  /**
   * The precedence of the profile: an integer from 1, unique in the account. If several profiles match a device, the
   * one with the lowest number applies.
   *
   * @default - derived from the name, from 10000 to 99999
   */
  readonly precedence?: number;
  /**
   * The description in the dashboard. The suffixes that are removed from the local domain fallback list are appended.
   *
   * @default "Private networks through the tunnel"
   */
  readonly description?: string;
}

const PROPS: PropNames<DeviceProfileProps> = {
  required: { account: ACCOUNT_HINT, match: "the users, such as Identity.groups(…)", reach: REACH_HINT },
  optional: {
    splitTunnel: true,
    localDomains: true,
    virtualNetworks: true,
    defaultVirtualNetwork: true,
    searchSuffixes: true,
    name: true,
    precedence: true,
    description: true,
  },
  kinds: {
    match: having("an Identity", "Identity", "deviceMatch"),
    splitTunnel: SPLIT_TUNNEL,
    virtualNetworks: listOf(VIRTUAL_NETWORK),
    searchSuffixes: listOf(TEXT),
  },
};

/**
 * A device profile: the split tunnel and the local domain fallback list for the devices of matching users.
 *
 * By default, Cloudflare One Client (formerly WARP) does not send private addresses, and names under suffixes such as
 * `internal` and `local`, to Gateway. The profile starts from these default lists, and removes exactly the entries that
 * conflict with `reach`.
 *
 * @example
 * new DeviceProfile(this, "engineers", {
 *   account,
 *   match: Identity.groups("engineers"),
 *   reach: { account, cidrs: ["10.10.0.0/16"], zones: ["dev.k8s.example.internal"] },
 *   splitTunnel: SplitTunnel.exclude(),
 * });
 *
 * @throws ValidationError AccountIdInvalid, AccountMismatch, CidrInvalid, DeviceMatchInvalid, DeviceProfileTooLong,
 * HostnameInvalid, LocalDomainInvalid, PrecedenceInvalid, PrecedenceTaken, ProfileVirtualNetworksInvalid, PropMissing,
 * PropUnknown, ReachableKeptLocal, SearchSuffixInvalid, SplitTunnelEntryInvalid, SplitTunnelModesMixed, StackMismatch,
 * TeamNameInvalid, TokenNotAllowed, ZoneSwallowedByLocalDomain
 * @see https://developers.cloudflare.com/cloudflare-one/team-and-resources/devices/cloudflare-one-client/configure/device-profiles/
 */
export class DeviceProfile extends Construct {
  /** The underlying L1 resource. */
  public readonly resource: ZeroTrustDeviceCustomProfile;
  /** The L1 resource of the local domain fallback list. */
  public readonly localDomainFallback: ZeroTrustDeviceCustomProfileLocalDomainFallback;
  /** The profile's id: a UUID. */
  public readonly profileId: string;
  /** The precedence of the profile. The lowest number applies. */
  public readonly precedence: number;
  private readonly routing: ProfileRouting;

  public constructor(scope: Construct, id: string, props: DeviceProfileProps) {
    super(scope, id);
    checkProps(this, "DeviceProfile", props, PROPS);
    const { account, match, reach, name = id } = props;
    const { splitTunnel = SplitTunnel.exclude(), localDomains = [] } = props;
    checkRouting(this, "DeviceProfile", reach, localDomains);
    const { provider, accountId } = account;
    this.routing = { account, reach, splitTunnel, localDomains };
    this.precedence = props.precedence ?? defaultPrecedence(name);
    this.resource = create(ZeroTrustDeviceCustomProfile, this, "Resource", {
      provider,
      accountId,
      name,
      description: Token.asString(lazyLiterals(() => this.describe(props.description))),
      enabled: true,
      match: guardTokens(match.deviceMatch ?? "", WORD, "DeviceMatchInvalid"),
      precedence: this.precedence,
      serviceModeV2: { mode: "warp" }, // traffic and DNS; the other modes omit one of them
      ...splitTunnelOf(this.routing),
    });
    addClientSettings(this.resource, props);
    this.profileId = idOf(this.resource);
    this.localDomainFallback = create(ZeroTrustDeviceCustomProfileLocalDomainFallback, this, "LocalDomainFallback", {
      provider,
      accountId,
      policyId: this.profileId,
      domains: fallbackDomainsOf(this.routing),
    });
    report(this, ...validateAccount(account), ...validateResourceName(this.resource), ...validateDeviceMatch(match));
    report(this, ...validateClientSettings(this, account, props));
    report(this, ...validateProfilePrecedence(this, account, this.precedence));
    reportRoutingProblems(this, this.routing, this.resource);
    honourDependencies(this);
  }

  /** Cloudflare's default suffixes that are removed from the fallback list, because `reach` has zones under them. */
  public get removedSuffixes(): string[] {
    return removedSuffixes(this.routing.reach.zones, this.routing.localDomains);
  }

  private describe(description = "Private networks through the tunnel"): string {
    const removed = this.removedSuffixes;
    return description + (removed.length > 0 ? `; removed from local domain fallback: ${removed.join(", ")}` : "");
  }
}

function validateDeviceMatch({ deviceMatch }: IDeviceMatch): Problem[] {
  const mistake = deviceMatchMistake(deviceMatch);
  return mistake === undefined ? [] : [{ code: "DeviceMatchInvalid", message: mistake }];
}

function deviceMatchMistake(match: string | undefined): string | undefined {
  if (match === undefined) {
    return (
      "device profiles have no selector for this match, such as posture checks. Match by e-mail, group, operating " +
      "system or managed network."
    );
  }
  if (match.trim() === "") {
    return 'match is empty. Expected an expression such as identity.email == "user@example.com".';
  }
  if (match.length > MAX_MATCH) {
    return (
      `match has ${match.length} characters, but Cloudflare accepts at most ${MAX_MATCH}. Match a group ` +
      "instead of each user."
    );
  }
  return undefined;
}
