import type { Hop } from "./model";
import { Asked } from "./query";
import { Cidr, contains, parseCidr } from "../core/addresses/cidr";
import { domainsOf, labelCount } from "../core/addresses/hostname";
import { isPrivateAddress } from "../core/addresses/reserved-ranges";
import type { Facts } from "../inventory/expression/evaluate";
import { tunnelName, virtualNetworkName } from "../inventory/network/labels";
import type {
  GatewayPolicyEntry,
  HostnameRouteEntry,
  NetworkRoute,
  PolicyResolver,
  PrivateNetwork,
} from "../inventory/network/model";
import { matchOf, personFacts, sameIn } from "../inventory/network/policy-decision";

/** @internal What a DNS policy answers in place of a resolver; undefined where none does. */
export function* askDnsPolicies(asked: Asked): Generator<Hop, Cidr[] | undefined> {
  const { found, unsure } = firstMatch(asked, "dns");
  const question = { at: "DNS policies", asked: `is ${asked.fqdn} answered?` } as const;
  const effect = (policy?: GatewayPolicyEntry) => (policy === undefined ? "allow" : policy.action);
  const doubt = unsure.find(({ policy }) => effect(policy) !== effect(found));
  if (doubt !== undefined) {
    const decided = `policy ${doubt.policy.name} may ${doubt.policy.action} it: ${doubt.why}`;
    yield { ...question, status: "unknown", decided, by: [doubt.policy.address] };
  } else if (found?.action === "block") {
    yield {
      ...question,
      status: "broken",
      code: "NameBlocked",
      decided: `policy ${found.name} blocks it`,
      by: [found.address],
      fix: "narrow that policy's traffic, or put one that allows the name before it",
    };
  } else if (found?.action === "override") {
    const decided = `policy ${found.name} answers ${found.overrides.join(", ")}`;
    yield { ...question, status: "ok", decided, by: [found.address] };
    return found.overrides.flatMap((each) => parseCidr(each) ?? []);
  } else if (found !== undefined) {
    yield { ...question, status: "ok", decided: `policy ${found.name} lets it pass`, by: [found.address] };
  }
  return undefined;
}

/** @internal The hostname route that takes the name: its own, else one a label above. */
export function hostnameRouteFor({ network, fqdn }: Asked): HostnameRouteEntry | undefined {
  const above = fqdn.slice(fqdn.indexOf(".") + 1);
  return [fqdn, above].flatMap((name) => network.hostnameRoutes.filter(({ hostname }) => hostname === name))[0];
}

/** @internal The policy whose resolvers are asked; undefined where that is not known. */
export function* askResolverPolicies(asked: Asked): Generator<Hop, GatewayPolicyEntry | undefined> {
  const { found, unsure } = firstMatch(asked, "dns_resolver");
  const question = { at: "resolver policy", asked: `which policy has the resolver of ${asked.fqdn}?` } as const;
  if (unsure.length > 0) {
    const [{ policy, why }] = unsure;
    const otherwise = found === undefined ? "" : `; otherwise ${found.name}`;
    const decided = `perhaps ${policy.name}: ${why}${otherwise}`;
    yield { ...question, status: "unknown", decided, by: [policy.address] };
    return found ?? policy;
  }
  if (found !== undefined) {
    yield { ...question, status: "ok", decided: found.name, by: [found.address] };
    return found;
  }
  yield {
    ...question,
    status: "broken",
    code: "NameUnresolved",
    decided: `none, and no hostname route: Gateway asks the internet${deeper(asked)}`,
    by: [],
    fix: "check the name's spelling, or give a resolver policy, or a hostname route, that takes it",
  };
  return undefined;
}

/** A near miss: a route that is for fewer labels. */
function deeper({ network, fqdn }: Asked): string {
  const near = network.hostnameRoutes.find(({ hostname }) => fqdn.endsWith(`.${hostname}`));
  if (near === undefined) return "";
  const labels = labelCount(fqdn) - labelCount(near.hostname);
  return ` (the hostname route ${near.hostname} takes one label below it, and this is ${labels})`;
}

interface Match {
  readonly found?: GatewayPolicyEntry;
  /** Those before it that may match. */
  readonly unsure: { readonly policy: GatewayPolicyEntry; readonly why: string }[];
}

function firstMatch({ network, fqdn, person }: Asked, builder: string): Match {
  const facts: Facts = { "dns.fqdn": fqdn, "dns.domains": domainsOf(fqdn), ...personFacts(person) };
  const unsure: { policy: GatewayPolicyEntry; why: string }[] = [];
  for (const policy of network.policies.filter((each) => each.builder === builder)) {
    const verdict = matchOf(policy, facts, sameIn(network));
    if (verdict === true) return { found: policy, unsure };
    if (verdict !== false) unsure.push({ policy, why: verdict.unknown });
  }
  return { unsure };
}

