import { DEFAULT_VIRTUAL_NETWORK, GatewayPolicyEntry, PrivateNetwork } from "./model";
import { Cidr, contains, overlaps, subtractCidrs } from "../../core/addresses/cidr";
import { domainsOf } from "../../core/addresses/hostname";
import { evaluate, Facts, Same } from "../expression/evaluate";
import { rangesOf } from "../expression/operands";
import type { Expression } from "../expression/syntax";
import { all, unknown, Verdict } from "../expression/truth";
import { isExpression } from "../terraform/values";

/** @internal Defines who asks. What is left out is not known. */
export interface Person {
  readonly email?: string;
  /** By whatever policies name them: names, ids, e-mail addresses. All of them: those that are not here, the person is not in. */
  readonly groups?: string[];
}

/** @internal Defines a connection that a device opens. What is left out is not known. */
export interface Connection {
  /** One address, or all of a range. */
  readonly destination: Cidr;
  readonly port?: number;
  /** "tcp", "udp" or "icmp". */
  readonly protocol?: string;
  /** The id of the one that the device is in. */
  readonly virtualNetwork: string;
  readonly person?: Person;
  /** The name that a TLS connection begins with (SNI). */
  readonly serverName?: string;
}

/** @internal Defines what the network policies do with connections to one part of a range. */
export interface Decision {
  readonly cidr: Cidr;
  readonly outcome: "allowed" | "blocked" | "unknown";
  /** The first that matches; undefined where none does, which allows. */
  readonly policy?: GatewayPolicyEntry;
  /** Those before it of which it is not known whether they match, and that would decide otherwise. */
  readonly unsure: UnsurePolicy[];
}

/** @internal */
export interface UnsurePolicy {
  readonly policy: GatewayPolicyEntry;
  readonly why: string;
  /** Whether all but the person is known to match. */
  readonly forSomePeople: boolean;
}

/** @internal What Gateway's network policies do with a connection, for each part of its destination that they tell apart. */
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

/** @internal Whether a policy matches: its traffic, its people and their devices. */
export function matchOf(policy: GatewayPolicyEntry, facts: Facts, same: Same): Verdict {
  const { traffic, identity, devicePosture, unsure } = policy;
  const verdicts = [traffic, identity, devicePosture].map((expression) => verdictOf(expression, facts, same));
  return all([...verdicts, unsure === undefined ? true : unknown(unsure)]);
}

function verdictOf(expression: Expression | undefined, facts: Facts, same: Same): Verdict {
  return expression === undefined ? true : evaluate(expression, facts, same);
}

/** @internal */
export function personFacts({ email, groups }: Person = {}): Facts {
  return {
    "identity.email": email,
    "identity.groups.name": groups,
    "identity.groups.id": groups,
    "identity.groups.email": groups,
  };
}

/** @internal Texts are compared as texts; of those that only Terraform knows, virtual networks of ours are known to be different ones. */
export function sameIn({ virtualNetworks }: Pick<PrivateNetwork, "virtualNetworks">): Same {
  const own = new Set(virtualNetworks.map(({ id }) => id));
  return (fact, written, field) => {
    if (fact === written) return true;
    if (isExpression(written) && !own.has(written)) return unknown(`only Terraform knows ${written.slice(2, -1)}`);
    if (field !== "net.vnet_id" || own.has(written) || fact !== DEFAULT_VIRTUAL_NETWORK) return false;
    return unknown(`whether ${written} is the account's default virtual network is not said`);
  };
}

/** The range, cut where a policy speaks of a part of it. */
function partsOf(range: Cidr, policies: GatewayPolicyEntry[]): Cidr[] {
  const spokenOf = policies.flatMap(({ traffic }) => (traffic === undefined ? [] : rangesIn(traffic)));
  return spokenOf.reduce(
    (parts, cut) =>
      parts.flatMap((part) =>
        overlaps(part, cut) && !contains(cut, part) ? [cut, ...subtractCidrs([part], [cut])] : [part],
      ),
    [range],
  );
}

function rangesIn(expression: Expression): Cidr[] {
  switch (expression.kind) {
    case "and":
    case "or":
      return expression.operands.flatMap(rangesIn);
    case "not":
      return rangesIn(expression.operand);
    case "comparison":
      if (expression.field !== "net.dst.ip") return [];
      return expression.operands.flatMap((operand) => (operand.kind === "bare" ? (rangesOf(operand.text) ?? []) : []));
    default:
      return [];
  }
}
