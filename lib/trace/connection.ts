import { Device, keptLocal, splitTunnelFix } from "./device";
import type { BreakCode, Hop, Station } from "./model";
import { noRoute, shown, unique } from "./phrases";
import { Asked, personName } from "./query";
import { Cidr, contains, overlaps, subtractCidrs } from "../core/addresses/cidr";
import { tunnelName, virtualNetworkName } from "../inventory/network/labels";
import type { NetworkRoute } from "../inventory/network/model";
import { Decision, decisionsOf } from "../inventory/network/policy-decision";
import { RouteTable } from "../reachability/gateway/routes";

/** @internal The addresses that a name may resolve to. */
export interface Answers {
  readonly cidrs: Cidr[];
  /** Whether the addresses are assumed, so that one that connects is enough. */
  readonly assumed: boolean;
  /** The tunnels through which the resolver of the name is reached. */
  readonly tunnels: string[];
}

/** @internal The result of a hop for one address. */
export interface Found {
  readonly decided: string;
  readonly by: string[];
  readonly broken?: { readonly code: BreakCode; readonly fix: string };
  readonly unknown?: boolean;
}

/** @internal The result of a hop, with the addresses. */
export type Finding = Found & { readonly cidr: Cidr };

/** @internal Yields one hop for all addresses, and returns those that pass it. */
export function* combine(at: Station, asked: string, findings: Finding[], assumed: boolean): Generator<Hop, Cidr[]> {
  const failed = findings.filter(({ broken }) => broken !== undefined);
  const passed = findings.filter(({ broken }) => broken === undefined);
  const combined = (some: Finding[]) => ({
    at,
    asked,
    decided: unique(some.map(({ decided }) => decided)).join(" "),
    by: unique(some.flatMap(({ by }) => by)),
  });
  const [first] = failed;
  if (first?.broken !== undefined && (!assumed || passed.length === 0)) {
    yield { ...combined(failed), status: "broken", ...first.broken };
  } else if (failed.length > 0) {
    const hop = combined(findings);
    yield { ...hop, decided: `${hop.decided} Which of these addresses the name has is unknown.`, status: "unknown" };
  } else {
    const uncertain = passed.filter(({ unknown }) => unknown);
    yield { ...combined(uncertain.length > 0 ? uncertain : passed), status: uncertain.length > 0 ? "unknown" : "ok" };
  }
  return passed.map(({ cidr }) => cidr);
}

/** @internal Determines the tunnel to which the device's virtual network routes the addresses. */
export function askRoutes(asked: Asked, { cidrs, assumed, tunnels }: Answers): Generator<Hop, Cidr[]> {
  const name = virtualNetworkName(asked.network, asked.virtualNetwork);
  const findings = cidrs.map((cidr) => ({ cidr, ...routeOf(asked, cidr, tunnels) }));
  return combine("route", `Where does ${name} route ${shown(cidrs)}?`, findings, assumed);
}

function routeOf({ network, virtualNetwork }: Asked, cidr: Cidr, tunnels: string[]): Found {
  const inside = network.routes.filter((route) => overlaps(route.cidr, cidr));
  const here = inside.filter((route) => route.virtualNetwork === virtualNetwork);
  const [lost] = subtractCidrs(
    [cidr],
    here.map((route) => route.cidr),
  );
  const name = virtualNetworkName(network, virtualNetwork);
  if (lost !== undefined) {
    const other = inside.find((route) => route.virtualNetwork !== virtualNetwork);
    const elsewhere = other && virtualNetworkName(network, other.virtualNetwork);
    return {
      decided: noRoute(name, shown([lost]), elsewhere),
      by: other === undefined ? [] : [other.address],
      broken: {
        code: "AnswerUnrouted",
        fix:
          elsewhere === undefined
            ? `Route ${shown([lost])} through the tunnel that reaches it.`
            : `Switch the device to ${elsewhere}, or route ${shown([lost])} in ${name}.`,
      },
    };
  }
  const taken = takenBy(here, new RouteTable(network).longestRoute(cidr, virtualNetwork));
  const own = inside.find((route) => tunnels.includes(route.tunnel));
  const decided = unique(
    taken.map(({ cidr: range, tunnel }) => `${tunnelName(network, tunnel)} (route ${range.text})`),
  ).join(", ");
  const by = taken.map(({ address }) => address);
  if (own === undefined || taken.some((route) => tunnels.includes(route.tunnel))) {
    return { decided: `To ${decided}.`, by };
  }
  return {
    decided: `To ${decided}, but the name belongs to ${tunnelName(network, own.tunnel)}.`,
    by,
    broken: {
      code: "AnswerMisrouted",
      fix:
        `Switch the device to ${virtualNetworkName(network, own.virtualNetwork)}, use CIDRs that do not overlap, ` +
        "or route the name by a hostname route.",
    },
  };
}

/** The route with the longest prefix that covers the whole range, and the more specific routes within the range. */
function takenBy(here: NetworkRoute[], longest: NetworkRoute | undefined): NetworkRoute[] {
  return here.filter((route) => route === longest || longest === undefined || route.cidr.prefix > longest.cidr.prefix);
}

