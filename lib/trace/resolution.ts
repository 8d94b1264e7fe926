import { askResolverEgress } from "./egress";
import type { Hop } from "./model";
import { noRoute, unique } from "./phrases";
import { Asked } from "./query";
import { Cidr, contains, isDefaultRoute, parseCidr } from "../core/addresses/cidr";
import { labelCount } from "../core/addresses/hostname";
import { isPrivateAddress } from "../core/addresses/reserved-ranges";
import { tunnelName, virtualNetworkName } from "../inventory/network/labels";
import type {
  GatewayPolicyEntry,
  HostnameRouteEntry,
  NetworkRoute,
  PolicyResolver,
  PrivateNetwork,
} from "../inventory/network/model";
import { personFacts } from "../inventory/network/policy-decision";
import { queryFacts, sameIn } from "../reachability/gateway/facts";
import { stepOf, verdictOf } from "../reachability/gateway/matching";
import { inDnsOrder } from "../reachability/gateway/policies";
import { RouteTable } from "../reachability/gateway/routes";

/** @internal Evaluates the DNS policies. Returns the addresses of an override, or undefined. */
export function* askDnsPolicies(asked: Asked): Generator<Hop, Cidr[] | undefined> {
  const { found, unsure } = firstMatch(asked, "dns");
  const question = { at: "DNS policies", asked: `Do the DNS policies allow ${asked.fqdn}?` } as const;
  const effect = (policy?: GatewayPolicyEntry) => (policy === undefined ? "allow" : policy.action);
  const uncertain = unsure.find(({ policy }) => effect(policy) !== effect(found));
  if (uncertain !== undefined) {
    const { policy, why } = uncertain;
    const decided = `Unknown. Policy ${policy.name} may apply (action ${policy.action}): ${why}.`;
    yield { ...question, status: "unknown", decided, by: [policy.address] };
  } else if (found?.action === "block") {
    yield {
      ...question,
      status: "broken",
      code: "NameBlocked",
      decided: `No. Policy ${found.name} blocks the name.`,
      by: [found.address],
      fix: "Narrow the traffic of this policy, or add one with a lower precedence that allows the name.",
    };
  } else if (found?.action === "override") {
    const decided = `Policy ${found.name} overrides the answer with ${found.overrides.join(", ")}.`;
    yield { ...question, status: "ok", decided, by: [found.address] };
    return found.overrides.flatMap((each) => parseCidr(each) ?? []);
  } else if (found !== undefined) {
    yield { ...question, status: "ok", decided: `Yes. Policy ${found.name} allows the name.`, by: [found.address] };
  }
  return undefined;
}

/** @internal The hostname route that matches the name: its own, otherwise the one a label above. */
export function hostnameRouteFor({ network, fqdn }: Asked): HostnameRouteEntry | undefined {
  return new RouteTable(network).hostnameRoute(fqdn);
}

/** @internal Determines the resolver policy that matches the name. */
export function* askResolverPolicies(asked: Asked): Generator<Hop, GatewayPolicyEntry | undefined> {
  const { found, unsure } = firstMatch(asked, "dns_resolver");
  const question = { at: "resolver policy", asked: `Which resolver policy matches ${asked.fqdn}?` } as const;
  if (unsure.length > 0) {
    const [{ policy, why }] = unsure;
    const otherwise = found === undefined ? "" : ` Otherwise policy ${found.name} matches.`;
    const decided = `Unknown. Policy ${policy.name} may match: ${why}.${otherwise}`;
    yield { ...question, status: "unknown", decided, by: [policy.address] };
    return found ?? policy;
  }
  if (found !== undefined) {
    yield { ...question, status: "ok", decided: `Policy ${found.name}.`, by: [found.address] };
    return found;
  }
  yield {
    ...question,
    status: "broken",
    code: "NameUnresolved",
    decided: `None, and no hostname route matches, so public DNS resolves the name.${deeper(asked)}`,
    by: [],
    fix: "Check the spelling of the name, or add a resolver policy or a hostname route that matches it.",
  };
  return undefined;
}

