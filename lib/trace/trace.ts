import { askNetworkPolicies, askRoutes, askSplitTunnel, Answers } from "./connection";
import { askGateway, Device, keptLocal, splitTunnelFix, askProfile } from "./device";
import { askEgress, askEgressThrough } from "./egress";
import type { Hop, Question, Trace } from "./model";
import { Asked, validated } from "./query";
import { askConnectors, askDnsPolicies, askResolverPolicies, askResolvers, hostnameRouteFor } from "./resolution";
import { Cidr } from "../core/addresses/cidr";
import { tunnelName } from "../inventory/network/labels";
import type { HostnameRouteEntry, PrivateNetwork } from "../inventory/network/model";
import { privateNetworks } from "../inventory/network/read";
import { accountName } from "../inventory/terraform/accounts";
import { InventoryError } from "../inventory/terraform/errors";
import type { NamedStack } from "../inventory/terraform/stacks";

/**
 * Follows a name through the decisions of the device and of Gateway, up to the first broken hop. A device belongs to
 * one account. If the question names none, it is the account in which the name gets furthest.
 *
 * @throws InventoryError TraceQuestionInvalid
 * @internal
 */
export function traceName(stacks: NamedStack[], question: Question): Trace {
  const networks = privateNetworks(stacks);
  const own = networks.filter(({ account }) => account !== undefined && account === question.account);
  const [first, ...others] = own.length > 0 ? own : networks;
  if (others.length === 0) return traceIn(first, question);
  const traces = [first, ...others].flatMap((network) => validTrace(network, question) ?? []);
  if (traces.length === 0) return traceIn(first, question);
  const best = traces.reduce((a, b) => (progressOf(b.trace) > progressOf(a.trace) ? b : a));
  const note = `The trace is for a device of ${accountName(best.account)}. The app has several accounts.`;
  return { ...best.trace, notes: [note, ...best.trace.notes] };
}

/** Undefined if the account does not have what the question names, such as a virtual network. */
function validTrace(network: PrivateNetwork, question: Question): { account: string; trace: Trace } | undefined {
  try {
    return { account: network.account!, trace: traceIn(network, question) };
  } catch (error) {
    if (error instanceof InventoryError) return undefined;
    throw error;
  }
}

const OUTCOMES: Trace["outcome"][] = ["broken", "unknown", "connects"];

function progressOf({ outcome, hops }: Trace): number {
  return OUTCOMES.indexOf(outcome) * 100 + hops.length;
}

/** @internal The same for a network that is already read. */
export function traceIn(network: PrivateNetwork, question: Question): Trace {
  const asked = validated(network, question);
  const notes: string[] = [];
  const hops: Hop[] = [];
  for (const hop of walk(asked, notes)) {
    hops.push(hop);
    if (hop.status === "broken") break;
  }
  const is = (status: Hop["status"]) => hops.some((hop) => hop.status === status);
  const outcome = is("broken") ? "broken" : is("unknown") ? "unknown" : "connects";
  return {
    fqdn: asked.fqdn,
    outcome,
    hops,
    notes: [...network.unread.map(({ address, why }) => `${address}: ${why}`), ...network.notes, ...notes],
  };
}

/** Yields hops lazily, so that no hop after a broken one is evaluated. */
function* walk(asked: Asked, notes: string[]): Generator<Hop> {
  const device = yield* askProfile(asked, notes);
  yield askGateway(asked, device);
  const overridden = yield* askDnsPolicies(asked);
  if (overridden !== undefined) {
    yield* connect(asked, device, { cidrs: overridden, assumed: false, tunnels: [] }, notes);
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
  yield* connect(asked, device, answersOf(asked, tunnels), notes);
}

/** The device connects to the address that the resolver returned. */
function* connect(asked: Asked, device: Device, answers: Answers, notes: string[]): Generator<Hop> {
  if (answers.cidrs.length === 0) {
    const decided = "Unknown. Specify the address to trace the remaining hops.";
    yield { at: "route", status: "unknown", asked: `Which address does ${asked.fqdn} have?`, decided, by: [] };
    return;
  }
  const routed = { ...answers, cidrs: yield* askRoutes(asked, answers) };
  const sent = { ...routed, cidrs: yield* askSplitTunnel(asked, device, routed) };
  const allowed = yield* askNetworkPolicies(asked, sent);
  yield* askEgress(asked, allowed, answers.assumed, notes);
}

/** The specified addresses, otherwise the CIDRs that the resolver's tunnel routes, without the resolvers. */
function answersOf({ network, answers }: Asked, tunnels: string[]): Answers {
  if (answers !== undefined) return { cidrs: answers, assumed: false, tunnels };
  const resolvers = new Set(network.policies.flatMap((policy) => policy.resolvers.map(({ address }) => address)));
  const routed = network.routes
    .filter(({ tunnel, cidr }) => tunnels.includes(tunnel) && !resolvers.has(cidr.text.replace(/\/(?:32|128)$/, "")))
    .map(({ cidr }) => cidr);
  const byText = new Map(routed.map((cidr) => [cidr.text, cidr]));
  return { cidrs: [...byText.values()], assumed: true, tunnels };
}

/** The device receives an initial resolved IP, and the connector of the tunnel resolves the name. */
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
    asked: `To which tunnel is ${fqdn} routed?`,
    decided: `${route.hostname} is routed to ${tunnelName(network, route.tunnel)}, whose connector resolves the name.`,
    by: [route.address],
  };
  const ranges = asked.initialResolvedRanges;
  yield* sendInitialResolvedIp(asked, device, ranges);
  yield askConnectors(network, [route.tunnel], notes);
  notes.push("The network policies are evaluated for a TLS connection. Other connections have no server name.");
  const cidrs = [...ranges, ...(asked.answers ?? [])];
  // It is not documented whether policies match the initial resolved IP or the real address.
  yield* askNetworkPolicies(asked, { cidrs, assumed: true, tunnels: [] }, fqdn);
  yield* askEgressThrough(asked, route.tunnel, notes);
}

/** The initial resolved IP is in a range of the account. If it is unknown, Cloudflare's default ranges are checked. */
function* sendInitialResolvedIp(
  { fqdn, rangesAreKnown }: Asked,
  { name, by, splitTunnel }: Device,
  ranges: Cidr[],
): Generator<Hop> {
  const local = ranges.filter((range) => keptLocal(range, fqdn, splitTunnel) !== undefined);
  const question = {
    at: "split tunnel",
    asked: `Does ${name} send the addresses of hostname routes through the tunnel?`,
    by,
  } as const;
  const texts = local.map(({ text }) => text).join(", ");
  if (local.length === 0) {
    yield { ...question, status: "ok", decided: "Yes." };
  } else if (rangesAreKnown || local.length === ranges.length) {
    const fix = splitTunnelFix(splitTunnel, local[0]);
    yield {
      ...question,
      status: "broken",
      code: "AnswerKeptLocal",
      decided: `No. ${texts} stays on the local network.`,
      fix,
    };
  } else {
    const decided = `Unknown. ${texts} stays on the local network, and which range the account uses is unknown.`;
    yield { ...question, status: "unknown", decided };
  }
}
