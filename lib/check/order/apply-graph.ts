import { keyText, moduleBlock, modulePath, wholeAddress } from "../address";
import { BitRow, forEachBit, intersection, RowSet } from "./bit-rows";
import { ChangeNode, isApply } from "./change-nodes";
import { ApplyInput, blockAddress, PriorState, Trigger } from "./prior-state";
import { push } from "../../core/push";

/** @internal An edge that exists while the level of its owner is at most `max`. One end is the owner. */
export interface SoftEdge {
  readonly from: number;
  readonly to: number;
  readonly owner: number;
  readonly max: number;
}

/**
 * The graph of an apply. Its first vertices are the calls. The others are blocks and groups of calls, so that the
 * number of edges stays linear.
 *
 * @internal
 */
export class ApplyGraphModel {
  /** Edges that always exist. */
  public readonly successors: number[][] = [];
  public readonly softEdges: SoftEdge[] = [];
  /** References to single instances, by the vertex of the block. If none of the calls is pending, `all` applies. */
  public readonly keyed = new Map<number, { readonly instances: readonly number[]; readonly all: number }[]>();

  private readonly prior: PriorState;
  private readonly places: Place[];
  /** The calls of each block, and those of each block in one instance of a module. */
  private readonly members = new Map<string, number[]>();
  private readonly groups = new Map<string, number | undefined>();
  /** Equal lists of dependencies share their vertices, since most lists of a large configuration are equal. */
  private readonly lists = new RowSet();
  private readonly listVertices = new Map<string, number[]>();
  /** The blocks with a call that deletes, and those with any call. */
  private readonly deleting: BitRow;
  private readonly calling: BitRow;

  /** Builds the graph. */
  public constructor(private readonly input: ApplyInput) {
    this.prior = new PriorState(input);
    this.places = this.nodes.map(({ address, block }) => placeOf(address, block));
    this.nodes.forEach(({ block }, node) => {
      this.successors.push([]);
      push(this.members, block, node);
      const { module, moduleInstance, resource } = this.places[node];
      if (module !== "") push(this.members, `in ${moduleInstance}.${resource}`, node);
    });
    this.deleting = this.prior.blocksOf((node) => !isApply(node));
    this.calling = this.prior.blocksOf(() => true);
    this.addReferences();
    this.addSiblings();
    this.nodes.forEach((_, node) => this.addDependencies(node));
  }

  public get nodes(): readonly ChangeNode[] {
    return this.prior.nodes;
  }

  /** What weakens the recorded dependencies of each call. */
  public get triggers(): readonly (readonly Trigger[])[] {
    return this.prior.triggers;
  }

  /** The calls of each address. */
  public get siblings(): ReadonlyMap<string, readonly number[]> {
    return this.prior.siblings;
  }

  private isApply(node: number): boolean {
    return isApply(this.nodes[node]);
  }

  private vertex(): number {
    return this.successors.push([]) - 1;
  }

  private addReferences(): void {
    const blocks = new Map<string, { readonly own: number; readonly all: number }>();
    for (const { address } of this.input.blocks) {
      const [own, all] = [this.vertex(), this.vertex()];
      this.successors[all].push(own);
      blocks.set(address, { own, all });
    }
    const byKey = new Map<string, number[]>();
    const separate = new Map(
      this.input.blocks.flatMap(({ separate: all = [] }) => all.map((each) => [each.address, each] as const)),
    );
    this.nodes.forEach(({ address, block }, node) => {
      const vertices = blocks.get(block);
      if (vertices === undefined || !this.isApply(node)) return;
      this.successors[vertices.all].push(node);
      const alone = separate.get(address);
      const evaluated = alone === undefined ? [vertices] : alone.blocks.flatMap((each) => blocks.get(each) ?? []);
      this.successors[node].push(...evaluated.map(({ own }) => own));
      for (const each of alone?.instances ?? []) this.successors[node].push(...this.appliesOf(each));
      const { key } = this.places[node];
      if (key !== "") push(byKey, block + key, node);
    });
    for (const { address, references } of this.input.blocks) {
      const { own } = blocks.get(address)!;
      const targets = new Set<number>();
      for (const reference of new Set(references)) {
        const block = blockAddress(reference);
        const vertices = blocks.get(block);
        if (vertices === undefined || block === address) continue;
        const instances = reference === block ? undefined : byKey.get(keyedReference(reference, block));
        if (instances === undefined) targets.add(vertices.all);
        else push(this.keyed, own, { instances, all: vertices.all });
      }
      this.successors[own].push(...targets);
      for (const { instances } of this.keyed.get(own) ?? []) this.successors[own].push(...instances);
    }
  }

  /** The calls that create or update an instance. */
  private appliesOf(address: string): number[] {
    return (this.siblings.get(address) ?? []).filter((each) => this.isApply(each));
  }

  private addSiblings(): void {
    for (const siblings of this.siblings.values()) {
      for (const apply of siblings.filter((each) => this.isApply(each))) {
        for (const other of siblings.filter((each) => !this.isApply(each))) {
          const [later, earlier] = this.prior.isBeforeDestroy[other] ? [other, apply] : [apply, other];
          this.successors[later].push(earlier);
        }
      }
    }
  }

