import { blockOf, InstanceAddress, parseAddress } from "./addresses";
import {
  addAll,
  addBit,
  BitRow,
  difference,
  emptyRow,
  forEachBit,
  hasBit,
  intersection,
  reachability,
  RowSet,
} from "./bit-rows";
import { ChangeNode, changeNodesOf, OrderedChange } from "./change-nodes";

/** @internal A block of the new configuration. */
export interface ConfigurationBlock {
  /** The address without keys: "module.m.type.name", "module.m.data.type.name". */
  readonly address: string;
  /**
   * The blocks that the block refers to, directly or through values, modules and providers. A reference to one instance
   * may have its key.
   */
  readonly references: readonly string[];
  /** Whether the block itself declares it. */
  readonly createBeforeDestroy?: boolean;
}

/** @internal An object of the state before the apply. */
export interface RecordedObject {
  /** The address of the instance. */
  readonly address: string;
  readonly block: string;
  /** The addresses of blocks that the state records as dependencies. */
  readonly dependencies: readonly string[];
  /** The recorded flag. */
  readonly createBeforeDestroy?: boolean;
  /** The key of a deposed object. */
  readonly deposed?: string;
}

/** @internal What decides about the order of an apply. */
export interface ApplyInput {
  readonly blocks: readonly ConfigurationBlock[];
  /**
   * The state before the apply: that of the last apply, or the prior state of the plan. For a plan that destroys
   * everything, it must be the prior state of the plan, otherwise the order is weaker than the real one.
   */
  readonly recorded: readonly RecordedObject[];
  readonly changes: readonly OrderedChange[];
  /** Whether the plan refreshed the state. @default true */
  readonly refreshes?: boolean;
}

/** @internal An edge that exists while the level of its owner is at most `max`. One end is the owner. */
export interface SoftEdge {
  readonly from: number;
  readonly to: number;
  readonly owner: number;
  readonly max: number;
}

/** @internal Something that weakens the recorded dependencies of a call. See `Weakening`. */
export interface Trigger {
  readonly node: number;
  readonly event: "done" | "failed" | "aside";
  readonly level: number;
}

/** The dependencies of a call in the state before the apply. */
interface Dependencies {
  /** Lost at level 1. */
  readonly recorded?: BitRow;
  /** Lost at level 2. */
  readonly configured?: BitRow;
}

/**
 * The graph of an apply. Its first vertices are the calls. The others are blocks and groups of calls, so that the
 * number of edges stays linear.
 *
 * @internal
 */
export class ApplyGraphModel {
  public readonly nodes: readonly ChangeNode[];
  /** Edges that always exist. */
  public readonly successors: number[][] = [];
  public readonly softEdges: SoftEdge[] = [];
  /** References to single instances, by the vertex of the block. If none of the calls is pending, `all` applies. */
  public readonly keyed = new Map<number, { readonly instances: readonly number[]; readonly all: number }[]>();
  public readonly triggers: Trigger[][];
  /** The calls of each address. */
  public readonly siblings = new Map<string, number[]>();

  private readonly configuredBlocks: Set<string>;
  private readonly addresses: InstanceAddress[];
  private readonly blockIndexes = new Map<string, number>();
  private readonly blockNames: string[];
  /** The calls of each block, and those of each block in one instance of a module. */
  private readonly members = new Map<string, number[]>();
  private readonly closures: (BitRow | undefined)[];
  private readonly before: Set<string>;
  private readonly current = new Map<string, RecordedObject>();
  private readonly groups = new Map<string, number | undefined>();
  /** Equal lists of dependencies share their vertices, since most lists of a large configuration are equal. */
  private readonly lists = new RowSet();
  private converted: { readonly from: readonly string[]; readonly row: BitRow };
  private readonly listVertices = new Map<string, number[]>();
  private readonly isBeforeDestroy: boolean[];
  /** The blocks with a call that deletes, and those with any call, by the key of their group. */
  private readonly deleting: BitRow;
  private readonly calling: BitRow;

