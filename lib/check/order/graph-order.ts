import { wholeAddress } from "../address";
import { hasBit, reachability } from "./bit-rows";
import { ChangeNode, SET_ASIDE } from "./change-nodes";
import type { ApplyGraph } from "./graph-text";
import type { LocalOrder, Order, Requirement } from "./order";
import type { ConfigurationBlock } from "./prior-state";

/** @internal Which node of the graph makes which call. */
export interface GraphMatch {
  /** The position of the graph's node for each call. -1 if there is none. */
  readonly positions: readonly number[];
  /** Sentences. If there are any, the graph is not the one of this plan, or it does not contain the whole plan. */
  readonly problems: readonly string[];
}

/**
 * Finds the node of each call of a plan. Each call must have one, and each node that makes a call must belong to one.
 *
 * @param unchanged the addresses of instances without a change. With conditions, they have a node too.
 * @internal
 */
export function matchGraph(
  graph: ApplyGraph,
  calls: readonly ChangeNode[],
  unchanged: ReadonlySet<string>,
): GraphMatch {
  const known = new Set(calls.filter(isDeposed).map(({ address, deposed }) => `${address} ${deposed}`));
  const setAside = new Map<string, number>();
  graph.nodes.forEach(({ address, kind, deposed }, position) => {
    if (kind !== "delete" || deposed === undefined || known.has(`${address} ${deposed}`)) return;
    setAside.set(address!, position);
  });
  const positions = calls.map((call) =>
    call.deposed === SET_ASIDE ? (setAside.get(call.address) ?? -1) : (graph.positions.get(nameOf(call)) ?? -1),
  );
  const used = new Set(positions);
  const missing = calls.filter((_, i) => positions[i] < 0);
  const unknown = graph.nodes.filter(
    ({ kind, isData, address }, position) =>
      !used.has(position) &&
      !isData &&
      (kind === "delete" || kind === "forget" || (kind === "instance" && !unchanged.has(address!))),
  );
  return {
    positions,
    problems: [
      ...missing.map((call) => `The graph contains no node that makes the call "${describe(call)}".`),
      ...unknown.map(({ name }) => `The graph contains the node "${name}", which makes no call of the plan.`),
    ],
  };
}

function isDeposed({ deposed }: ChangeNode): boolean {
  return deposed !== undefined && deposed !== SET_ASIDE;
}

function nameOf({ address, operation, deposed }: ChangeNode): string {
  if (operation === "create" || operation === "update") return address;
  const verb = operation === "delete" ? "destroy" : "forget";
  return deposed === undefined ? `${address} (${verb})` : `${address} (${verb} deposed ${deposed})`;
}

function describe({ operation, address, deposed }: ChangeNode): string {
  return `${operation} ${address}${deposed === undefined ? "" : ` (${deposed})`}`;
}

/**
 * The order that a graph shows. It holds for one apply: what a failure changes is not in the graph.
 *
 * @internal
 */
export class GraphOrder implements Order {
  private readonly rows;

  /**
   * Computes the order among the calls.
   *
   * @param positions the positions of the calls' nodes in the graph
   */
  public constructor(
    graph: ApplyGraph,
    public readonly nodes: readonly ChangeNode[],
    private readonly positions: readonly number[],
  ) {
    const bits = new Int32Array(graph.nodes.length).fill(-1);
    positions.forEach((position, bit) => {
      if (position >= 0) bits[position] = bit;
    });
    this.rows = reachability({
      vertices: graph.nodes.length,
      successors: (vertex) => graph.successors[vertex],
      bitOf: (vertex) => bits[vertex],
      width: nodes.length,
    }).rows;
  }

  public waits(later: number, earlier: number): boolean {
    return hasBit(this.rows[this.positions[later]], earlier);
  }

  public localTo(relevant: readonly number[]): LocalOrder {
    const nodes = [...new Set(relevant)];
    const requirements: Requirement[] = [];
    nodes.forEach((later, i) => {
      nodes.forEach((earlier, j) => {
        if (this.waits(later, earlier)) requirements.push({ later: i, earlier: j, levels: [] });
      });
    });
    return { nodes, isExact: true, weakenings: nodes.map(() => []), requirements };
  }
}

/**
 * Returns the blocks of the configuration with what they refer to, directly or through values and modules. The graph
 * does not contain their `create_before_destroy`.
 *
 * @internal
 */
export function blocksOf(graph: ApplyGraph): ConfigurationBlock[] {
  const instances = new Map<string, number>();
  for (const { kind, block } of graph.nodes) {
    if (kind === "instance") instances.set(block!, (instances.get(block!) ?? 0) + 1);
  }
  return graph.nodes.flatMap(({ kind, address }, position) =>
    kind === "block" ? [{ address: address!, references: referencesOf(graph, position, instances) }] : [],
  );
}

function referencesOf(graph: ApplyGraph, start: number, instances: ReadonlyMap<string, number>): string[] {
  const visited = new Set([start]);
  const pending = [start];
  const whole = new Set<string>();
  const single = new Map<string, string[]>();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const successor of graph.successors[next]) {
      if (visited.has(successor)) continue;
      visited.add(successor);
      const { kind, address, block } = graph.nodes[successor];
      if (kind === "other") pending.push(successor);
      else if (kind === "block") whole.add(block!);
      else if (kind === "instance") single.set(block!, [...(single.get(block!) ?? []), address!]);
    }
  }
  for (const [block, addresses] of single) {
    if (whole.has(block)) continue;
    // A reference to an instance with a node means this node only. A reference to the block means all of them.
    if (addresses.length === instances.get(block) || !addresses.every(hasKey)) whole.add(block);
    else addresses.forEach((address) => whole.add(address));
  }
  return [...whole];
}

function hasKey(address: string): boolean {
  return wholeAddress(address)?.key !== undefined;
}
