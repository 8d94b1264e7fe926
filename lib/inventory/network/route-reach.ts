import type { HostnameRouteEntry, NetworkRoute, PrivateNetwork } from "./model";
import { decisionOf, personFacts, whoOf } from "./policy-decision";
import { atAnyTime, isTemporary } from "./temporary";
import { parseCidr } from "../../core/addresses/cidr";
import { INITIAL_RESOLVED_RANGES } from "../../core/addresses/reserved-ranges";
import { COMMENT_PREFIXES, declares } from "../../core/comment";
import { isExpression } from "../../core/terraform/expressions";
import { describeEnrolledUser } from "../../reachability/gateway/enrolled-users";
import { connectionFacts, queryFacts, sameIn } from "../../reachability/gateway/facts";
import type { GatewayPolicyData, PrivateEstate, PrivateTarget } from "../../reachability/gateway/model";
import { dnsSteps, inDnsOrder, networkSteps } from "../../reachability/gateway/policies";
import { PrivateReach, privateReach } from "../../reachability/gateway/private-reach";
import { RouteTable } from "../../reachability/gateway/routes";
import { targetsOf } from "../../reachability/gateway/targets";
import type { Attribute } from "../../reachability/users/attribute";
import { Certainty, findStranger, User } from "../../reachability/users/search";
import type { AccessData } from "../hosts/access-data";
import type { Finding } from "../model";

type Route = NetworkRoute | HostnameRouteEntry;

/** A target, and who reaches it. */
interface Reached {
  readonly target: PrivateTarget;
  /** An enrolled user without an attribute that identifies them, who reaches the target. */
  readonly stranger?: User;
  /** The conditions on which it depends whether there is such a user. */
  readonly unknown: readonly Attribute[];
}

/**
 * Finds the routes that enrolled users reach without an attribute that identifies them, and those for which that is
 * not known. A route that declares a reason is not reported.
 *
 * @internal
 */
export function routeFindings(network: PrivateNetwork, access: AccessData): Finding[] {
  const routes: Route[] = [...network.routes, ...network.hostnameRoutes];
  const undeclared = routes.filter(({ comment }) => !isDeclared(comment));
  if (undeclared.length === 0) return [];
  const reached = reachedBy(network, access);
  return undeclared.flatMap((route) => routeFinding(route, reached.get(route) ?? []));
}

function isDeclared(comment?: string): boolean {
  return declares(COMMENT_PREFIXES.unguarded, comment);
}

function reachedBy(network: PrivateNetwork, access: AccessData): Map<Route, Reached[]> {
  const estate = estateOf(network, access);
  const table = new RouteTable<NetworkRoute, HostnameRouteEntry>(network);
  const byRoute = new Map<Route, Reached[]>();
  const policiesOf = relevantPolicies(estate);
  for (const target of targetsOf(estate)) {
    const { route, ...reach } = privateReach(target, { ...estate, policies: policiesOf(target) }, table);
    if (route === undefined) continue;
    const known = byRoute.get(route) ?? [];
    byRoute.set(route, known);
    known.push(reachedOf(target, reach));
  }
  return byRoute;
}

function estateOf(network: PrivateNetwork, access: AccessData) {
  const applications = access.privateApplications(network.account);
  return {
    ...network,
    directory: access.directory,
    // Without one, a policy may still refer to applications that are managed elsewhere.
    ...(applications.length > 0 && { privateApplications: applications }),
  } satisfies PrivateEstate;
}

/** The policies that may match some connection to an address or a name. Most targets differ in the port only. */
function relevantPolicies({ policies, ...estate }: PrivateEstate): (target: PrivateTarget) => GatewayPolicyData[] {
  const { directory } = estate;
  const [network, dns] = [policies.filter(({ builder }) => builder === "l4"), inDnsOrder(policies)];
  const same = sameIn(estate);
  const known = new Map<string, GatewayPolicyData[]>();
  return ({ destination, virtualNetwork, name }) => {
    const key = JSON.stringify([destination.text, virtualNetwork, name]);
    const facts = connectionFacts({ destination, virtualNetwork });
    const evaluate = () => [
      ...networkSteps(network, { facts, same, directory, initialAddress: name !== undefined }),
      ...(name === undefined ? [] : dnsSteps(dns, { facts: queryFacts(name), same, directory })),
    ];
    const found = known.get(key) ?? evaluate().map(({ policy }) => policy);
    known.set(key, found);
    return found;
  };
}

