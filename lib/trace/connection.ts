import { Device, keptLocal, splitTunnelFix } from "./device";
import type { BreakCode, Hop, Station } from "./model";
import { Asked, personName } from "./query";
import { longestRoute, unique } from "./resolution";
import { Cidr, overlaps, subtractCidrs } from "../core/addresses/cidr";
import { tunnelName, virtualNetworkName } from "../inventory/network/labels";
import type { NetworkRoute } from "../inventory/network/model";
import { Decision, decisionsOf } from "../inventory/network/policy-decision";

/** @internal Defines what a name may stand for. */
export interface Answers {
  readonly cidrs: Cidr[];
  /** Whether it is only assumed, so that one of them that works will do. */
  readonly assumed: boolean;
  /** The tunnels through which its resolver answers. */
  readonly tunnels: string[];
}

/** What a hop says of one answer. */
interface Found {
  readonly decided: string;
  readonly by: string[];
  readonly broken?: { readonly code: BreakCode; readonly fix: string };
  readonly unknown?: boolean;
}

type Finding = Found & { readonly cidr: Cidr };

/** One hop for all answers, and those that get past it. */
function* settle(at: Station, asked: string, findings: Finding[], assumed: boolean): Generator<Hop, Cidr[]> {
  const failed = findings.filter(({ broken }) => broken !== undefined);
  const passed = findings.filter(({ broken }) => broken === undefined);
  const saying = (some: Finding[]) => ({
    at,
    asked,
    decided: unique(some.map(({ decided }) => decided)).join("; "),
    by: unique(some.flatMap(({ by }) => by)),
  });
  const [first] = failed;
  if (first?.broken !== undefined && (!assumed || passed.length === 0)) {
    yield { ...saying(failed), status: "broken", ...first.broken };
  } else if (failed.length > 0) {
    const hop = saying(findings);
    yield { ...hop, decided: `${hop.decided}; which of them has the answer is not said`, status: "unknown" };
  } else {
    const doubtful = passed.filter(({ unknown }) => unknown);
    yield { ...saying(doubtful.length > 0 ? doubtful : passed), status: doubtful.length > 0 ? "unknown" : "ok" };
  }
  return passed.map(({ cidr }) => cidr);
}

/** @internal Which tunnel the device's virtual network routes the answers to. */
export function askRoutes(asked: Asked, { cidrs, assumed, tunnels }: Answers): Generator<Hop, Cidr[]> {
  const name = virtualNetworkName(asked.network, asked.virtualNetwork);
  const findings = cidrs.map((cidr) => ({ cidr, ...routeOf(asked, cidr, tunnels) }));
  return settle("route", `what does ${name} do with ${shown(cidrs)}?`, findings, assumed);
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
    const elsewhere = other === undefined ? "" : `; ${virtualNetworkName(network, other.virtualNetwork)} has one`;
    return {
      decided: `no route of ${name} leads to ${lost.text}${elsewhere}`,
      by: other === undefined ? [] : [other.address],
      broken: {
        code: "AnswerUnrouted",
        fix:
          other === undefined
            ? `route ${lost.text} through the tunnel that reaches it`
            : `let the device take ${virtualNetworkName(network, other.virtualNetwork)}, or route ${lost.text} in ${name}`,
      },
    };
  }
  const taken = takenBy(here, longestRoute(network, cidr, virtualNetwork));
  const own = inside.find((route) => tunnels.includes(route.tunnel));
  const decided = unique(
    taken.map(({ cidr: range, tunnel }) => `${range.text} through ${tunnelName(network, tunnel)}`),
  ).join(", ");
  const by = taken.map(({ address }) => address);
  if (own === undefined || taken.some((route) => tunnels.includes(route.tunnel))) return { decided, by };
  return {
    decided: `${decided}, and the name is of ${tunnelName(network, own.tunnel)}`,
    by,
    broken: {
      code: "AnswerMisrouted",
      fix: `let the device take ${virtualNetworkName(network, own.virtualNetwork)}, give the clusters CIDRs that do not overlap, or reach the name by a hostname route`,
    },
  };
}

/** The one that takes all of it and those within, which take a part of it from that one. */
function takenBy(here: NetworkRoute[], longest: NetworkRoute | undefined): NetworkRoute[] {
  return here.filter((route) => route === longest || longest === undefined || route.cidr.prefix > longest.cidr.prefix);
}

