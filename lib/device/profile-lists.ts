import { ZeroTrustDeviceCustomProfile } from "@cdktf/provider-cloudflare/lib/zero-trust-device-custom-profile";
import { ZeroTrustDeviceDefaultProfile } from "@cdktf/provider-cloudflare/lib/zero-trust-device-default-profile";
import { IResolvable } from "cdktf";
import { IConstruct } from "constructs";
import { validateLocalDomains, localDomains, LocalDomain, LOCAL_DOMAIN } from "./local-domains";
import { SplitTunnelEntry } from "./split-tunnel-entry";
import { splitTunnelList, validateSplitTunnel, SplitTunnelPurpose } from "./split-tunnel-list";
import { validateHostname } from "../core/addresses/hostname";
import { Problem, reportAtEnd } from "../core/errors";
import { IReachable } from "../core/interfaces";
import { ACCOUNT_HINT, checkProps, PropNames } from "../core/props";
import { lazyLiterals } from "../core/terraform/literals";

/** Cloudflare's limit for the split tunnel and the local domain fallback list of a profile together. */
const MAX_ENTRIES = 1000;

/** @internal What to pass as `reach`. */
export const REACH_HINT = "the destinations, such as a Fleet or { account, cidrs, zones }";

const REACH: PropNames<IReachable> = {
  required: {
    account: ACCOUNT_HINT,
    cidrs: "the CIDRs of the destinations",
    zones: "the DNS zones of the destinations",
  },
  optional: {},
};

/** @internal The settings that determine the lists of a profile. `reach` is read at the end of the synthesis. */
export interface ProfileRouting extends SplitTunnelPurpose {
  readonly localDomains: LocalDomain[];
}

/** @internal Checks the properties of `reach` and of the local domains at run time. */
export function checkRouting(scope: IConstruct, what: string, reach: IReachable, own: LocalDomain[]): void {
  const { account, cidrs, zones } = reach; // a Fleet has other properties, too
  checkProps(scope, `${what}.reach`, { account, cidrs, zones }, REACH);
  for (const domain of own) checkProps(scope, `${what}.localDomains`, domain, LOCAL_DOMAIN);
}

/** @internal The split tunnel attribute of the profile: an include or an exclude list. */
export function splitTunnelOf(routing: ProfileRouting): {
  readonly include?: IResolvable;
  readonly exclude?: IResolvable;
} {
  return { [routing.splitTunnel._mode]: lazyLiterals(() => listOf(routing)) };
}

const lists = new WeakMap<ProfileRouting, { readonly of: string; readonly list: SplitTunnelEntry[] }>();

/** Caches the list: a synthesis reads it several times, and `reach` only grows. */
function listOf(routing: ProfileRouting): SplitTunnelEntry[] {
  const of = routing.reach.cidrs.join();
  const known = lists.get(routing);
  if (known?.of === of) return known.list;
  const list = splitTunnelList(routing);
  lists.set(routing, { of, list });
  return list;
}

/** @internal The domains of the local domain fallback list. */
export function fallbackDomainsOf(routing: ProfileRouting): IResolvable {
  return lazyLiterals(() =>
    localDomains(routing.reach.zones, routing.localDomains).map(({ suffix, dnsServers, description }) => ({
      suffix,
      ...(dnsServers !== undefined && { dns_server: dnsServers }),
      ...(description !== undefined && { description }),
    })),
  );
}

/** @internal Validates the profile at the end of the synthesis, including changes by Aspects to its lists. */
export function reportRoutingProblems(
  scope: IConstruct,
  routing: ProfileRouting,
  resource: ZeroTrustDeviceCustomProfile | ZeroTrustDeviceDefaultProfile,
): void {
  reportAtEnd(scope, () => {
    const problems = validateRouting(routing);
    if (resource.includeInput !== undefined && resource.excludeInput !== undefined) {
      problems.push({
        code: "SplitTunnelModesMixed",
        message:
          `${resource.node.path} has an include and an exclude list, but Cloudflare accepts only one. Pass ` +
          "SplitTunnel.include(…) or SplitTunnel.exclude(…), and set no list on the resource.",
      });
    }
    return problems;
  });
}

/** @internal Validates the lists of a profile against what its devices must reach. */
export function validateRouting(routing: ProfileRouting): Problem[] {
  const { account, reach } = routing;
  const problems = [
    ...reach.zones.flatMap(validateHostname),
    ...validateSplitTunnel(routing),
    ...validateLocalDomains(reach.zones, routing.localDomains),
  ];
  if (reach.account.accountId !== account.accountId) {
    problems.push({
      code: "AccountMismatch",
      message:
        `\`reach\` belongs to account ${reach.account.accountId}, but the profile belongs to ` +
        `${account.accountId}. A device is enrolled in one account, so use the same account for both.`,
    });
  }
  if (problems.length > 0) return problems;
  const entries = listOf(routing).length;
  const domains = localDomains(reach.zones, routing.localDomains).length;
  if (entries + domains <= MAX_ENTRIES) return [];
  return [
    {
      code: "DeviceProfileTooLong",
      message:
        `the profile has ${entries} split tunnel entries and ${domains} local domains, but Cloudflare accepts ` +
        `at most ${MAX_ENTRIES} in total. Use fewer and larger CIDRs, or split them into several profiles.`,
    },
  ];
}
