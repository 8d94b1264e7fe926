import { ZeroTrustDeviceCustomProfile } from "@cdktf/provider-cloudflare/lib/zero-trust-device-custom-profile";
import { ZeroTrustDeviceDefaultProfile } from "@cdktf/provider-cloudflare/lib/zero-trust-device-default-profile";
import { IResolvable, Lazy } from "cdktf";
import { IConstruct } from "constructs";
import { validateLocalDomains, localDomains, LocalDomain } from "./local-domains";
import { SplitTunnelEntry } from "./split-tunnel-entry";
import { splitTunnelList, validateSplitTunnel, SplitTunnelPurpose } from "./split-tunnel-list";
import { validateHostname } from "../core/addresses/hostname";
import { Problem, reportAtEnd } from "../core/errors";

/** Cloudflare's limit, for the split tunnel and the local domain fallback of a profile together. */
const MAX_ENTRIES = 1000;

/** @internal Defines what one profile says of the way to what its devices reach; read at the end, when all of that is known. */
export interface ProfileRouting extends SplitTunnelPurpose {
  readonly localDomains: LocalDomain[];
}

/** @internal The one list that the profile has. */
export function splitTunnelOf(way: ProfileRouting): { readonly include?: IResolvable; readonly exclude?: IResolvable } {
  return { [way.splitTunnel._mode]: Lazy.anyValue({ produce: () => listOf(way) }) };
}

const lists = new WeakMap<ProfileRouting, { readonly of: string; readonly list: SplitTunnelEntry[] }>();

/** A synthesis asks several times, and what is reached only grows. */
function listOf(way: ProfileRouting): SplitTunnelEntry[] {
  const of = way.reach.cidrs.join();
  const known = lists.get(way);
  if (known?.of === of) return known.list;
  const list = splitTunnelList(way);
  lists.set(way, { of, list });
  return list;
}

/** @internal */
export function fallbackDomainsOf(way: ProfileRouting): IResolvable {
  return Lazy.anyValue({
    produce: () =>
      localDomains(way.reach.zones, way.localDomains).map(({ suffix, dnsServers, description }) => ({
        suffix,
        ...(dnsServers !== undefined && { dns_server: dnsServers }),
        ...(description !== undefined && { description }),
      })),
  });
}

/** @internal Checks the profile when everything that it reaches is known, and what is left of its lists. */
export function guardRouting(
  scope: IConstruct,
  way: ProfileRouting,
  resource: ZeroTrustDeviceCustomProfile | ZeroTrustDeviceDefaultProfile,
): void {
  reportAtEnd(scope, () => {
    const problems = validateRouting(way);
    if (resource.includeInput !== undefined && resource.excludeInput !== undefined) {
      problems.push({
        code: "SplitTunnelModesMixed",
        message: `${resource.node.path} has an include and an exclude list; Cloudflare takes one: pass SplitTunnel.include(…) or SplitTunnel.exclude(…)`,
      });
    }
    return problems;
  });
}

/** @internal What is wrong between what is reached and what the user said. */
export function validateRouting(way: ProfileRouting): Problem[] {
  const { account, reach } = way;
  const problems = [
    ...reach.zones.flatMap(validateHostname),
    ...validateSplitTunnel(way),
    ...validateLocalDomains(reach.zones, way.localDomains),
  ];
  if (reach.account !== undefined && reach.account.accountId !== account.accountId) {
    problems.push({
      code: "AccountMismatch",
      message: `what the profile reaches is in account ${reach.account.accountId}, the profile in ${account.accountId}; a device is in one account: define both there`,
    });
  }
  if (problems.length > 0) return problems;
  const lines = listOf(way).length;
  const domains = localDomains(reach.zones, way.localDomains).length;
  if (lines + domains <= MAX_ENTRIES) return [];
  return [
    {
      code: "DeviceProfileTooLong",
      message: `the profile has ${lines} split tunnel entries and ${domains} local domains; Cloudflare takes ${MAX_ENTRIES} together: reach fewer and larger CIDRs, or divide them over profiles`,
    },
  ];
}
