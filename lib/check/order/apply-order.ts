import { ApplyGraphModel, SoftEdge } from "./apply-graph";
import { addBit, BitRow, emptyRow, forEachCommon, hasBit, Reachability, reachability } from "./bit-rows";
import type { ChangeNode } from "./change-nodes";
import type { LocalOrder, Order, Requirement, Weakening } from "./order";
import type { ApplyInput } from "./prior-state";
import { push } from "../../core/push";

/** @internal What has happened in earlier applies of the same change. */
export interface Progress {
  /** The calls that have been made. */
  readonly done: ReadonlySet<number>;
  /** Updates that have failed. */
  readonly failed?: ReadonlySet<number>;
  /** Create halves of replacements that were interrupted after the old object was set aside. */
  readonly aside?: ReadonlySet<number>;
}

/** The number of calls that `localTo` adds by default. */
const MAX_ADDED = 12;

/**
 * The order in which Terraform makes the calls of an apply, computed from the configuration, the state and the planned
 * actions, and the order in the applies after any failures.
 *
 * @internal
 */
export class ApplyOrder implements Order {
  public readonly cycle?: readonly ChangeNode[];
  private readonly model: ApplyGraphModel;
  private readonly softByOwner = new Map<number, SoftEdge[]>();
  /** The edges that end, by the vertex where they begin. */
  private readonly softByStart = new Map<number, SoftEdge[]>();
  /** The bits of the groups at which an edge that ends begins. The calls have the first bits. */
  private readonly groupBits = new Map<number, number>();
  private readonly owners: BitRow;
  private readonly strong: Reachability;
  private readonly weak: Reachability;

  /** Computes the order. */
  public constructor(input: ApplyInput) {
    this.model = new ApplyGraphModel(input);
    const { softEdges } = this.model;
    for (const edge of softEdges) {
      push(this.softByOwner, edge.owner, edge);
      push(this.softByStart, edge.from, edge);
      if (edge.to === edge.owner && !this.groupBits.has(edge.from)) {
        this.groupBits.set(edge.from, this.nodes.length + this.groupBits.size);
      }
    }
    this.owners = emptyRow(this.width);
    for (const owner of this.softByOwner.keys()) addBit(this.owners, owner);
    this.strong = this.reach(true);
    this.weak = softEdges.length === 0 ? this.strong : this.reach(false);
    const { cycle } = this.strong;
    if (cycle !== undefined) this.cycle = cycle.flatMap((vertex) => this.nodes[vertex] ?? []);
  }

  public get nodes(): readonly ChangeNode[] {
    return this.model.nodes;
  }

  public waits(later: number, earlier: number): boolean {
    return hasBit(this.strong.rows[later], earlier);
  }

