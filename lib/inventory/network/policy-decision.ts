import { DEFAULT_VIRTUAL_NETWORK, GatewayPolicyEntry, PrivateNetwork } from "./model";
import { Cidr, contains, overlaps, subtractCidrs } from "../../core/addresses/cidr";
import { domainsOf } from "../../core/addresses/hostname";
import { isExpression } from "../../core/terraform/expressions";
import { evaluate, Facts, Same } from "../../reachability/expression/evaluate";
import { rangesOf } from "../../reachability/expression/operands";
import { comparisonsIn, Expression } from "../../reachability/expression/syntax";
import { all, unknown, Verdict } from "../../reachability/expression/truth";

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
 * Evaluates Gateway's network policies for a connection. Returns one decision for each part of the destination that
 * the policies distinguish.
 *
 * The rehearsal evaluates the same policies differently, for every user that a policy could match; this is intended.
 *
 * @internal
 */
export function decisionsOf(network: PrivateNetwork, connection: Connection): Decision[] {
  const policies = network.policies.filter(({ builder }) => builder === "l4");
  const same = sameIn(network);
  return partsOf(connection.destination, policies).map((cidr) => {
    const facts: Facts = {
      "net.dst.ip": cidr,
      "net.dst.port": connection.port,
      "net.protocol": connection.protocol,
      "net.vnet_id": connection.virtualNetwork,
      "net.sni.host": connection.serverName,
      "net.sni.domains": connection.serverName === undefined ? undefined : domainsOf(connection.serverName),
      ...personFacts(connection.person),
    };
    return { cidr, ...firstOf(policies, facts, same) };
  });
}

function firstOf(policies: GatewayPolicyEntry[], facts: Facts, same: Same): Omit<Decision, "cidr"> {
  const unsure: UnsurePolicy[] = [];
  for (const policy of policies) {
    const verdict = matchOf(policy, facts, same);
    if (verdict === false) continue;
    if (verdict === true) return decided(unsure, policy);
    const forSomePeople = policy.unsure === undefined && verdictOf(policy.traffic, facts, same) === true;
    unsure.push({ policy, why: verdict.unknown, forSomePeople });
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
  return policy?.action === "block" ? "blocked" : "allowed";
}

/** @internal Whether a policy matches: its traffic, identity and device posture. */
export function matchOf(policy: GatewayPolicyEntry, facts: Facts, same: Same): Verdict {
  const { traffic, identity, devicePosture, unsure } = policy;
  const verdicts = [traffic, identity, devicePosture].map((expression) => verdictOf(expression, facts, same));
  return all([...verdicts, unsure === undefined ? true : unknown(unsure)]);
}

function verdictOf(expression: Expression | undefined, facts: Facts, same: Same): Verdict {
  return expression === undefined ? true : evaluate(expression, facts, same);
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

/**
 * Returns a comparison of texts. An expression that only Terraform can evaluate is unknown, except for the ids of
 * virtual networks that are defined here, which are known to differ.
 *
 * @internal
 */
export function sameIn({ virtualNetworks }: Pick<PrivateNetwork, "virtualNetworks">): Same {
  const own = new Set(virtualNetworks.map(({ id }) => id));
  return (fact, written, field) => {
    if (fact === written) return true;
    if (isExpression(written) && !own.has(written)) {
      return unknown(`only Terraform can evaluate ${written.slice(2, -1)}`);
    }
    if (field !== "net.vnet_id" || own.has(written) || fact !== DEFAULT_VIRTUAL_NETWORK) return false;
    return unknown(`${written} may be the account's default virtual network`);
  };
}

/** The range, split where a policy matches only a part of it. */
function partsOf(range: Cidr, policies: GatewayPolicyEntry[]): Cidr[] {
  const matched = policies.flatMap(({ traffic }) => (traffic === undefined ? [] : rangesIn(traffic)));
  return matched.reduce(
    (parts, cut) =>
      parts.flatMap((part) =>
        overlaps(part, cut) && !contains(cut, part) ? [cut, ...subtractCidrs([part], [cut])] : [part],
      ),
    [range],
  );
}

function rangesIn(expression: Expression): Cidr[] {
  return comparisonsIn(expression)
    .filter(({ field }) => field === "net.dst.ip")
    .flatMap(({ operands }) => operands)
    .flatMap((operand) => (operand.kind === "bare" ? (rangesOf(operand.text) ?? []) : []));
}