  public constructor(private readonly input: ApplyInput) {
    this.configuredBlocks = new Set(input.blocks.map(({ address }) => address));
    for (const object of input.recorded) {
      if (object.deposed === undefined) this.current.set(object.address, object);
    }
    this.nodes = changeNodesOf(
      input.changes,
      input.recorded.filter(({ deposed }) => deposed !== undefined),
    );
    this.addresses = this.nodes.map(({ address, block }) => parseAddress(address) ?? fallback(address, block));
    this.nodes.forEach(({ address, block }, node) => {
      this.successors.push([]);
      push(this.siblings, address, node);
      push(this.members, block, node);
      const { module, moduleInstance, resource } = this.addresses[node];
      if (module !== "") push(this.members, `in ${moduleInstance}.${resource}`, node);
    });
    for (const { address } of input.blocks) this.indexOf(address);
    for (const { block } of this.nodes) this.indexOf(block);
    this.blockNames = [...this.blockIndexes.keys()];
    this.converted = { from: [], row: emptyRow(this.blockIndexes.size) };
    this.closures = this.closuresOfBlocks();
    this.before = this.blocksWithBeforeDestroy();
    this.triggers = this.nodes.map((_, node) => this.triggersOf(node));
    this.isBeforeDestroy = this.nodes.map((_, node) => this.deletesAfterDependents(node));
    this.deleting = emptyRow(this.blockIndexes.size);
    this.calling = emptyRow(this.blockIndexes.size);
    this.nodes.forEach(({ block }, node) => {
      const index = this.blockIndexes.get(block)!;
      if (!this.isApply(node)) addBit(this.deleting, index);
      addBit(this.calling, index);
    });
    this.addReferences();
    this.addSiblings();
    this.nodes.forEach((_, node) => this.addDependencies(node));
  }

  /** Whether a call creates or updates. */
  public isApply(node: number): boolean {
    const { operation } = this.nodes[node];
    return operation === "create" || operation === "update";
  }

  private vertex(): number {
    return this.successors.push([]) - 1;
  }

  private indexOf(block: string): number {
    const known = this.blockIndexes.get(block);
    if (known !== undefined) return known;
    const index = this.blockIndexes.size;
    this.blockIndexes.set(block, index);
    return index;
  }

  /** The blocks that each block of the configuration depends on, transitively. */
  private closuresOfBlocks(): (BitRow | undefined)[] {
    const successors: number[][] = [];
    for (const { address, references } of this.input.blocks) {
      const targets = references.flatMap((reference) => this.blockIndexes.get(blockAddress(reference)) ?? []);
      successors[this.blockIndexes.get(address)!] = [...new Set(targets)];
    }
    return reachability({
      vertices: this.blockIndexes.size,
      successors: (block) => successors[block] ?? [],
      bitOf: (block) => block,
      width: this.blockIndexes.size,
    }).rows;
  }

  /** Blocks that declare create_before_destroy, and all blocks that they depend on. */
  private blocksWithBeforeDestroy(): Set<string> {
    const forced = emptyRow(this.blockIndexes.size);
    for (const { address, createBeforeDestroy } of this.input.blocks) {
      if (createBeforeDestroy !== true) continue;
      const index = this.blockIndexes.get(address)!;
      addBit(forced, index);
      addAll(forced, this.closures[index]);
    }
    return new Set([...this.blockIndexes].filter(([, index]) => hasBit(forced, index)).map(([block]) => block));
  }

  private isConfigured(node: number): boolean {
    const { block, action } = this.nodes[node];
    return this.hasBlock(block) && action !== "delete" && action !== "forget";
  }

  private hasBlock(block: string): boolean {
    return this.configuredBlocks.has(block);
  }

  /** Whether a call that deletes comes after the calls of its dependents. */
  private deletesAfterDependents(node: number): boolean {
    const { address, block, operation, deposed } = this.nodes[node];
    if (operation === "forget") return false;
    if (deposed !== undefined) return true;
    if (this.isConfigured(node)) return this.before.has(block);
    return this.current.get(address)?.createBeforeDestroy === true;
  }

  private triggersOf(node: number): Trigger[] {
    const { address, action, operation, deposed } = this.nodes[node];
    const half = (wanted: (each: ChangeNode) => boolean) =>
      this.siblings.get(address)!.find((each) => wanted(this.nodes[each]))!;
    if (operation === "update") return [{ node, event: "failed", level: 1 }];
    if (operation === "create" && action === "delete-create") {
      return [{ node: half(isDelete), event: "done", level: 1 }];
    }
    if (operation === "create" && action === "create-delete") return [{ node, event: "aside", level: 1 }];
    if (deposed === undefined) return [];
    // The dependencies of a deposed object are those of the current object.
    const currentNodes = this.siblings.get(address)!.filter((each) => !isKeyed(this.nodes[each]));
    return currentNodes.flatMap((each): Trigger[] => {
      const other = this.nodes[each];
      if (other.operation === "update") {
        return [
          { node: each, event: "failed", level: 1 },
          { node: each, event: "done", level: 1 },
        ];
      }
      if (other.operation === "create" && other.action === "create-delete") {
        return [
          { node: each, event: "done", level: 1 },
          { node: each, event: "aside", level: 2 },
        ];
      }
      return isDelete(other) || other.operation === "forget" ? [{ node: each, event: "done", level: 2 }] : [];
    });
  }

