import type { GatewayPolicyEntry, PrivateNetwork } from "./model";
import { Cidr, contains, overlaps, subtractCidrs } from "../../core/addresses/cidr";
import type { Facts } from "../../reachability/expression/evaluate";
import { destinationsIn } from "../../reachability/expression/operands";
import { connectionFacts, sameIn } from "../../reachability/gateway/facts";
import { PolicyStep, verdictOf } from "../../reachability/gateway/matching";
import { networkSteps } from "../../reachability/gateway/policies";
import { denies } from "../../reachability/gateway/readings";

/** @internal The user of a device. An omitted property is unknown. */
export interface Person {
  readonly email?: string;
  /** All groups of the user, as policies name them: names, ids or email addresses. */
  readonly groups?: string[];
}

/** @internal A connection that a device opens. An omitted property is unknown. */
export interface Connection {
  /** One address, or every address of a range. */
  readonly destination: Cidr;
  readonly port?: number;
  /** "tcp", "udp" or "icmp". */
  readonly protocol?: string;
  /** The id of the virtual network that the device uses. */
  readonly virtualNetwork: string;
  readonly person?: Person;
  /** The server name (SNI) of a TLS connection. */
  readonly serverName?: string;
}

/** @internal The decision of the network policies for one part of a range. */
export interface Decision {
  readonly cidr: Cidr;
  readonly outcome: "allowed" | "blocked" | "unknown";
  /** The first policy that matches. If it is undefined, none does, and the connection is allowed. */
  readonly policy?: GatewayPolicyEntry;
  /** Earlier policies that may match, and whose decision would be different. */
  readonly unsure: UnsurePolicy[];
}

/** @internal A policy that may match. */
export interface UnsurePolicy {
  readonly policy: GatewayPolicyEntry;
  readonly why: string;
  /** Whether only the user is unknown: the traffic matches. */
  readonly forSomePeople: boolean;
}

/**
 * Evaluates Gateway's network policies for a connection of one user. Returns one decision for each part of the
 * destination that the policies distinguish.
 *
 * @internal
 */
export function decisionsOf(network: PrivateNetwork, connection: Connection): Decision[] {
  const policies = network.policies.filter(({ builder }) => builder === "l4");
  const [same, user] = [sameIn(network), personFacts(connection.person)];
  return partsOf(connection.destination, policies).map((cidr) => {
    const facts = connectionFacts({ ...connection, destination: cidr });
    return { cidr, ...decisionOf(networkSteps(policies, { facts, same, user })) };
  });
}

/** @internal The decision of policies in the order of their evaluation. */
export function decisionOf(steps: PolicyStep<GatewayPolicyEntry>[]): Omit<Decision, "cidr"> {
  const unsure: UnsurePolicy[] = [];
  for (const { policy, match, traffic } of steps) {
    const verdict = verdictOf(match);
    if (verdict === false) continue;
    if (verdict === true) return decided(unsure, policy);
    unsure.push({ policy, why: verdict.unknown, forSomePeople: policy.unsure === undefined && traffic === true });
  }
  return decided(unsure);
}

function decided(unsure: UnsurePolicy[], policy?: GatewayPolicyEntry): Omit<Decision, "cidr"> {
  const outcome = outcomeOf(policy);
  const otherwise = unsure.filter((each) => outcomeOf(each.policy) !== outcome);
  return {
    outcome: otherwise.length > 0 ? "unknown" : outcome,
    ...(policy !== undefined && { policy }),
    unsure: otherwise,
  };
}

function outcomeOf(policy?: GatewayPolicyEntry): "allowed" | "blocked" {
  return policy !== undefined && denies(policy.action) ? "blocked" : "allowed";
}

/** @internal The decision for an unspecified user, as text. */
export function whoOf({ outcome, policy, unsure }: Omit<Decision, "cidr">): string {
  const some = unsure.map(({ policy: { name, who }, why }) => `${who ?? why} (policy ${name})`).join(", ");
  const rest = policy === undefined ? "no policy matches" : `policy ${policy.name}`;
  if (outcome === "allowed") return `all enrolled devices (${rest})`;
  if (outcome === "blocked") return `no device (${rest})`;
  return policy?.action === "block"
    ? `${some}; all other users are blocked (${rest})`
    : `all enrolled devices (${rest}), except ${some}`;
}

/** @internal The facts about a user, by the names of the expression fields. */
export function personFacts({ email, groups }: Person = {}): Facts {
  return {
    "identity.email": email,
    "identity.groups.name": groups,
    "identity.groups.id": groups,
    "identity.groups.email": groups,
  };
}

/** The range, split where a policy matches only a part of it. */
function partsOf(range: Cidr, policies: GatewayPolicyEntry[]): Cidr[] {
  const matched = policies.flatMap(({ traffic }) => (traffic === undefined ? [] : destinationsIn(traffic)));
  return matched.reduce(
    (parts, cut) =>
      parts.flatMap((part) =>
        overlaps(part, cut) && !contains(cut, part) ? [cut, ...subtractCidrs([part], [cut])] : [part],
      ),
    [range],
  );
}
