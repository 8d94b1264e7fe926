import { Cidr, contains, parseCidr, subtractCidrs } from "../../core/addresses/cidr";
import { domainsOf } from "../../core/addresses/hostname";
import { INITIAL_RESOLVED_RANGES } from "../../core/addresses/reserved-ranges";
import { isExpression } from "../../core/terraform/expressions";
import type { PrivateNetwork } from "../../inventory/network/model";
import { DEFAULT_VIRTUAL_NETWORK } from "../../reachability/gateway/model";
import { compare } from "../../inventory/terraform/values";
import type { Facts } from "../../reachability/expression/evaluate";
import { numbersOf, rangesOf } from "../../reachability/expression/operands";
import type { Comparison, Expression } from "../../reachability/expression/syntax";

/** @internal Defines where devices connect to. */
export interface Destination {
  readonly target: string;
  /** One address; of a name, the range in which Gateway gives it one. */
  readonly address: Cidr;
  /** The routed name that was asked for, if it was one. */
  readonly name?: string;
  readonly facts: Facts;
}

/** @internal Defines who connects. */
export interface Person {
  readonly who: string;
  readonly facts: Facts;
}

/** @internal Defines all the connections that routes and policies tell apart: each destination, in each virtual network, by each person. */
export interface Connections {
  readonly destinations: Destination[];
  readonly virtualNetworks: { readonly id: string; readonly name: string }[];
  readonly people: Person[];
}

/** @internal One of each case. @param ever all that there ever is, as if at once */
export function connectionsOf(ever: PrivateNetwork): Connections {
  const policies = ever.policies.filter(({ builder }) => builder === "l4");
  const deciding = ever.policies.filter(({ builder }) => builder === "l4" || builder === "dns");
  const said = (expressions: (Expression | undefined)[]) =>
    expressions.flatMap((each) => (each === undefined ? [] : comparisonsOf(each)));
  const traffic = said(policies.map((policy) => policy.traffic));
  return {
    destinations: [...addressesOf(ever, traffic), ...namesOf(ever, traffic)],
    virtualNetworks: virtualNetworksOf(ever, traffic),
    people: peopleOf(said(deciding.flatMap(({ identity, devicePosture }) => [identity, devicePosture]))),
  };
}

/** Ranges lie in each other or apart, so the first address of each that is in none within it stands for all of those. */
function addressesOf({ routes }: PrivateNetwork, traffic: Comparison[]): Destination[] {
  const routed = routes.map(({ cidr }) => cidr);
  const spoken = valuesOf(traffic, "net.dst.ip").flatMap((each) => rangesOf(each) ?? []);
  const ranges = unique([...routed, ...spoken].map((range) => range.text)).map((each) => parseCidr(each)!);
  const addresses = ranges.flatMap((range) => {
    const within = ranges.filter((each) => each !== range && contains(range, each));
    const [first] = subtractCidrs([range], within);
    return first === undefined ? [] : [parseCidr(first.text.split("/")[0])!];
  });
  const servers = unique(["", ...serversOf(traffic)]);
  return addresses
    .filter((address) => routed.some((range) => contains(range, address)))
    .flatMap((address) => {
      const shown = address.text.split("/")[0];
      return servers.flatMap((server) => connecting(address, shown, server, portsOf(traffic)));
    });
}

/** A hostname route covers one label more. What Gateway sees of a name is its address out of a range, and the server's name over TLS. */
function namesOf({ hostnameRoutes }: PrivateNetwork, traffic: Comparison[]): Destination[] {
  const routed = unique(hostnameRoutes.map(({ hostname }) => hostname));
  const asked = unique(routed.flatMap((name) => [name, `any.${name}`]));
  const ranges = INITIAL_RESOLVED_RANGES.flatMap((range) => parseCidr(range) ?? []);
  return asked.flatMap((name) =>
    ranges.flatMap((range) =>
      ["", name]
        .flatMap((server) => connecting(range, `${name} as one of ${range.text}`, server, portsOf(traffic)))
        .map((each) => ({
          ...each,
          name,
          facts: { ...each.facts, "dns.fqdn": name, "dns.domains": domainsOf(name) },
        })),
    ),
  );
}

