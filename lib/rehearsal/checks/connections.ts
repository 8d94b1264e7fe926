import { Cidr, contains, parseCidr, subtractCidrs } from "../../core/addresses/cidr";
import { domainsOf } from "../../core/addresses/hostname";
import { INITIAL_RESOLVED_RANGES } from "../../core/addresses/reserved-ranges";
import { isExpression } from "../../core/terraform/expressions";
import type { PrivateNetwork } from "../../inventory/network/model";
import { compare } from "../../inventory/terraform/values";
import type { Facts } from "../../reachability/expression/evaluate";
import { numbersOf, rangesOf } from "../../reachability/expression/operands";
import { comparisonsIn, Comparison, Expression } from "../../reachability/expression/syntax";
import { DEFAULT_VIRTUAL_NETWORK } from "../../reachability/gateway/model";

/** @internal A destination to which devices connect. */
export interface Destination {
  /** The destination in reports. */
  readonly target: string;
  /** One address. For a name, the range from which Gateway assigns its address. */
  readonly address: Cidr;
  /** The routed name, if the destination is a name. */
  readonly name?: string;
  /** The fields that policies compare. */
  readonly facts: Facts;
}

/** @internal A user who connects. */
export interface User {
  /** The user in reports. */
  readonly name: string;
  /** The fields that policies compare. */
  readonly facts: Facts;
}

/**
 * The connections that routes and policies distinguish: each destination, in each virtual network, by each user.
 *
 * @internal
 */
export interface Connections {
  readonly destinations: Destination[];
  readonly virtualNetworks: { readonly id: string; readonly name: string }[];
  readonly users: User[];
}

/**
 * Returns one connection for each case.
 *
 * @param all the routes and policies of all states together
 * @internal
 */
export function connectionsOf(all: PrivateNetwork): Connections {
  const networkPolicies = all.policies.filter(({ builder }) => builder === "l4");
  const allPolicies = all.policies.filter(({ builder }) => builder === "l4" || builder === "dns");
  const comparisonsOf = (expressions: (Expression | undefined)[]) =>
    expressions.flatMap((each) => (each === undefined ? [] : comparisonsIn(each)));
  const traffic = comparisonsOf(networkPolicies.map((policy) => policy.traffic));
  return {
    destinations: [...addressesOf(all, traffic), ...namesOf(all, traffic)],
    virtualNetworks: virtualNetworksOf(all, traffic),
    users: usersOf(comparisonsOf(allPolicies.flatMap(({ identity, devicePosture }) => [identity, devicePosture]))),
  };
}

/**
 * Two ranges are either nested or disjoint. So the first address of a range that is in none of its sub-ranges
 * represents all such addresses.
 */
function addressesOf({ routes }: PrivateNetwork, traffic: Comparison[]): Destination[] {
  const routed = routes.map(({ cidr }) => cidr);
  const matched = valuesOf(traffic, "net.dst.ip").flatMap((each) => rangesOf(each) ?? []);
  const ranges = unique([...routed, ...matched].map((range) => range.text)).map((each) => parseCidr(each)!);
  const addresses = ranges.flatMap((range) => {
    const within = ranges.filter((each) => each !== range && contains(range, each));
    const [first] = subtractCidrs([range], within);
    return first === undefined ? [] : [parseCidr(first.text.split("/")[0])!];
  });
  const servers = unique(["", ...serversOf(traffic)]);
  return addresses
    .filter((address) => routed.some((range) => contains(range, address)))
    .flatMap((address) => {
      const label = address.text.split("/")[0];
      return servers.flatMap((server) => destinationsAt(address, label, server, portsOf(traffic)));
    });
}

/**
 * A hostname route also covers the names one label below it. Gateway sees the address that it assigned to the name, and
 * the server name of a TLS connection.
 */
function namesOf({ hostnameRoutes }: PrivateNetwork, traffic: Comparison[]): Destination[] {
  const routed = unique(hostnameRoutes.map(({ hostname }) => hostname));
  const names = unique(routed.flatMap((name) => [name, `any.${name}`]));
  const ranges = INITIAL_RESOLVED_RANGES.flatMap((range) => parseCidr(range) ?? []);
  return names.flatMap((name) =>
    ranges.flatMap((range) =>
      ["", name]
        .flatMap((server) => destinationsAt(range, `${name} (${range.text})`, server, portsOf(traffic)))
        .map((each) => ({
          ...each,
          name,
          facts: { ...each.facts, "dns.fqdn": name, "dns.domains": domainsOf(name) },
        })),
    ),
  );
}