/** @internal The parts of a range that the routes of the device's virtual network distinguish, with their tunnels. */
export function partsByTunnel({ network, virtualNetwork }: Asked, cidr: Cidr): { cidr: Cidr; tunnel: string }[] {
  const here = network.routes.filter((route) => route.virtualNetwork === virtualNetwork && overlaps(route.cidr, cidr));
  const taken = takenBy(here, new RouteTable(network).longestRoute(cidr, virtualNetwork));
  const tunnels = unique(taken.map(({ tunnel }) => tunnel));
  if (tunnels.length === 1) return [{ cidr, tunnel: tunnels[0] }];
  return taken.flatMap((route) => {
    const inside = contains(route.cidr, cidr) ? cidr : route.cidr;
    const narrower = taken.filter((each) => each.cidr.prefix > route.cidr.prefix).map((each) => each.cidr);
    return subtractCidrs([inside], narrower).map((part) => ({ cidr: part, tunnel: route.tunnel }));
  });
}

/** @internal Determines whether the device sends connections to the addresses through the tunnel. */
export function askSplitTunnel({ fqdn }: Asked, device: Device, { cidrs, assumed }: Answers): Generator<Hop, Cidr[]> {
  const { name, splitTunnel, by } = device;
  const findings = cidrs.map((cidr): Finding => {
    const local = keptLocal(cidr, fqdn, splitTunnel);
    // Unknown entries can exclude more addresses, or include more.
    const isCertain = splitTunnel.unread.length === 0 || (splitTunnel.mode === "exclude") === (local !== undefined);
    if (!isCertain) {
      const decided = `Unknown. Only Terraform can evaluate ${splitTunnel.unread.join(", ")} in the list.`;
      return { cidr, decided, by, unknown: true };
    }
    if (local === undefined) return { cidr, decided: "Yes.", by };
    const decided =
      splitTunnel.mode === "exclude"
        ? `No. The exclude list contains ${local}.`
        : `No. The include list does not contain ${local}.`;
    return { cidr, decided, by, broken: { code: "AnswerKeptLocal", fix: splitTunnelFix(splitTunnel, cidr) } };
  });
  return combine("split tunnel", `Does ${name} send ${shown(cidrs)} through the tunnel?`, findings, assumed);
}

/** @internal Determines whether Gateway allows the user to connect to the addresses. */
export function askNetworkPolicies(
  asked: Asked,
  { cidrs, assumed }: Answers,
  serverName?: string,
): Generator<Hop, Cidr[]> {
  const { network, virtualNetwork, person, port } = asked;
  const protocol = asked.protocol?.toLowerCase();
  const findings = cidrs.map((cidr): Finding => {
    const decisions = decisionsOf(network, { destination: cidr, virtualNetwork, person, serverName, port, protocol });
    return { cidr, ...foundBy(decisions, asked) };
  });
  return combine("network policies", `Can ${personName(person)} connect to ${shown(cidrs)}?`, findings, assumed);
}

function foundBy(decisions: Decision[], { person }: Asked): Found {
  const by = unique(
    decisions.flatMap(({ policy, unsure }) => [
      ...unsure.map((each) => each.policy),
      ...(policy === undefined ? [] : [policy]),
    ]),
  );
  const addresses = by.map(({ address }) => address);
  const texts = unique(decisions.map((decision) => describe(decision, decisions.length > 1, person === undefined)));
  const found = { decided: texts.join(" "), by: addresses };
  if (decisions.every(({ outcome }) => outcome === "blocked")) {
    const fix =
      "Add a policy with a lower precedence that allows this user, by email or group, to reach these addresses.";
    return { ...found, broken: { code: "ConnectionBlocked", fix } };
  }
  const isAllowed = decisions.every((each) => each.outcome === "allowed" || (person === undefined && isForSome(each)));
  return { ...found, ...(!isAllowed && { unknown: true }) };
}

/** Whether the decision depends only on the user, so that some users can connect. */
function isForSome({ outcome, unsure, policy }: Decision): boolean {
  if (outcome !== "unknown") return false;
  return policy?.action === "block"
    ? unsure.some(({ forSomePeople }) => forSomePeople)
    : unsure.every(({ forSomePeople }) => forSomePeople);
}

function describe(decision: Decision, isPart: boolean, anyUser: boolean): string {
  const { cidr, outcome, policy, unsure } = decision;
  const part = isPart ? `${cidr.text}: ` : "";
  if (anyUser && isForSome(decision)) {
    const some = unsure.filter((each) => each.forSomePeople).map((each) => each.policy);
    const who = some.map((each) => `${each.who ?? "some devices"} (policy ${each.name})`).join(" or ");
    if (policy?.action !== "block") return `${part}Yes, except for ${who}.`;
    return `${part}Yes, for ${who}. Policy ${policy.name} blocks all other users.`;
  }
  if (outcome === "unknown") {
    const reasons = unsure.map((each) => `policy ${each.policy.name}: ${each.why}`);
    return `${part}Unknown. It depends on ${reasons.join(", and on ")}.`;
  }
  if (policy === undefined) return `${part}Yes. No policy matches, and Gateway allows connections by default.`;
  return outcome === "blocked"
    ? `${part}No. Policy ${policy.name} blocks it.`
    : `${part}Yes. Policy ${policy.name} allows it.`;
}
