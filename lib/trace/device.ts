import type { Hop } from "./model";
import { Asked, invalid, personName } from "./query";
import { Cidr, overlaps, parseCidr, subtractCidrs } from "../core/addresses/cidr";
import { DEFAULT_EXCLUDE, DEFAULT_FALLBACK_SUFFIXES } from "../core/addresses/cloudflare-defaults";
import { isWithin, tunnelMatches } from "../core/addresses/hostname";
import { evaluate } from "../inventory/expression/evaluate";
import { isUnknown, Verdict } from "../inventory/expression/truth";
import type { DeviceProfileEntry, SplitTunnelList } from "../inventory/network/model";
import { personFacts, sameIn } from "../inventory/network/policy-decision";
import { isExpression } from "../inventory/terraform/values";

/** @internal Defines what a device does before it asks Cloudflare at all. */
export interface Device {
  readonly name: string;
  readonly by: string[];
  readonly splitTunnel: SplitTunnelList;
  readonly localDomains: string[];
}

const DEFAULT_SPLIT_TUNNEL: SplitTunnelList = {
  mode: "exclude",
  cidrs: DEFAULT_EXCLUDE.map(({ address }) => parseCidr(address)!),
  hosts: [],
  unread: [],
};

/** @internal Which profile the device takes. */
export function* takeProfile(asked: Asked, notes: string[]): Generator<Hop, Device> {
  const { profile, verdict } = profileFor(asked);
  const device = deviceOf(profile, notes);
  const assumed = isUnknown(verdict) && asked.person === undefined;
  if (assumed) notes.push(`a device that takes ${device.name} is assumed: whose it is, is not said`);
  yield {
    at: "device profile",
    status: isUnknown(verdict) && !assumed ? "unknown" : "ok",
    asked: `which profile does the device of ${personName(asked.person)} take?`,
    decided: isUnknown(verdict) && !assumed ? `perhaps ${device.name}: ${verdict.unknown}` : device.name,
    by: device.by,
  };
  return device;
}

function profileFor({ network, person, profile: wanted }: Asked): { profile?: DeviceProfileEntry; verdict: Verdict } {
  if (wanted !== undefined) {
    const profile = network.profiles.find(({ name }) => name === wanted);
    if (profile !== undefined) return { profile, verdict: true };
    const names = network.profiles.map(({ name }) => `"${name}"`).join(", ");
    throw invalid(`there is no device profile "${wanted}"; expected ${names || "none: nothing here has one"}`);
  }
  for (const profile of network.profiles) {
    const { match } = profile;
    const verdict = match === undefined || evaluate(match, personFacts(person), sameIn(network));
    if (verdict !== false) return { profile, verdict };
  }
  return { verdict: true };
}

function deviceOf(profile: DeviceProfileEntry | undefined, notes: string[]): Device {
  const name = profile === undefined ? "the account's default profile" : `profile ${profile.name}`;
  const { splitTunnel, localDomains } = profile ?? {};
  if (profile === undefined) {
    notes.push(`${name} is not defined here: Cloudflare's default lists are assumed`);
  } else if (splitTunnel === undefined || localDomains === undefined) {
    const what = [splitTunnel ?? "split tunnel", localDomains ?? "local domains"].filter(
      (each) => typeof each === "string",
    );
    notes.push(`${name} says nothing of its ${what.join(" and ")}: Cloudflare's default list is assumed`);
  }
  return {
    name,
    by: profile === undefined ? [] : [profile.address],
    splitTunnel: splitTunnel ?? DEFAULT_SPLIT_TUNNEL,
    localDomains: localDomains ?? DEFAULT_FALLBACK_SUFFIXES,
  };
}

/** @internal Whether the device asks Gateway, or its own network. */
export function askGateway({ fqdn }: Asked, { name, by, localDomains }: Device): Hop {
  const suffix = localDomains.find((each) => isWithin(fqdn, each));
  const question = { at: "local domains", asked: `does ${name} keep the name local?`, by } as const;
  const unread = localDomains.filter(isExpression);
  if (suffix === undefined && unread.length > 0) {
    return { ...question, status: "unknown", decided: `only Terraform knows ${unread.join(", ")} of its list` };
  }
  if (suffix === undefined) return { ...question, status: "ok", decided: "no: the device asks Gateway" };
  return {
    ...question,
    status: "broken",
    code: "NameKeptLocal",
    decided: `"${suffix}" is a local domain, so the device asks its own network, and never Gateway`,
    fix: `take "${suffix}" out of the local domain fallback: a DeviceProfile that reaches the name's zone leaves it out`,
  };
}

/** @internal Which range of the list keeps some of a range out of the tunnel; for an include list, what is not in it. */
export function keptLocal(range: Cidr, fqdn: string, { mode, cidrs, hosts }: SplitTunnelList): string | undefined {
  const host = hosts.find((each) => tunnelMatches(each, fqdn));
  if (mode === "exclude") return host ?? cidrs.find((each) => overlaps(each, range))?.text;
  return host !== undefined ? undefined : subtractCidrs([range], cidrs)[0]?.text;
}

/** @internal */
export function splitTunnelFix({ mode }: SplitTunnelList, range: Cidr): string {
  return mode === "exclude"
    ? `take ${range.text} out of the split tunnel's exclude list: a DeviceProfile that reaches it leaves it out`
    : `put ${range.text} into the split tunnel's include list: a DeviceProfile that reaches it has it there`;
}