function connecting(address: Cidr, shown: string, server: string, ports: number[]): Destination[] {
  return ports.map((port) => ({
    target: [
      shown,
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

function virtualNetworksOf(ever: PrivateNetwork, traffic: Comparison[]): Connections["virtualNetworks"] {
  const names = new Map([[DEFAULT_VIRTUAL_NETWORK, "the default virtual network"]]);
  const ids = [...ever.routes.map(({ virtualNetwork }) => virtualNetwork), ...valuesOf(traffic, "net.vnet_id")];
  for (const id of ids) if (!names.has(id)) names.set(id, id);
  for (const { id, name } of ever.virtualNetworks) names.set(id, name);
  return [...names].flatMap(([id, name]) => (isExpression(id) ? [] : [{ id, name }]));
}

const TEXTS = ["identity.email", "identity.name"];
const LISTS = ["identity.groups.name", "identity.groups.id", "identity.groups.email"];
const CHECKS = "device_posture.checks.passed";

/** Somebody of whom no policy speaks, and for each thing that one says of somebody, somebody of whom that alone is true; on any device and on the best. */
function peopleOf(said: Comparison[]): Person[] {
  const nobody: Facts = {
    ...Object.fromEntries(TEXTS.map((field) => [field, null])),
    ...Object.fromEntries(LISTS.map((field) => [field, []])),
    [CHECKS]: [],
  };
  const meant = (field: string) => unique(valuesOf(said, field));
  const people: Person[] = [
    { who: "whoever is enrolled", facts: nobody },
    ...TEXTS.flatMap((field) =>
      meant(field).map((each) => ({ who: `${field} ${each}`, facts: { ...nobody, [field]: each } })),
    ),
    ...LISTS.flatMap((field) =>
      meant(field).map((each) => ({ who: `${field} ${each}`, facts: { ...nobody, [field]: [each] } })),
    ),
  ];
  const checks = meant(CHECKS);
  const passing = people.map(({ who, facts }) => ({
    who: `${who} on a device that passes all checks`,
    facts: { ...facts, [CHECKS]: checks },
  }));
  return checks.length === 0 ? people : [...people, ...passing];
}

/** Where a range of ports begins, and the first one behind it. */
function portsOf(traffic: Comparison[]): number[] {
  const ranges = valuesOf(traffic, "net.dst.port").flatMap((each) => numbersOf(each) ?? []);
  const ports = [1, ...ranges.flatMap(({ from, to }) => [from, to + 1])];
  return [...new Set(ports)].filter((port) => port >= 1 && port <= 65535).sort((a, b) => a - b);
}

function serversOf(traffic: Comparison[]): string[] {
  return [...valuesOf(traffic, "net.sni.host"), ...valuesOf(traffic, "net.sni.domains")];
}

/** What a field is compared with; of a regular expression a text that it takes. */
function valuesOf(said: Comparison[], field: string): string[] {
  return said
    .filter((each) => each.field === field)
    .flatMap(({ operator, operands }) =>
      operands.flatMap((operand) => {
        if (operand.kind === "list" || operand.kind === "reference") return [];
        const written = operand.text ?? "";
        return operator === "matches" ? [exampleOf(written)] : [written];
      }),
    );
}

/** Where its shape is simple, that is: the first of its choices, each class by its first character, each repetition once. */
function exampleOf(regex: string): string {
  return regex
    .replace(/^\^|\$$/g, "")
    .replace(/\[(?!\^)(.)[^\]]*\]/g, "$1\0")
    .replace(/\.(?!\0)/g, "a")
    .replaceAll("\0", "")
    .replace(/\|[^()]*/g, "")
    .replace(/\(\?:|[()*+?]|\{[0-9,]+\}/g, "");
}

function comparisonsOf(expression: Expression): Comparison[] {
  switch (expression.kind) {
    case "comparison":
      return [expression];
    case "not":
      return comparisonsOf(expression.operand);
    case "any":
      return comparisonsOf(expression.condition);
    case "and":
    case "or":
      return expression.operands.flatMap(comparisonsOf);
    case "unread":
      return [];
  }
}

function unique(words: string[]): string[] {
  return [...new Set(words)].sort(compare);
}