/** @internal The tunnels that the answer comes through; none where it is the internet that answers. */
export function* askResolvers(
  { network }: Asked,
  policy: GatewayPolicyEntry,
  notes: string[],
): Generator<Hop, string[]> {
  const { resolvers, name, address } = policy;
  const asked = `what leads Gateway to ${resolvers.map((each) => `${each.address}:${each.port}`).join(", ")}?`;
  if (resolvers.length === 0 || resolvers.some(isPublic)) {
    const decided = resolvers.length === 0 ? "Cloudflare's own resolver answers" : "the internet";
    yield { at: "resolver", status: "ok", asked, decided, by: [address] };
    return [];
  }
  const ways = resolvers.map((resolver) => ({ resolver, route: routeToResolver(network, resolver) }));
  const routes = ways.flatMap(({ route }) => route ?? []);
  const lost = ways.filter(({ route }) => route === undefined).map(({ resolver }) => resolver);
  if (routes.length === 0) {
    yield {
      at: "resolver",
      status: "broken",
      code: "ResolverUnrouted",
      asked,
      by: [address],
      ...lostOf(network, lost[0]),
    };
    return [];
  }
  notes.push(...lost.map((each) => `resolver ${each.address} of policy ${name} is not routed: the others answer`));
  const words = routes.map((route) => `${route.cidr.text} through ${tunnelName(network, route.tunnel)}`);
  const decided = `${[...new Set(words)].join(", ")} in ${virtualNetworkName(network, routes[0].virtualNetwork)}`;
  yield { at: "resolver", status: "ok", asked, decided, by: unique(routes.map((route) => route.address)) };
  const tunnels = unique(routes.map(({ tunnel }) => tunnel));
  yield askConnectors(network, tunnels, notes);
  return tunnels;
}

function isPublic({ address, private: isPrivate }: PolicyResolver): boolean {
  return !isPrivate && !isPrivateAddress(address);
}

function routeToResolver(network: PrivateNetwork, resolver: PolicyResolver): NetworkRoute | undefined {
  const range = parseCidr(resolver.address);
  if (range === undefined || !resolver.private) return undefined;
  return longestRoute(network, range, resolver.virtualNetwork);
}

function lostOf(network: PrivateNetwork, resolver: PolicyResolver): { decided: string; fix: string } {
  const { address, virtualNetwork } = resolver;
  if (!resolver.private) {
    return {
      decided: `the internet, where ${address} is nobody's`,
      fix: "set route_through_private_network for this resolver",
    };
  }
  const name = virtualNetworkName(network, virtualNetwork);
  const range = parseCidr(address);
  const other = network.routes.find(({ cidr }) => range !== undefined && contains(cidr, range));
  const elsewhere = other === undefined ? "" : `; ${virtualNetworkName(network, other.virtualNetwork)} has one`;
  return {
    decided: `no route of ${name} leads to ${address}${elsewhere}`,
    fix: `route ${address} in ${name}, or let the policy name the virtual network that has it`,
  };
}

/** @internal The route that takes all of a range, and no other one that does is narrower. */
export function longestRoute(
  { routes }: PrivateNetwork,
  range: Cidr,
  virtualNetwork: string,
): NetworkRoute | undefined {
  return routes
    .filter((route) => route.virtualNetwork === virtualNetwork && contains(route.cidr, range))
    .sort((a, b) => b.cidr.prefix - a.cidr.prefix)[0];
}

/** @internal Whether a query gets through: UDP needs QUIC. */
export function askConnectors(network: PrivateNetwork, tunnels: string[], notes: string[]): Hop {
  const all = network.tunnels.filter(({ id }) => tunnels.includes(id));
  const names = all.map(({ name }) => name).join(", ");
  const question = { at: "connector", asked: `does the connector of tunnel ${names} carry DNS?` } as const;
  const by = all.flatMap(({ connectors }) => connectors.map(({ address }) => address));
  const slow = all.filter(({ connectors }) => connectors.some(({ protocol }) => protocol === "http2"));
  const silent = all.filter(
    ({ connectors }) => connectors.length === 0 || connectors.some(({ protocol }) => protocol === undefined),
  );
  const fine = all.filter((tunnel) => !slow.includes(tunnel) && !silent.includes(tunnel));
  if (fine.length > 0) {
    notes.push(...slow.map(({ name }) => `tunnel ${name} carries no DNS, over HTTP/2: the others answer`));
    return { ...question, status: "ok", decided: "yes, over QUIC", by };
  }
  if (silent.length > 0) {
    const none = silent.every(({ connectors }) => connectors.length === 0);
    const decided = none
      ? "its connector is not defined here; DNS needs one that speaks QUIC"
      : "only Terraform knows its protocol";
    return { ...question, status: "unknown", decided, by };
  }
  return {
    ...question,
    status: "broken",
    code: "ConnectorWithoutQuic",
    decided: "it speaks HTTP/2 to Cloudflare, which carries no UDP",
    by,
    fix: "leave the connector's protocol to cloudflared, or say quic; what cannot speak it, such as a Cloud Run connector, leaves DNS to another tunnel",
  };
}

/** @internal */
export function unique<T>(values: T[]): T[] {
  return [...new Set(values)];
}
