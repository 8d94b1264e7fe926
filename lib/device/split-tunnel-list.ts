import { SplitTunnel } from "./split-tunnel";
import { validateSplitTunnelEntry, MAX_DESCRIPTION, SplitTunnelEntry } from "./split-tunnel-entry";
import { Account } from "../core/account";
import { Cidr, mergeCidrs, overlaps, parseCidr, subtractCidrs } from "../core/addresses/cidr";
import { validateCidr } from "../core/addresses/cidr-validation";
import { DEFAULT_EXCLUDE, TEAM_ADDRESSES } from "../core/addresses/cloudflare-defaults";
import { isWildcard, isWithin } from "../core/addresses/hostname";
import { initialResolvedRangesOf } from "../core/addresses/reserved-ranges";
import { Problem } from "../core/errors";
import { IReachable } from "../core/interfaces";

/** @internal A split tunnel, and the destinations that must go through it. */
export interface SplitTunnelPurpose {
  readonly account: Account;
  readonly reach: IReachable;
  readonly splitTunnel: SplitTunnel;
}

/**
 * The list as Cloudflare stores it, with as few entries as possible. Hosts come first, so that a change of the
 * reachable CIDRs does not move them, then IPv4 and IPv6 addresses, each sorted.
 *
 * @internal
 */
export function splitTunnelList(purpose: SplitTunnelPurpose): SplitTunnelEntry[] {
  const { account, reach, splitTunnel } = purpose;
  const own = splitTunnel._own;
  if (splitTunnel._mode === "exclude") {
    const named = [...DEFAULT_EXCLUDE, ...own];
    return [...hosts(own), ...addresses(subtractCidrs(ranges(named), throughTunnel(purpose)), named)];
  }
  const team = { host: `${account.teamName}.cloudflareaccess.com`, description: "team domain" };
  const named = [
    ...initialResolvedRangesOf(account).map((address) => ({ address, description: "names routed by hostname" })),
    ...TEAM_ADDRESSES,
    ...own,
  ];
  const reached = parsed(reach.cidrs);
  return [...hosts([team, ...own]), ...addresses(mergeCidrs([...reached, ...ranges(named)]), named, reached)];
}

/** @internal Validates the custom entries, and that they do not conflict with what devices must reach. */
export function validateSplitTunnel(purpose: SplitTunnelPurpose): Problem[] {
  const { reach, splitTunnel } = purpose;
  const problems = [
    ...splitTunnel._own.flatMap(validateSplitTunnelEntry),
    ...reach.cidrs.flatMap((cidr) => validateCidr("reach.cidrs", cidr)),
  ];
  if (problems.length > 0 || splitTunnel._mode === "include") return problems;
  return splitTunnel._own.flatMap((entry) => keptLocal(entry, purpose));
}

/** Custom entries are intentional, so a conflict is reported instead of being carved out of the entry. */
function keptLocal({ address, host }: SplitTunnelEntry, purpose: SplitTunnelPurpose): Problem[] {
  const own = address === undefined ? undefined : parseCidr(address);
  const lost =
    own !== undefined
      ? throughTunnel(purpose).find((cidr) => overlaps(cidr, own))?.text
      : purpose.reach.zones.find((zone) => host !== undefined && namesMeet(host, zone));
  if (lost === undefined) return [];
  const message =
    `keepLocal contains ${address ?? host}, which excludes ${lost} from the tunnel, but \`reach\` requires the ` +
    "tunnel for it. Narrow the entry, or remove it.";
  return [{ code: "ReachableKeptLocal", message }];
}

function namesMeet(host: string, zone: string): boolean {
  return isWithin(host, zone) || (isWildcard(host) && isWithin(zone, host.slice(2)));
}

function throughTunnel({ account, reach }: SplitTunnelPurpose): Cidr[] {
  return parsed([...reach.cidrs, ...initialResolvedRangesOf(account)]);
}

function ranges(entries: SplitTunnelEntry[]): Cidr[] {
  return parsed(entries.flatMap(({ address }) => address ?? []));
}

function parsed(texts: string[]): Cidr[] {
  return texts.flatMap((text) => parseCidr(text) ?? []);
}

/** Describes each range by all entries that it overlaps. Most ranges contain only reachable CIDRs. */
function addresses(list: Cidr[], named: SplitTunnelEntry[], reached: Cidr[] = []): SplitTunnelEntry[] {
  const names = named.flatMap(({ address, description }) =>
    ranges([{ address }]).map((range) => ({ range, name: description ?? range.text })),
  );
  return list.map((cidr) => {
    const own = names.filter(({ range }) => overlaps(range, cidr)).map(({ name }) => name);
    const isReached = own.length === 0 || reached.some((range) => overlaps(range, cidr));
    const all = [...(isReached ? ["private network"] : []), ...own];
    return { address: cidr.text, description: shortened([...new Set(all)].join(", ")) };
  });
}

function shortened(text: string): string {
  return text.length <= MAX_DESCRIPTION ? text : `${text.slice(0, MAX_DESCRIPTION - 1)}…`;
}

function hosts(entries: SplitTunnelEntry[]): SplitTunnelEntry[] {
  const byHost = new Map(entries.flatMap(({ host, description }) => (host === undefined ? [] : [[host, description]])));
  return [...byHost].sort().map(([host, description]) => ({ host, description: description ?? host }));
}
