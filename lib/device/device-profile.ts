import { ZeroTrustDeviceCustomProfile } from "@cdktf/provider-cloudflare/lib/zero-trust-device-custom-profile";
import { ZeroTrustDeviceCustomProfileLocalDomainFallback } from "@cdktf/provider-cloudflare/lib/zero-trust-device-custom-profile-local-domain-fallback";
import { Lazy, Token } from "cdktf";
import { Construct } from "constructs";
import { LocalDomain, removedSuffixes } from "./local-domains";
import { defaultPrecedence, validateProfilePrecedence } from "./precedence";
import { fallbackDomainsOf, guardRouting, splitTunnelOf, ProfileRouting } from "./profile-lists";
import { SplitTunnel } from "./split-tunnel";
import { Account, validateAccount } from "../core/account";
import { Problem, report } from "../core/errors";
import { IDeviceMatch, IReachable } from "../core/interfaces";
import { honourDependencies } from "../core/terraform/dependencies";
import { attribute, escapeTemplate, validateResourceName } from "../core/terraform/resources";

const MAX_MATCH = 10_000;

/** Defines a device profile. */
export interface DeviceProfileProps {
  readonly account: Account;
  /** Whose devices take it. */
  readonly match: IDeviceMatch;
  /** What these devices reach through the tunnel; it may grow afterwards. */
  readonly reach: IReachable;
  /** Which traffic goes through the tunnel. @default SplitTunnel.exclude() */
  readonly splitTunnel?: SplitTunnel;
  /** Domains that the device's own network answers, besides Cloudflare's defaults. @default - none */
  readonly localDomains?: LocalDomain[];
  /** The name people read in the dashboard. @default - the construct's id */
  readonly name?: string;
  /** Which profile a device takes where several match: the lowest. Unique in the account. @default - from the name, 10000 to 99999 */
  readonly precedence?: number;
  /** What the profile is for; what was taken out of the fallback list is said behind it. @default "Private networks through the tunnel" */
  readonly description?: string;
}

/**
 * Defines a device profile: what goes through the tunnel, and which names Gateway answers, for the devices of some people.
 *
 * Cloudflare's default lists keep private addresses, and names under `internal`, `local` and their like, away from Gateway. The profile
 * starts from them, and takes out exactly what would keep devices from what they reach.
 *
 * Errors: DeviceMatchInvalid, DeviceProfileTooLong, PrecedenceInvalid, PrecedenceTaken, SplitTunnelEntryInvalid, SplitTunnelModesMixed,
 * ReachableKeptLocal, LocalDomainInvalid, ZoneSwallowedByLocalDomain, CidrInvalid, HostnameInvalid, AccountMismatch.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/team-and-resources/devices/cloudflare-one-client/configure/device-profiles/
 */
export class DeviceProfile extends Construct {
  public readonly resource: ZeroTrustDeviceCustomProfile;
  public readonly localDomainFallback: ZeroTrustDeviceCustomProfileLocalDomainFallback;
  public readonly profileId: string;
  public readonly precedence: number;
  private readonly way: ProfileRouting;

  public constructor(scope: Construct, id: string, props: DeviceProfileProps) {
    super(scope, id);
    const { account, match, reach, name = id } = props;
    const { splitTunnel = SplitTunnel.exclude(), localDomains = [] } = props;
    const { provider, accountId } = account;
    this.way = { account, reach, splitTunnel, localDomains };
    this.precedence = props.precedence ?? defaultPrecedence(name);
    this.resource = new ZeroTrustDeviceCustomProfile(this, "Resource", {
      provider,
      accountId,
      name: escaped(name),
      description: Lazy.stringValue({ produce: () => this.describe(props.description) }),
      enabled: true,
      match: escaped(match.deviceMatch ?? ""),
      precedence: this.precedence,
      serviceModeV2: { mode: "warp" }, // traffic and DNS; the other modes leave names or packets out
      ...splitTunnelOf(this.way),
    });
    this.profileId = attribute(this.resource, "id");
    this.localDomainFallback = new ZeroTrustDeviceCustomProfileLocalDomainFallback(this, "LocalDomainFallback", {
      provider,
      accountId,
      policyId: this.profileId,
      domains: fallbackDomainsOf(this.way),
    });
    report(this, ...validateAccount(account), ...validateResourceName(this.resource), ...validateDeviceMatch(match));
    report(this, ...validateProfilePrecedence(this, account, this.precedence));
    guardRouting(this, this.way, this.resource);
    honourDependencies(this);
  }

  /** Cloudflare's default suffixes that are not in the fallback list, since names of what is reached are under them. */
  public get removedSuffixes(): string[] {
    return removedSuffixes(this.way.reach.zones, this.way.localDomains);
  }

  private describe(description = "Private networks through the tunnel"): string {
    const removed = this.removedSuffixes;
    return escaped(description) + (removed.length > 0 ? `; not local: ${removed.join(", ")}` : "");
  }
}

/** A text with tokens is Terraform's already. */
function escaped(text: string): string {
  return Token.isUnresolved(text) ? text : escapeTemplate(text);
}

function validateDeviceMatch({ deviceMatch }: IDeviceMatch): Problem[] {
  const mistake = mistakeIn(deviceMatch);
  return mistake === undefined ? [] : [{ code: "DeviceMatchInvalid", message: mistake }];
}

function mistakeIn(match: string | undefined): string | undefined {
  if (match === undefined) {
    return "device profiles have no selector for this match; match by e-mail, group, operating system or managed network";
  }
  if (match.trim() === "") return 'match is empty; expected an expression like identity.email == "a@example.com"';
  if (match.length > MAX_MATCH) {
    return `match has ${match.length} characters; Cloudflare takes ${MAX_MATCH}: match a group instead of each person`;
  }
  return undefined;
}