function reachedOf(target: PrivateTarget, reach: Omit<PrivateReach, "route">): Reached {
  const users = atAnyTime(reach.users);
  const stranger = findStranger(users, Certainty.CERTAIN);
  if (stranger !== undefined) return { target, stranger, unknown: [] };
  const unknown = reach.unknown.filter((each) => !isTemporary(each));
  const isOpen = unknown.length > 0 && findStranger(users, Certainty.POSSIBLE) !== undefined;
  return { target, unknown: isOpen ? unknown : [] };
}

function routeFinding({ address }: Route, reached: Reached[]): Finding[] {
  const exposed = reached.filter(({ stranger }) => stranger !== undefined);
  if (exposed.length > 0) {
    const [{ target, stranger }] = exposed;
    const what = exposed.length === reached.length ? "this route" : describeTarget(target, reached);
    const who = describeEnrolledUser(stranger!).replace(/^a/, "A");
    const message = `${who} reaches ${what}. Block other users with a Gateway policy, or declare the reason in the route's comment ("${COMMENT_PREFIXES.unguarded}...").`;
    return [{ code: "RouteExposed", about: address, message }];
  }
  const open = reached.filter(({ unknown }) => unknown.length > 0);
  if (open.length === 0) return [];
  const conditions = new Map(open.flatMap(({ unknown }) => unknown).map((each) => [each.key, each]));
  const unread = [...conditions.values()].filter(({ kind }) => kind === "unread");
  if (unread.length > 0) {
    const why = [...new Set(unread.map(({ words, why: reason }) => reason ?? words))].join("; ");
    const message = `Whether every enrolled device reaches ${describeTarget(open[0].target, reached)} is unknown: ${why}.`;
    return [{ code: "ValueUnknown", about: address, message }];
  }
  const words = [...new Set([...conditions.values()].map((each) => each.words))].join("; ");
  const message = `Only conditions that are not known here restrict ${describeTarget(open[0].target, reached)}: users ${words}.`;
  return [{ code: "RouteUnverified", about: address, message }];
}

/** The port and the protocol are omitted if all targets have the same. */
function describeTarget({ name, destination, port, protocol }: PrivateTarget, reached: Reached[]): string {
  const distinguishes = (key: "port" | "protocol") => new Set(reached.map(({ target }) => target[key])).size > 1;
  return [
    name ?? destination.text.replace(/\/(?:32|128)$/, ""),
    ...(port !== undefined && distinguishes("port") ? [`port ${port}`] : []),
    ...(protocol !== undefined && distinguishes("protocol") ? [protocol] : []),
  ].join(", ");
}

/**
 * Returns who resolves a routed name and connects to it, as text. One text for each case that the policies distinguish.
 *
 * @internal
 */
export function whoReachesName(network: PrivateNetwork, { hostname }: HostnameRouteEntry): string[] {
  if (isExpression(hostname)) return [];
  const context = { same: sameIn(network), user: personFacts() };
  const texts = [hostname, `any.${hostname}`].flatMap((name) => {
    const dns = decisionOf(dnsSteps(network.policies, { ...context, facts: queryFacts(name) }));
    return INITIAL_RESOLVED_RANGES.map((range) => {
      const target = { destination: parseCidr(range)!, virtualNetwork: network.defaultVirtualNetwork, name };
      const facts = connectionFacts(target);
      const connection = decisionOf(networkSteps(network.policies, { ...context, facts, initialAddress: true }));
      if (dns.outcome === "blocked" || isUnrestricted(connection)) return whoOf(dns);
      return isUnrestricted(dns) ? whoOf(connection) : `${whoOf(dns)}, and then ${whoOf(connection)}`;
    });
  });
  return [...new Set(texts)];
}

function isUnrestricted({ outcome }: ReturnType<typeof decisionOf>): boolean {
  return outcome === "allowed";
}