  private addDependencies(node: number): void {
    const { recorded, configured } = this.prior.dependenciesOf(node);
    const worst = Math.max(0, ...this.triggers[node].map(({ level }) => level));
    const wanted = this.isApply(node) ? this.deleting : this.calling;
    for (const [row, max] of [
      [configured, 1],
      [recorded, 0],
    ] as const) {
      if (row === undefined) continue;
      const list = this.lists.add(intersection(row, wanted));
      for (const [from, to] of this.endsOf(node, list)) {
        if (max >= worst) this.successors[from].push(to);
        else this.softEdges.push({ from, to, owner: node, max });
      }
    }
  }

  /** The edges between a call and the groups of the blocks on its list. */
  private endsOf(node: number, list: number): [from: number, to: number][] {
    const into = (kind: GroupKind): [number, number][] => this.listVertex(kind, node, list).map((from) => [from, node]);
    const out = (kind: GroupKind): [number, number][] => this.listVertex(kind, node, list).map((to) => [node, to]);
    // An apply waits for the deletion of its dependencies, or such deletions wait for the apply.
    if (this.isApply(node)) return [...out("deletes"), ...into("dependent applies")];
    // A dependency is deleted after the deletion of its dependents.
    const deletes = into("dependent deletes");
    return [...deletes, ...(this.prior.isBeforeDestroy[node] ? out("applies") : into("dependent plain deletes"))];
  }

  /** The vertex between all calls with the same list and the groups of the list. Empty if there is no such group. */
  private listVertex(kind: GroupKind, node: number, list: number): number[] {
    const { module, moduleInstance } = this.places[node];
    const key = `${kind} ${list} ${moduleInstance}`;
    let vertices = this.listVertices.get(key);
    if (vertices === undefined) {
      const groups: number[] = [];
      forEachBit(this.lists.get(list), (block) => {
        const name = module === "" ? this.prior.blocks[block] : this.groupName(node, block);
        const group = this.group(kind, name);
        if (group !== undefined) groups.push(group);
      });
      vertices = groups.length === 0 ? [] : [this.vertex()];
      this.listVertices.set(key, vertices);
      for (const vertex of vertices) {
        if (kind === "deletes" || kind === "applies") this.successors[vertex].push(...groups);
        else for (const group of groups) this.successors[group].push(vertex);
      }
    }
    return vertices;
  }

  /** A pair in two instances of the same module has no order, so such a group is one of the module instance. */
  private groupName(node: number, block: number): string {
    const name = this.prior.blocks[block];
    const { module, moduleInstance } = this.places[node];
    const other = wholeAddress(name);
    return other === undefined || moduleBlock(other.modules) !== module
      ? name
      : `in ${moduleInstance}.${other.resource}`;
  }

  /** The vertex of a group of calls. Undefined if no call belongs to it. */
  private group(kind: GroupKind, name: string): number | undefined {
    const key = `${kind} ${name}`;
    if (this.groups.has(key)) return this.groups.get(key);
    const members = this.membersOf(name).filter((node) => this.belongsTo(kind, node));
    const vertex = members.length === 0 ? undefined : this.vertex();
    this.groups.set(key, vertex);
    if (vertex === undefined) return undefined;
    if (kind === "deletes" || kind === "applies") this.successors[vertex].push(...members);
    else for (const member of members) this.successors[member].push(vertex);
    return vertex;
  }

  private belongsTo(kind: GroupKind, node: number): boolean {
    if (kind === "applies" || kind === "dependent plain deletes") return this.isApply(node);
    if (this.isApply(node)) return false;
    return kind === "dependent deletes" || this.prior.isBeforeDestroy[node] === (kind === "dependent applies");
  }

  private membersOf(name: string): readonly number[] {
    return this.members.get(name) ?? [];
  }
}

type GroupKind =
  /** Deletions of the block that precede the calls of dependents. */
  | "deletes"
  /** Creations and updates of the block. */
  | "applies"
  /** Creations and updates of dependents, for which a deletion of the block waits. */
  | "dependent applies"
  /** Deletions of dependents, for which a deletion of the block waits. */
  | "dependent deletes"
  /** Deletions of dependents, for which a creation or an update of the block waits. */
  | "dependent plain deletes";

function keyedReference(reference: string, block: string): string {
  return block + keyText(wholeAddress(reference)?.key);
}

/** Where an instance is in the tree of modules. */
interface Place {
  /** The module instance: `module.m["a"]`. Empty in the root module. */
  readonly moduleInstance: string;
  /** The module without instance keys: "module.m". Empty in the root module. */
  readonly module: string;
  /** The rest without the key of the instance: "type.name". */
  readonly resource: string;
  /** The key of the instance, as an address has it: `["a"]`. Empty without a key. */
  readonly key: string;
}

function placeOf(address: string, block: string): Place {
  const parsed = wholeAddress(address);
  if (parsed === undefined) return { module: "", moduleInstance: "", resource: block, key: "" };
  const { modules, resource, key } = parsed;
  return { module: moduleBlock(modules), moduleInstance: modulePath(modules), resource, key: keyText(key) };
}