  /** The calls that must precede a call in the next apply. Calls that have been made are not among them. */
  public waitsFor(node: number, progress: Progress): number[] {
    const visited = new Set([node]);
    const pending = [node];
    const found: number[] = [];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      for (const vertex of this.successorsAfter(next, progress)) {
        if (visited.has(vertex) || progress.done.has(vertex)) continue;
        visited.add(vertex);
        pending.push(vertex);
        if (vertex < this.nodes.length) found.push(vertex);
      }
    }
    return found.sort((a, b) => a - b);
  }

  public localTo(relevant: readonly number[], maxAdded = MAX_ADDED): LocalOrder {
    const nodes = new Set<number>();
    const add = (node: number) => {
      for (const sibling of this.model.siblings.get(this.nodes[node].address)!) nodes.add(sibling);
    };
    relevant.forEach(add);
    const limit = nodes.size + maxAdded;
    let isExact = true;
    for (let size = 0; size < nodes.size && this.weak !== this.strong;) {
      size = nodes.size;
      for (const holder of this.holdersAmong([...nodes])) {
        if (nodes.size >= limit) isExact = false;
        else add(holder);
      }
    }
    const local = [...nodes];
    const positions = new Map(local.map((node, position) => [node, position]));
    return {
      nodes: local,
      isExact,
      weakenings: local.map((node) => this.weakeningsOf(node, positions)),
      requirements: [...this.lastingRequirements(local), ...this.endingRequirements(local, positions)],
    };
  }

  private get width(): number {
    return this.nodes.length + this.groupBits.size;
  }

  private reach(isStrong: boolean): Reachability {
    const { successors } = this.model;
    const withSoft = (vertex: number) => {
      const soft = isStrong ? this.softByStart.get(vertex) : undefined;
      return soft === undefined ? successors[vertex] : [...successors[vertex], ...soft.map(({ to }) => to)];
    };
    const cached: (readonly number[])[] = [];
    return reachability({
      vertices: successors.length,
      successors: (vertex) => (cached[vertex] ??= withSoft(vertex)),
      bitOf: (vertex) => this.bitOf(vertex),
      width: this.width,
    });
  }

  private bitOf(vertex: number): number {
    return vertex < this.nodes.length ? vertex : (this.groupBits.get(vertex) ?? -1);
  }

  private successorsAfter(vertex: number, progress: Progress): number[] {
    const { successors, keyed } = this.model;
    const next = [...successors[vertex]];
    for (const { instances, all } of keyed.get(vertex) ?? []) {
      if (instances.every((instance) => progress.done.has(instance))) next.push(all);
    }
    for (const { to, owner, max } of this.softByStart.get(vertex) ?? []) {
      if (this.levelOf(owner, progress) <= max) next.push(to);
    }
    return next;
  }

  private levelOf(owner: number, { done, failed, aside }: Progress): number {
    // An object that was set aside is no longer the only one after the creation.
    const happened = { done, failed, aside: new Set([...(aside ?? [])].filter((node) => !done.has(node))) };
    const levels = this.model.triggers[owner].filter(({ node, event }) => happened[event]?.has(node));
    return Math.max(0, ...levels.map(({ level }) => level));
  }

  /** Calls that hold an order between two of the nodes, until they weaken. */
  private holdersAmong(nodes: readonly number[]): number[] {
    const known = new Set(nodes);
    const holders = new Set<number>();
    for (const later of nodes) {
      for (const earlier of nodes) {
        if (!this.waits(later, earlier) || hasBit(this.weak.rows[later], earlier)) continue;
        forEachCommon(this.strong.rows[later], this.owners, (owner) => {
          if (known.has(owner) || holders.has(owner) || !this.waits(owner, earlier)) return;
          if (this.softByOwner.get(owner)!.some((edge) => this.isBetween(edge, later, earlier))) holders.add(owner);
        });
      }
    }
    return [...holders];
  }

  /** The owner is between the two calls. */
  private isBetween({ from, to, owner }: SoftEdge, later: number, earlier: number): boolean {
    const { rows } = this.strong;
    return from === owner ? to === earlier || hasBit(rows[to], earlier) : hasBit(rows[later], this.bitOf(from));
  }

  private weakeningsOf(node: number, positions: ReadonlyMap<number, number>): Weakening[] {
    return this.model.triggers[node].map((each) => ({ ...each, node: positions.get(each.node)! }));
  }

  private lastingRequirements(nodes: readonly number[]): Requirement[] {
    return nodes.flatMap((laterNode, later) =>
      nodes.flatMap((earlierNode, earlier): Requirement[] =>
        hasBit(this.weak.rows[laterNode], earlierNode) ? [{ later, earlier, levels: [] }] : [],
      ),
    );
  }

  /** The requirements that end with the recorded dependencies of one or two of the nodes. */
  private endingRequirements(nodes: readonly number[], positions: ReadonlyMap<number, number>): Requirement[] {
    const { rows } = this.weak;
    const requirements: Requirement[] = [];
    const owned = nodes.flatMap((node) => this.softByOwner.get(node) ?? []);
    const incoming = owned.filter(({ to, owner }) => to === owner);
    const require = (later: number, earlier: number, levels: Requirement["levels"]) => {
      if (later === earlier || hasBit(rows[nodes[later]], nodes[earlier])) return;
      requirements.push({ later, earlier, levels });
    };
    for (const { from, to, owner, max } of owned) {
      const node = positions.get(owner)!;
      const level = { node, max };
      if (to === owner) {
        const bit = this.bitOf(from);
        nodes.forEach((other, position) => {
          if (hasBit(rows[other], bit)) require(position, node, [level]);
        });
        continue;
      }
      nodes.forEach((other, position) => {
        if (hasBit(rows[to], other)) require(node, position, [level]);
      });
      for (const next of incoming) {
        if (next.from !== to && !hasBit(rows[to], this.bitOf(next.from))) continue;
        const last = positions.get(next.owner)!;
        require(node, last, [level, { node: last, max: next.max }]);
      }
    }
    return requirements;
  }
}