  private addReferences(): void {
    const blocks = new Map<string, { readonly own: number; readonly all: number }>();
    for (const { address } of this.input.blocks) {
      const [own, all] = [this.vertex(), this.vertex()];
      this.successors[all].push(own);
      blocks.set(address, { own, all });
    }
    const byKey = new Map<string, number[]>();
    this.nodes.forEach(({ block }, node) => {
      const vertices = blocks.get(block);
      if (vertices === undefined || !this.isApply(node)) return;
      this.successors[vertices.all].push(node);
      this.successors[node].push(vertices.own);
      const { key } = this.addresses[node];
      if (key !== undefined) push(byKey, `${block}[${key}]`, node);
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

  private addSiblings(): void {
    for (const siblings of this.siblings.values()) {
      for (const apply of siblings.filter((each) => this.isApply(each))) {
        for (const other of siblings.filter((each) => !this.isApply(each))) {
          const [later, earlier] = this.isBeforeDestroy[other] ? [other, apply] : [apply, other];
          this.successors[later].push(earlier);
        }
      }
    }
  }

  private addDependencies(node: number): void {
    const { recorded, configured } = this.dependenciesOf(node);
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

  private dependenciesOf(node: number): Dependencies {
    const { address, block, deposed } = this.nodes[node];
    const configured = this.hasBlock(block) ? this.closures[this.blockIndexes.get(block)!] : undefined;
    const object = this.current.get(address);
    if (object === undefined) return this.isApply(node) ? { configured } : {};
    const isReset = isKeyed(this.nodes[node]) && !this.hasCurrentChange(address);
    if (isReset && this.hasBlock(block)) return { configured };
    const recorded = this.rowOf(object.dependencies);
    if (deposed === undefined ? !this.isConfigured(node) : this.isOrphan(address)) return { recorded };
    if (configured === undefined) return { recorded };
    // Without a refresh, dependencies that are only configured are recorded after a failure. They are left out, since
    // they strengthen the order.
    if (this.input.refreshes === false) return { recorded, configured: intersection(recorded, configured) };
    return { recorded: difference(recorded, configured), configured };
  }

  /** Neighbors in the state often have the same long list, which is converted once. */
  private rowOf(dependencies: readonly string[]): BitRow {
    const { from, row } = this.converted;
    if (from.length === dependencies.length && dependencies.every((each, i) => each === from[i])) return row;
    const converted = emptyRow(this.blockIndexes.size);
    for (const each of dependencies) {
      const index = this.blockIndexes.get(each);
      if (index !== undefined) addBit(converted, index);
    }
    this.converted = { from: dependencies, row: converted };
    return converted;
  }

  private hasCurrentChange(address: string): boolean {
    return this.siblings.get(address)!.some((each) => !isKeyed(this.nodes[each]));
  }

  private isOrphan(address: string): boolean {
    return this.siblings.get(address)!.some((each) => !isKeyed(this.nodes[each]) && !this.isConfigured(each));
  }

  /** The edges between a call and the groups of the blocks on its list. */
  private endsOf(node: number, list: number): [from: number, to: number][] {
    const into = (kind: GroupKind): [number, number][] => this.listVertex(kind, node, list).map((from) => [from, node]);
    const out = (kind: GroupKind): [number, number][] => this.listVertex(kind, node, list).map((to) => [node, to]);
    // An apply waits for the deletion of its dependencies, or such deletions wait for the apply.
    if (this.isApply(node)) return [...out("deletes"), ...into("dependent applies")];
    // A dependency is deleted after the deletion of its dependents.
    const deletes = into("dependent deletes");
    return [...deletes, ...(this.isBeforeDestroy[node] ? out("applies") : into("dependent plain deletes"))];
  }

  /** The vertex between all calls with the same list and the groups of the list. Empty if there is no such group. */
  private listVertex(kind: GroupKind, node: number, list: number): number[] {
    const { module, moduleInstance } = this.addresses[node];
    const key = `${kind} ${list} ${moduleInstance}`;
    let vertices = this.listVertices.get(key);
    if (vertices === undefined) {
      const groups: number[] = [];
      forEachBit(this.lists.get(list), (block) => {
        const name = module === "" ? this.blockNames[block] : this.groupName(node, block);
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
    const name = this.blockNames[block];
    const { module, moduleInstance } = this.addresses[node];
    const other = parseAddress(name);
    return other === undefined || other.module !== module ? name : `in ${moduleInstance}.${other.resource}`;
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
    return kind === "dependent deletes" || this.isBeforeDestroy[node] === (kind === "dependent applies");
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

function isDelete({ operation, deposed }: ChangeNode): boolean {
  return operation === "delete" && deposed === undefined;
}

function isKeyed({ deposed }: ChangeNode): boolean {
  return deposed !== undefined;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}

function blockAddress(reference: string): string {
  const address = reference.includes("[") ? parseAddress(reference) : undefined;
  return address === undefined ? reference : blockOf(address);
}

function keyedReference(reference: string, block: string): string {
  return `${block}[${parseAddress(reference)?.key ?? ""}]`;
}

function fallback(address: string, block: string): InstanceAddress {
  return { module: "", moduleInstance: "", resource: block, ...(address !== block && { key: address }) };
}
