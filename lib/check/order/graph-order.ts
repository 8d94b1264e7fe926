import { wholeAddress } from "../address";
import { hasBit, reachability } from "./bit-rows";
import { ChangeNode, SET_ASIDE } from "./change-nodes";
import type { ApplyGraph, GraphNode } from "./graph-text";
import type { LocalOrder, Order, Requirement } from "./order";
import type { ConfigurationBlock, SeparateInstance } from "./prior-state";
import { push } from "../../core/push";

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
  const separate = separateInstancesIn(graph);
  const evaluated = graph.nodes.flatMap(({ kind, address }, position) =>
    kind === "block" ? [{ address: address!, references: referencesOf(graph, position, instances) }] : [],
  );
  const known = new Set(evaluated.map(({ address }) => address));
  const others = [...separate].flatMap(([address, all]) =>
    known.has(address) ? [] : [{ address, references: [...new Set(all.flatMap(({ blocks }) => blocks))] }],
  );
  return [...evaluated, ...others].map((each) =>
    separate.has(each.address) ? { ...each, separate: separate.get(each.address) } : each,
  );
}

/**
 * The instances that do not wait for their block, by block. In OpenTofu, these are all instances in modules with keys,
 * and in Terraform none. The reduction of a graph can remove single edges, so that one instance decides nothing.
 */
function separateInstancesIn(graph: ApplyGraph): Map<string, SeparateInstance[]> {
  const inKeyedModules = graph.nodes.flatMap(({ kind, address }, position) =>
    kind === "instance" && wholeAddress(address!)!.modules.some(({ key }) => key !== undefined) ? [position] : [],
  );
  const waitsForBlock = (position: number) =>
    graph.successors[position].some((successor) => {
      const { kind, block } = graph.nodes[successor];
      return kind === "block" && block === graph.nodes[position].block;
    });
  const found = new Map<string, SeparateInstance[]>();
  if (inKeyedModules.some(waitsForBlock)) return found;
  for (const position of inKeyedModules) {
    const { address, block } = graph.nodes[position];
    const referred = referredFrom(graph, position);
    push(found, block!, {
      address: address!,
      blocks: [...new Set(referred.map((each) => each.block!))],
      instances: referred.flatMap((each) => (each.kind === "instance" ? [each.address!] : [])),
    });
  }
  return found;
}

/** The blocks and the instances that a node waits for, directly or through values, modules and providers. */
function referredFrom(graph: ApplyGraph, start: number): GraphNode[] {
  const visited = new Set([start]);
  const pending = [start];
  const found: GraphNode[] = [];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const successor of graph.successors[next]) {
      if (visited.has(successor)) continue;
      visited.add(successor);
      const node = graph.nodes[successor];
      if (node.kind === "other") pending.push(successor);
      else if (node.kind === "block" || node.kind === "instance") found.push(node);
    }
  }
  return found;
}

function referencesOf(graph: ApplyGraph, start: number, instances: ReadonlyMap<string, number>): string[] {
  const whole = new Set<string>();
  const single = new Map<string, string[]>();
  for (const { kind, address, block } of referredFrom(graph, start)) {
    if (kind === "block") whole.add(block!);
    else push(single, block!, address!);
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
