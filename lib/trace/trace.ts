import { askNetworkPolicies, askRoutes, askSplitTunnel, Answers } from "./connection";
import { askGateway, Device, keptLocal, splitTunnelFix, takeProfile } from "./device";
import type { Hop, Question, Trace } from "./model";
import { Asked, understood } from "./query";
import { askConnectors, askDnsPolicies, askResolverPolicies, askResolvers, hostnameRouteFor } from "./resolution";
import { Cidr } from "../core/addresses/cidr";
import { tunnelName } from "../inventory/network/labels";
import type { HostnameRouteEntry, PrivateNetwork } from "../inventory/network/model";
import { privateNetwork } from "../inventory/network/read";
import type { NamedStack } from "../inventory/terraform/stacks";

/**
 * Walks the way of a name as the device and Gateway do, up to the first hop that is broken.
 *
 * Errors: TraceQuestionInvalid.
 *
 * @internal
 */
export function traceName(stacks: NamedStack[], question: Question): Trace {
  return traceIn(privateNetwork(stacks), question);
}

/** @internal The same of a network that was read already. */
export function traceIn(network: PrivateNetwork, question: Question): Trace {
  const asked = understood(network, question);
  const notes: string[] = [];
  const hops: Hop[] = [];
  for (const hop of walk(asked, notes)) {
    hops.push(hop);
    if (hop.status === "broken") break;
  }
  const is = (status: Hop["status"]) => hops.some((hop) => hop.status === status);
  const outcome = is("broken") ? "broken" : is("unknown") ? "unknown" : "connects";
  return { fqdn: asked.fqdn, outcome, hops, notes: [...network.unread, ...notes] };
}

/** Nobody asks for what is behind a broken hop. */
function* walk(asked: Asked, notes: string[]): Generator<Hop> {
  const device = yield* takeProfile(asked, notes);
  yield askGateway(asked, device);
  const overridden = yield* askDnsPolicies(asked);
  if (overridden !== undefined) {
    yield* connect(asked, device, { cidrs: overridden, assumed: false, tunnels: [] });
    return;
  }
  const route = hostnameRouteFor(asked);
  if (route !== undefined) {
    yield* followHostnameRoute(asked, device, route, notes);
    return;
  }
  const policy = yield* askResolverPolicies(asked);
  if (policy === undefined) return;
  const tunnels = yield* askResolvers(asked, policy, notes);
  yield* connect(asked, device, answersOf(asked, tunnels));
}

/** Gateway asks the resolver; the device connects to what it answered. */
function* connect(asked: Asked, device: Device, answers: Answers): Generator<Hop> {
  if (answers.cidrs.length === 0) {
    const decided = "which address the name has is not said: say it, and the rest of the way is traced";
    yield { at: "route", status: "unknown", asked: `what does ${asked.fqdn} stand for?`, decided, by: [] };
    return;
  }
  const routed = { ...answers, cidrs: yield* askRoutes(asked, answers) };
  const sent = { ...routed, cidrs: yield* askSplitTunnel(asked, device, routed) };
  yield* askNetworkPolicies(asked, sent);
}

/** Unless it is said, an address that the resolver's tunnel routes, and not the resolver itself. */
function answersOf({ network, answers }: Asked, tunnels: string[]): Answers {
  if (answers !== undefined) return { cidrs: answers, assumed: false, tunnels };
  const resolvers = new Set(network.policies.flatMap((policy) => policy.resolvers.map(({ address }) => address)));
  const routed = network.routes
    .filter(({ tunnel, cidr }) => tunnels.includes(tunnel) && !resolvers.has(cidr.text.replace(/\/(?:32|128)$/, "")))
    .map(({ cidr }) => cidr);
  const byText = new Map(routed.map((cidr) => [cidr.text, cidr]));
  return { cidrs: [...byText.values()], assumed: true, tunnels };
}

/** The device gets a stand-in for the address, and the tunnel's connector resolves the name itself. */
function* followHostnameRoute(
  asked: Asked,
  device: Device,
  route: HostnameRouteEntry,
  notes: string[],
): Generator<Hop> {
  const { network, fqdn } = asked;
  yield {
    at: "hostname route",
    status: "ok",
    asked: `which tunnel is ${fqdn} routed to?`,
    decided: `${route.hostname} goes through ${tunnelName(network, route.tunnel)}, whose connector resolves it`,
    by: [route.address],
  };
  const ranges = asked.initialResolvedRanges;
  yield* sendStandIn(asked, device, ranges);
  yield askConnectors(network, [route.tunnel], notes);
  notes.push("Gateway is asked for a TLS connection: others do not say which name they are for");
  const cidrs = [...ranges, ...(asked.answers ?? [])];
  // Whether policies see the stand-in or the address behind it is not documented.
  yield* askNetworkPolicies(asked, { cidrs, assumed: true, tunnels: [] }, fqdn);
}

/** The stand-in is of a range that the account has; where it is not said, of one of Cloudflare's. */
function* sendStandIn(
  { fqdn, rangesAreSaid }: Asked,
  { name, by, splitTunnel }: Device,
  ranges: Cidr[],
): Generator<Hop> {
  const local = ranges.filter((range) => keptLocal(range, fqdn, splitTunnel) !== undefined);
  const question = {
    at: "split tunnel",
    asked: `does ${name} send the addresses of hostname routes through the tunnel?`,
    by,
  } as const;
  const texts = local.map(({ text }) => text).join(", ");
  if (local.length === 0) {
    yield { ...question, status: "ok", decided: "yes" };
  } else if (rangesAreSaid || local.length === ranges.length) {
    const fix = splitTunnelFix(splitTunnel, local[0]);
    yield { ...question, status: "broken", code: "AnswerKeptLocal", decided: `no: ${texts} stays local`, fix };
  } else {
    const decided = `unless the account has ${texts}, which stays local: which range it has is not said`;
    yield { ...question, status: "unknown", decided };
  }
}