/** Names a hostname route that covers fewer labels than the name has. */
function deeper({ network, fqdn }: Asked): string {
  const near = network.hostnameRoutes.find(({ hostname }) => fqdn.endsWith(`.${hostname}`));
  if (near === undefined) return "";
  const labels = labelCount(fqdn) - labelCount(near.hostname);
  return ` The hostname route ${near.hostname} covers one label below it, but the name has ${labels}.`;
}

interface Match {
  readonly found?: GatewayPolicyEntry;
  /** Earlier policies that may match. */
  readonly unsure: { readonly policy: GatewayPolicyEntry; readonly why: string }[];
}

function firstMatch({ network, fqdn, person }: Asked, builder: string): Match {
  const context = { facts: queryFacts(fqdn), user: personFacts(person), same: sameIn(network) };
  const unsure: { policy: GatewayPolicyEntry; why: string }[] = [];
  const policies =
    builder === "dns" ? inDnsOrder(network.policies) : network.policies.filter((each) => each.builder === builder);
  for (const policy of policies) {
    const verdict = verdictOf(stepOf(policy, context).match);
    if (verdict === true) return { found: policy, unsure };
    if (verdict !== false) unsure.push({ policy, why: verdict.unknown });
  }
  return { unsure };
}

/** @internal Determines the tunnels to the resolvers. Returns none if the resolvers are public. */
export function* askResolvers(
  { network }: Asked,
  policy: GatewayPolicyEntry,
  notes: string[],
): Generator<Hop, string[]> {
  const { resolvers, name, address } = policy;
  const asked = `How does Gateway reach ${resolvers.map((each) => `${each.address}:${each.port}`).join(", ")}?`;
  if (resolvers.length === 0 || resolvers.some((each) => isPublic(network, each))) {
    const decided = resolvers.length === 0 ? "Cloudflare's resolver answers." : "Over the internet.";
    notes.push(...resolvers.flatMap((each) => routeElsewhere(network, each)));
    yield { at: "resolver", status: "ok", asked, decided, by: [address] };
    return [];
  }
  const routed = resolvers.map((resolver) => ({ resolver, route: routeToResolver(network, resolver) }));
  const routes = routed.flatMap(({ route }) => route ?? []);
  const lost = routed.filter(({ route }) => route === undefined).map(({ resolver }) => resolver);
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
  notes.push(
    ...lost.map((each) => {
      const why = each.private ? "has no route" : "is queried over the internet, where it does not exist";
      return `Resolver ${each.address} of policy ${name} ${why}. The other resolvers answer.`;
    }),
  );
  const texts = routes.map((route) => `${tunnelName(network, route.tunnel)} (route ${route.cidr.text})`);
  const decided = `Through ${unique(texts).join(", ")} in ${virtualNetworkName(network, routes[0].virtualNetwork)}.`;
  yield { at: "resolver", status: "ok", asked, decided, by: unique(routes.map((route) => route.address)) };
  const tunnels = unique(routes.map(({ tunnel }) => tunnel));
  yield askConnectors(network, tunnels, notes);
  const reached = routed.flatMap(({ resolver: { address: ip, port }, route }) => {
    const resolver = parseCidr(ip);
    return resolver === undefined || route === undefined ? [] : [{ resolver, port, route }];
  });
  yield* askResolverEgress(network, reached, notes);
  return tunnels;
}

function isPublic(network: PrivateNetwork, resolver: PolicyResolver): boolean {
  return !resolver.private && !isPrivateAddress(resolver.address) && namedRoute(network, resolver) === undefined;
}

function routeToResolver(network: PrivateNetwork, resolver: PolicyResolver): NetworkRoute | undefined {
  return resolver.private ? longestRoute(network, resolver) : undefined;
}

