import { ZeroTrustDeviceDefaultProfile } from "@cdktf/provider-cloudflare/lib/zero-trust-device-default-profile";
import { ZeroTrustDeviceDefaultProfileLocalDomainFallback } from "@cdktf/provider-cloudflare/lib/zero-trust-device-default-profile-local-domain-fallback";
import { Construct, IConstruct } from "constructs";
import { LocalDomain } from "./local-domains";
import { fallbackDomainsOf, guardRouting, splitTunnelOf, ProfileRouting } from "./profile-lists";
import { SplitTunnel } from "./split-tunnel";
import { Account, validateAccount } from "../core/account";
import { Problem, report } from "../core/errors";
import { IReachable } from "../core/interfaces";
import { honourDependencies } from "../core/terraform/dependencies";
import { validateResourceName } from "../core/terraform/resources";

/** Defines the account's default device profile. */
export interface DefaultDeviceProfileProps {
  readonly account: Account;
  /** What all devices without a profile of their own reach through the tunnel; it may grow afterwards. */
  readonly reach: IReachable;
  /** Which traffic goes through the tunnel. @default SplitTunnel.exclude() */
  readonly splitTunnel?: SplitTunnel;
  /** Domains that the device's own network answers, besides Cloudflare's defaults. @default - none */
  readonly localDomains?: LocalDomain[];
}

/**
 * Defines the account's default device profile, which devices take that no other profile matches.
 *
 * There is one in the account, whoever made it: what it says now is overwritten, and stays when this is removed.
 *
 * Errors: those of DeviceProfile, DefaultDeviceProfileTwice.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/team-and-resources/devices/cloudflare-one-client/configure/device-profiles/
 */
export class DefaultDeviceProfile extends Construct {
  public readonly resource: ZeroTrustDeviceDefaultProfile;
  public readonly localDomainFallback: ZeroTrustDeviceDefaultProfileLocalDomainFallback;

  public constructor(scope: Construct, id: string, props: DefaultDeviceProfileProps) {
    super(scope, id);
    const { account, reach, splitTunnel = SplitTunnel.exclude(), localDomains = [] } = props;
    const { provider, accountId } = account;
    const way: ProfileRouting = { account, reach, splitTunnel, localDomains };
    this.resource = new ZeroTrustDeviceDefaultProfile(this, "Resource", {
      provider,
      accountId,
      serviceModeV2: { mode: "warp" }, // traffic and DNS; the other modes leave names or packets out
      ...splitTunnelOf(way),
    });
    this.localDomainFallback = new ZeroTrustDeviceDefaultProfileLocalDomainFallback(this, "LocalDomainFallback", {
      provider,
      accountId,
      domains: fallbackDomainsOf(way),
    });
    report(this, ...validateAccount(account), ...validateResourceName(this.resource), ...onlyOne(this, account));
    guardRouting(this, way, this.resource);
    honourDependencies(this);
  }
}

const managed = new WeakMap<IConstruct, Map<string, string>>();

function onlyOne(profile: IConstruct, { accountId }: Account): Problem[] {
  const ofApp = managed.get(profile.node.root) ?? new Map<string, string>();
  managed.set(profile.node.root, ofApp);
  const other = ofApp.get(accountId);
  if (other === undefined) {
    ofApp.set(accountId, profile.node.path);
    return [];
  }
  const message = `the account's default profile is also managed by ${other}; they would overwrite each other: keep one`;
  return [{ code: "DefaultDeviceProfileTwice", message }];
}
