import { Cidr, containingRange } from "../../core/addresses/cidr";
import { domainsOf } from "../../core/addresses/hostname";
import { rangesOf } from "../../reachability/expression/operands";
import { Comparison, Expression } from "../../reachability/expression/syntax";
import type { GatewayPolicyData } from "../../reachability/gateway/model";

/**
 * Policies by their destinations, so that each route is evaluated with the policies that can match its traffic only. A
 * policy without a literal destination can match the traffic of every route.
 *
 * @internal
 */
export class PolicyIndex<P extends GatewayPolicyData> {
  private readonly rank = new Map<P, number>();
  private readonly networkWide: P[] = [];
  private readonly dnsWide: P[] = [];
  /** The policies by their ranges, and by the ranges with the prefix length of a route around them. */
  private readonly ranges = new Map<string, Set<P>>();
  private readonly rangesAround = new Map<string, Set<P>>();
  private readonly prefixes = { 4: new Set<number>(), 6: new Set<number>() };
  /** The policies by their domains, and by the domain with one label less. */
  private readonly domains = new Map<string, Set<P>>();
  private readonly parents = new Map<string, Set<P>>();

  /**
   * @param policies the policies in ascending order of precedence
   * @param routed the ranges that policies are looked up for
   */
  public constructor(policies: readonly P[], routed: readonly Cidr[]) {
    const lengths = { 4: new Set<number>(), 6: new Set<number>() };
    for (const { version, prefix } of routed) lengths[version].add(prefix);
    policies.forEach((policy, i) => {
      this.rank.set(policy, i);
      if (policy.builder === "l4") this.addConnections(policy, lengths);
      if (policy.builder === "dns") this.addNames(policy);
    });
  }

  /** The policies that can match connections to a range, in ascending order of precedence. */
  public connectionsTo(...ranges: Cidr[]): P[] {
    return this.sorted([this.networkWide, ...ranges.flatMap((range) => this.overlapping(range))]);
  }

  /** The policies that can match queries for a name or for one label below it, or connections to these ranges. */
  public namesBelow(hostname: string, ranges: Cidr[]): P[] {
    return this.sorted([
      this.networkWide,
      this.dnsWide,
      ...ranges.flatMap((range) => this.overlapping(range)),
      ...domainsOf(hostname).flatMap((domain) => this.domains.get(domain) ?? []),
      this.parents.get(hostname) ?? [],
    ]);
  }

  private overlapping(range: Cidr): Iterable<P>[] {
    const around = [...this.prefixes[range.version]].map((prefix) => containingRange(range, prefix)?.text ?? "");
    return [...around.map((text) => this.ranges.get(text) ?? []), this.rangesAround.get(range.text) ?? []];
  }

  private sorted(found: Iterable<P>[]): P[] {
    const distinct = new Set(found.flatMap((each) => [...each]));
    return [...distinct].sort((a, b) => this.rank.get(a)! - this.rank.get(b)!);
  }

  private addConnections(policy: P, lengths: Record<Cidr["version"], Set<number>>): void {
    const ranges = destinationsOf(policy.traffic);
    if (ranges === undefined) this.networkWide.push(policy);
    for (const range of ranges ?? []) {
      this.prefixes[range.version].add(range.prefix);
      add(this.ranges, range.text, policy);
      for (const prefix of lengths[range.version]) {
        const around = containingRange(range, prefix);
        if (around !== undefined) add(this.rangesAround, around.text, policy);
      }
    }
  }

  private addNames(policy: P): void {
    const names = namesOf(policy.traffic);
    if (names === undefined) this.dnsWide.push(policy);
    for (const name of names ?? []) {
      add(this.domains, name, policy);
      add(this.parents, name.replace(/^[^.]*[.]/, ""), policy);
    }
  }
}

function add<P>(map: Map<string, Set<P>>, key: string, policy: P): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([policy]));
  else known.add(policy);
}

/** The ranges outside of which traffic does not match. Undefined if there are none that are known. */
function destinationsOf(traffic: Expression | undefined): Cidr[] | undefined {
  const comparison = conditionsOf(traffic).find(isListOf("net.dst.ip", "bare"));
  const ranges = comparison?.operands.map((operand) => rangesOf(operand.text ?? ""));
  return ranges?.every((each) => each !== undefined) === true ? ranges.flat() : undefined;
}

/** The names at or below which a query matches. Undefined if there are none that are known. */
function namesOf(traffic: Expression | undefined): string[] | undefined {
  const conditions = conditionsOf(traffic).map((each) => (each.kind === "any" ? each.condition : each));
  const comparison =
    conditions.find(isListOf("dns.domains", "quoted")) ?? conditions.find(isListOf("dns.fqdn", "quoted"));
  const names = comparison?.operands.map(({ text }) => text);
  return names?.every((each) => each !== undefined) === true ? names : undefined;
}

/** The conditions all of which must be true. */
function conditionsOf(expression: Expression | undefined): Expression[] {
  if (expression === undefined) return [];
  return expression.kind === "and" ? expression.operands.flatMap(conditionsOf) : [expression];
}

function isListOf(field: string, kind: "bare" | "quoted") {
  return (each: Expression): each is Comparison =>
    each.kind === "comparison" &&
    each.field === field &&
    (each.operator === "in" || each.operator === "==") &&
    each.operands.every((operand) => operand.kind === kind);
}