/** The route that shows that an address is in a private network. A default route covers the whole internet. */
function namedRoute(network: PrivateNetwork, resolver: PolicyResolver): NetworkRoute | undefined {
  const route = longestRoute(network, resolver);
  return route === undefined || isDefaultRoute(route.cidr) ? undefined : route;
}

/** A public address that is routed in another virtual network may be a private one of that network. */
function routeElsewhere(network: PrivateNetwork, resolver: PolicyResolver): string[] {
  const range = parseCidr(resolver.address);
  const covers = ({ cidr }: NetworkRoute) => range !== undefined && !isDefaultRoute(cidr) && contains(cidr, range);
  const other = isPublic(network, resolver) ? network.routes.find(covers) : undefined;
  if (other === undefined) return [];
  const elsewhere = virtualNetworkName(network, other.virtualNetwork);
  return [
    `Resolver ${resolver.address} is routed in ${elsewhere}. If it belongs to that network, set vnet_id for this resolver.`,
  ];
}

function longestRoute(network: PrivateNetwork, resolver: PolicyResolver): NetworkRoute | undefined {
  const range = parseCidr(resolver.address);
  return range && new RouteTable(network).longestRoute(range, resolver.virtualNetwork);
}

function lostOf(network: PrivateNetwork, resolver: PolicyResolver): { decided: string; fix: string } {
  const { address, virtualNetwork } = resolver;
  if (!resolver.private) {
    const route = namedRoute(network, resolver);
    const decided = isPrivateAddress(address)
      ? `Over the internet, where the private address ${address} does not exist.`
      : `Over the internet, although route ${route!.cidr.text} of ${tunnelName(network, route!.tunnel)} covers ${address}.`;
    return { decided, fix: "Set route_through_private_network for this resolver." };
  }
  const name = virtualNetworkName(network, virtualNetwork);
  const range = parseCidr(address);
  const other = network.routes.find(({ cidr }) => range !== undefined && contains(cidr, range));
  const elsewhere = other && virtualNetworkName(network, other.virtualNetwork);
  return {
    decided: noRoute(name, address, elsewhere),
    fix: `Route ${address} in ${name}, or specify a virtual network with a route to it in the policy.`,
  };
}

/** @internal Determines whether a connector carries DNS queries. UDP requires QUIC. */
export function askConnectors(network: PrivateNetwork, tunnels: string[], notes: string[]): Hop {
  const all = network.tunnels.filter(({ id }) => tunnels.includes(id));
  const names = all.map(({ name }) => name).join(", ");
  const question = { at: "connector", asked: `Does the connector of tunnel ${names} carry DNS?` } as const;
  const by = all.flatMap(({ connectors }) => connectors.map(({ address }) => address));
  const withoutQuic = all.filter(({ connectors }) => connectors.some(({ protocol }) => protocol === "http2"));
  const uncertain = all.filter(
    ({ connectors }) => connectors.length === 0 || connectors.some(({ protocol }) => protocol === undefined),
  );
  if (all.some((tunnel) => !withoutQuic.includes(tunnel) && !uncertain.includes(tunnel))) {
    notes.push(
      ...withoutQuic.map(({ name }) => `Tunnel ${name} uses HTTP/2 and carries no DNS. The other tunnels answer.`),
    );
    return { ...question, status: "ok", decided: "Yes, over QUIC.", by };
  }
  if (uncertain.length > 0) {
    const none = uncertain.every(({ connectors }) => connectors.length === 0);
    const decided = none
      ? "Unknown. The connector is not defined here. DNS requires a connector that uses QUIC."
      : "Unknown. Only Terraform can evaluate the protocol of the connector.";
    return { ...question, status: "unknown", decided, by };
  }
  return {
    ...question,
    status: "broken",
    code: "ConnectorWithoutQuic",
    decided: "No. It connects to Cloudflare over HTTP/2, which does not carry UDP.",
    by,
    fix:
      "Do not set the protocol of the connector, or set it to quic. " +
      "Use another tunnel for DNS if QUIC is unavailable, as in Cloud Run.",
  };
}
