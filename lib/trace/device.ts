import type { Hop } from "./model";
import { capitalized } from "./phrases";
import { Asked, invalid, personName } from "./query";
import { Cidr, overlaps, parseCidr, subtractCidrs } from "../core/addresses/cidr";
import { DEFAULT_EXCLUDE, DEFAULT_FALLBACK_SUFFIXES } from "../core/addresses/cloudflare-defaults";
import { isWithin, tunnelMatches } from "../core/addresses/hostname";
import { isExpression } from "../core/terraform/expressions";
import type { DeviceProfileEntry, SplitTunnelList } from "../inventory/network/model";
import { personFacts } from "../inventory/network/policy-decision";
import { evaluate } from "../reachability/expression/evaluate";
import { isUnknown, Verdict } from "../reachability/expression/truth";
import { sameIn } from "../reachability/gateway/facts";

/** @internal The settings of a device that decide whether it uses Cloudflare. */
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

/** @internal Determines which profile applies to the device. */
export function* askProfile(asked: Asked, notes: string[]): Generator<Hop, Device> {
  const { profile, verdict } = profileFor(asked);
  const device = deviceOf(profile, notes);
  const assumed = isUnknown(verdict) && asked.person === undefined;
  if (assumed) notes.push(`A device with ${device.name} is assumed, because no user is specified.`);
  yield {
    at: "device profile",
    status: isUnknown(verdict) && !assumed ? "unknown" : "ok",
    asked: `Which profile applies to a device of ${personName(asked.person)}?`,
    decided:
      isUnknown(verdict) && !assumed
        ? `Unknown. It may be ${device.name}: ${verdict.unknown}.`
        : `${capitalized(device.name)}.`,
    by: device.by,
  };
  return device;
}

function profileFor({ network, person, profile: wanted }: Asked): { profile?: DeviceProfileEntry; verdict: Verdict } {
  if (wanted !== undefined) {
    const profile = network.profiles.find(({ name }) => name === wanted);
    if (profile !== undefined) return { profile, verdict: true };
    const names = network.profiles.map(({ name }) => `"${name}"`).join(", ");
    const expected = names === "" ? "No device profile is defined here." : `Use one of ${names}.`;
    throw invalid(`profile: "${wanted}" does not exist. ${expected}`);
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
    notes.push("The account's default profile is not defined here. Cloudflare's default lists are assumed.");
  } else if (splitTunnel === undefined || localDomains === undefined) {
    const unset = [
      ...(splitTunnel === undefined ? ["split tunnel list"] : []),
      ...(localDomains === undefined ? ["local domain fallback list"] : []),
    ];
    notes.push(`${capitalized(name)} does not set its ${unset.join(" and ")}. Cloudflare's default is assumed.`);
  }
  return {
    name,
    by: profile === undefined ? [] : [profile.address],
    splitTunnel: splitTunnel ?? DEFAULT_SPLIT_TUNNEL,
    localDomains: localDomains ?? DEFAULT_FALLBACK_SUFFIXES,
  };
}

/** @internal Determines whether the device queries Gateway or its local network. */
export function askGateway({ fqdn }: Asked, { name, by, localDomains }: Device): Hop {
  const suffix = localDomains.find((each) => isWithin(fqdn, each));
  const question = { at: "local domains", asked: `Does ${name} resolve the name on the local network?`, by } as const;
  const unread = localDomains.filter(isExpression);
  if (suffix === undefined && unread.length > 0) {
    return {
      ...question,
      status: "unknown",
      decided: `Unknown. Only Terraform can evaluate ${unread.join(", ")} in the list.`,
    };
  }
  if (suffix === undefined) return { ...question, status: "ok", decided: "No. The device queries Gateway." };
  return {
    ...question,
    status: "broken",
    code: "NameKeptLocal",
    decided: `Yes. "${suffix}" is in the local domain fallback list, so the device never queries Gateway.`,
    fix: `Remove "${suffix}" from the local domain fallback list. A DeviceProfile that reaches the zone omits it.`,
  };
}

/** @internal The excluded entry that overlaps a range, or the part of the range that is not included. */
export function keptLocal(range: Cidr, fqdn: string, { mode, cidrs, hosts }: SplitTunnelList): string | undefined {
  const host = hosts.find((each) => tunnelMatches(each, fqdn));
  if (mode === "exclude") return host ?? cidrs.find((each) => overlaps(each, range))?.text;
  return host !== undefined ? undefined : subtractCidrs([range], cidrs)[0]?.text;
}

/** @internal The remediation for an address that the split tunnel list does not send through the tunnel. */
export function splitTunnelFix({ mode }: SplitTunnelList, range: Cidr): string {
  return mode === "exclude"
    ? `Remove ${range.text} from the split tunnel's exclude list. A DeviceProfile that reaches it omits it.`
    : `Add ${range.text} to the split tunnel's include list. A DeviceProfile that reaches it contains it.`;
}