function destinationsAt(address: Cidr, label: string, server: string, ports: number[]): Destination[] {
  return ports.map((port) => ({
    target: [
      label,
      ...(ports.length > 1 ? [`port ${port}`] : []),
      ...(server === "" ? [] : [`over TLS to ${server}`]),
    ].join(", "),
    address,
    facts: {
      "net.dst.ip": address,
      "net.dst.port": port,
      "net.sni.host": server === "" ? null : server,
      "net.sni.domains": server === "" ? [] : domainsOf(server),
    },
  }));
}

function virtualNetworksOf(all: PrivateNetwork, traffic: Comparison[]): Connections["virtualNetworks"] {
  const names = new Map([[DEFAULT_VIRTUAL_NETWORK, "the default virtual network"]]);
  const ids = [...all.routes.map(({ virtualNetwork }) => virtualNetwork), ...valuesOf(traffic, "net.vnet_id")];
  for (const id of ids) if (!names.has(id)) names.set(id, id);
  for (const { id, name } of all.virtualNetworks) names.set(id, name);
  return [...names].flatMap(([id, name]) => (isExpression(id) ? [] : [{ id, name }]));
}

const TEXTS = ["identity.email", "identity.name"];
const LISTS = ["identity.groups.name", "identity.groups.id", "identity.groups.email"];
const CHECKS = "device_posture.checks.passed";

/**
 * One user whom no policy matches, and one user for each identity value in a policy. Each of them passes no posture
 * check, and again all of them.
 */
function usersOf(comparisons: Comparison[]): User[] {
  const unmatched: Facts = {
    ...Object.fromEntries(TEXTS.map((field) => [field, null])),
    ...Object.fromEntries(LISTS.map((field) => [field, []])),
    [CHECKS]: [],
  };
  const valuesIn = (field: string) => unique(valuesOf(comparisons, field));
  const users: User[] = [
    { name: "any enrolled user", facts: unmatched },
    ...TEXTS.flatMap((field) =>
      valuesIn(field).map((each) => ({ name: `${field} ${each}`, facts: { ...unmatched, [field]: each } })),
    ),
    ...LISTS.flatMap((field) =>
      valuesIn(field).map((each) => ({ name: `${field} ${each}`, facts: { ...unmatched, [field]: [each] } })),
    ),
  ];
  const checks = valuesIn(CHECKS);
  const compliant = users.map(({ name, facts }) => ({
    name: `${name} on a device that passes all checks`,
    facts: { ...facts, [CHECKS]: checks },
  }));
  return checks.length === 0 ? users : [...users, ...compliant];
}

/** The first port of each range, and the first port after it. */
function portsOf(traffic: Comparison[]): number[] {
  const ranges = valuesOf(traffic, "net.dst.port").flatMap((each) => numbersOf(each) ?? []);
  const ports = [1, ...ranges.flatMap(({ from, to }) => [from, to + 1])];
  return [...new Set(ports)].filter((port) => port >= 1 && port <= 65535).sort((a, b) => a - b);
}

function serversOf(traffic: Comparison[]): string[] {
  return [...valuesOf(traffic, "net.sni.host"), ...valuesOf(traffic, "net.sni.domains")];
}

/** The values with which a field is compared. For a regular expression, a text that it matches. */
function valuesOf(comparisons: Comparison[], field: string): string[] {
  return comparisons
    .filter((each) => each.field === field)
    .flatMap(({ operator, operands }) =>
      operands.flatMap((operand) => {
        if (operand.kind === "list" || operand.kind === "reference") return [];
        const written = operand.text ?? "";
        return operator === "matches" ? [exampleOf(written)] : [written];
      }),
    );
}

/**
 * A text that a simple regular expression matches: its first alternative, with the first character of each class, and
 * each repetition once.
 */
function exampleOf(regex: string): string {
  return regex
    .replace(/^\^|\$$/g, "")
    .replace(/\[(?!\^)(.)[^\]]*\]/g, "$1\0")
    .replace(/\.(?!\0)/g, "a")
    .replaceAll("\0", "")
    .replace(/\|[^()]*/g, "")
    .replace(/\(\?:|[()*+?]|\{[0-9,]+\}/g, "");
}

function unique(texts: string[]): string[] {
  return [...new Set(texts)].sort(compare);
}