/** @internal Whether the device sends connections to the answers through the tunnel. */
export function askSplitTunnel({ fqdn }: Asked, device: Device, { cidrs, assumed }: Answers): Generator<Hop, Cidr[]> {
  const { name, splitTunnel, by } = device;
  const findings = cidrs.map((cidr): Finding => {
    const local = keptLocal(cidr, fqdn, splitTunnel);
    // What is not read may keep more local, or send more.
    const isCertain = splitTunnel.unread.length === 0 || (splitTunnel.mode === "exclude") === (local !== undefined);
    if (!isCertain) {
      return { cidr, decided: `only Terraform knows ${splitTunnel.unread.join(", ")} of its list`, by, unknown: true };
    }
    if (local === undefined) return { cidr, decided: "yes", by };
    const decided =
      splitTunnel.mode === "exclude"
        ? `no: the exclude list has ${local}`
        : `no: the include list does not have ${local}`;
    return { cidr, decided, by, broken: { code: "AnswerKeptLocal", fix: splitTunnelFix(splitTunnel, cidr) } };
  });
  return settle("split tunnel", `does ${name} send ${shown(cidrs)} through the tunnel?`, findings, assumed);
}

/** @internal Whether Gateway lets the person connect to the answers. */
export function askNetworkPolicies(
  asked: Asked,
  { cidrs, assumed }: Answers,
  serverName?: string,
): Generator<Hop, Cidr[]> {
  const { network, virtualNetwork, person } = asked;
  const findings = cidrs.map((cidr): Finding => {
    const decisions = decisionsOf(network, { destination: cidr, virtualNetwork, person, serverName });
    return { cidr, ...foundBy(decisions, asked) };
  });
  return settle("network policies", `may ${personName(person)} connect to ${shown(cidrs)}?`, findings, assumed);
}

function foundBy(decisions: Decision[], { person }: Asked): Found {
  const by = unique(
    decisions.flatMap(({ policy, unsure }) => [
      ...unsure.map((each) => each.policy),
      ...(policy === undefined ? [] : [policy]),
    ]),
  );
  const addresses = by.map(({ address }) => address);
  const words = unique(decisions.map((decision) => wordsOf(decision, decisions.length > 1, person === undefined)));
  const found = { decided: words.join("; "), by: addresses };
  if (decisions.every(({ outcome }) => outcome === "blocked")) {
    const fix = "let a policy before it allow this person, by e-mail or group, to connect to these addresses";
    return { ...found, broken: { code: "ConnectionBlocked", fix } };
  }
  const isFine = decisions.every((each) => each.outcome === "allowed" || (person === undefined && isForSome(each)));
  return { ...found, ...(!isFine && { unknown: true }) };
}

/** Nobody in particular asks, and it is only the person that decides: some are let in. */
function isForSome({ outcome, unsure, policy }: Decision): boolean {
  if (outcome !== "unknown") return false;
  return policy?.action === "block"
    ? unsure.some(({ forSomePeople }) => forSomePeople)
    : unsure.every(({ forSomePeople }) => forSomePeople);
}

function wordsOf(decision: Decision, isPart: boolean, anybody: boolean): string {
  const { cidr, outcome, policy, unsure } = decision;
  const part = isPart ? `${cidr.text}: ` : "";
  if (anybody && isForSome(decision)) {
    const some = unsure.filter((each) => each.forSomePeople).map((each) => each.policy);
    const who = some.map((each) => `${each.who ?? "some devices"} (policy ${each.name})`).join(", or ");
    if (policy?.action !== "block") return `${part}yes, but not for ${who}`;
    return `${part}yes, for ${who}; policy ${policy.name} blocks everybody else`;
  }
  if (outcome === "unknown") {
    return `${part}it depends on ${unsure.map((each) => `policy ${each.policy.name}: ${each.why}`).join(", and ")}`;
  }
  if (policy === undefined) return `${part}yes: no policy speaks of it, and Gateway allows what none blocks`;
  return outcome === "blocked"
    ? `${part}no: policy ${policy.name} blocks it`
    : `${part}yes: policy ${policy.name} allows it`;
}

/** @internal */
export function shown(cidrs: Cidr[]): string {
  return cidrs.map(({ text }) => text.replace(/\/32$|\/128$/, "")).join(", ");
}
