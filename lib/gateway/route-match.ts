import { Token } from "cdktf";
import { HostnamePattern, nameInAll } from "./hostname-pattern";
import { TooComplex } from "./overlap";
import { Condition, Traffic } from "./traffic";
import { Account } from "../core/account";
import { Cidr, overlaps, parseCidr } from "../core/addresses/cidr";
import { initialResolvedRangesOf } from "../core/addresses/reserved-ranges";
import { IVirtualNetwork } from "../core/virtual-network";
import { NameTarget, RangeTarget, RouteTarget } from "../network/ordered";

/**
 * Returns a function that tells whether traffic can be traffic to a route. It is false only if all of that traffic is
 * certainly other traffic: ports, server names and exceptions are not compared, and a raw expression can match
 * everything.
 *
 * @internal
 */
export function matcherOf(account: Account, traffic: Traffic): (target: RouteTarget) => boolean {
  const conditions = traffic._conditions.filter(({ negated }) => !negated);
  const required = conditions.map(requirementOf);
  return (target) =>
    isSameAccount(account, target.account) &&
    required.every((requirement) =>
      "hostname" in target ? requirement.byName(target) : requirement.byAddress(target),
    );
}

/** Whether one condition can be met by traffic to a route. */
interface Requirement {
  byAddress(target: RangeTarget): boolean;
  byName(target: NameTarget): boolean;
}

const always = () => true;

function requirementOf({ subject, names, cidrs, virtualNetwork }: Condition): Requirement {
  // A device that knows an address does not ask for it, so DNS policies stop no traffic of a CIDR route.
  if (subject === "names") {
    return { byAddress: () => false, byName: names === undefined ? always : (target) => meets(names, target) };
  }
  if (cidrs !== undefined) {
    const ranges = cidrs.flatMap((text) => parseCidr(text) ?? []);
    return {
      byAddress: ({ cidr }) => meetsAny(ranges, [cidr]),
      byName: (target) => matchesAddressesOf(target, ranges),
    };
  }
  if (virtualNetwork !== undefined) {
    return { byAddress: (target) => canBeSame(virtualNetwork, target.virtualNetwork), byName: always };
  }
  // A client sends any server name that it likes, so a condition on it matches connections to every routed name.
  return { byAddress: always, byName: always };
}

/** Policies see the initial resolved address of a name, or the address behind it. */
function matchesAddressesOf({ account, destinations }: NameTarget, ranges: Cidr[]): boolean {
  if (destinations.length === 0) return true;
  const initial = initialResolvedRangesOf(account).flatMap((text) => parseCidr(text) ?? []);
  return meetsAny(ranges, [...destinations, ...initial]);
}

function meetsAny(ranges: Cidr[], others: Cidr[]): boolean {
  return ranges.some((range) => others.some((other) => overlaps(range, other)));
}

/** The pattern of each routed hostname: it is compared with every policy of the stack. */
const ROUTED = new WeakMap<NameTarget, HostnamePattern>();

/** Whether the pattern matches the hostname or a name below it, or cannot be compared with it. */
function meets(pattern: HostnamePattern, target: NameTarget): boolean {
  const routed = ROUTED.get(target) ?? HostnamePattern.under(target.hostname);
  ROUTED.set(target, routed);
  if (pattern._problems.length > 0 || routed._problems.length > 0) return true;
  try {
    return nameInAll([pattern, routed]) !== undefined;
  } catch (error) {
    if (error instanceof TooComplex) return true;
    throw error;
  }
}

/** Two ids with the same text are the same virtual network. An imported one can be the default. */
function canBeSame(network: IVirtualNetwork, routed: IVirtualNetwork | undefined): boolean {
  if (routed === undefined) return network._isDefault !== false;
  return network.virtualNetworkId === routed.virtualNetworkId;
}

function isSameAccount({ accountId: one }: Account, { accountId: other }: Account): boolean {
  return one === other || Token.isUnresolved(one) || Token.isUnresolved(other);
}
