import { blockOf, wholeAddress } from "../address";
import { addAll, addBit, BitRow, difference, emptyRow, hasBit, intersection, reachability } from "./bit-rows";
import { ChangeNode, changeNodesOf, isApply, OrderedChange } from "./change-nodes";
import { push } from "../../core/push";

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
  /** The instances that do not wait for their block. OpenTofu has them in modules with keys. */
  readonly separate?: readonly SeparateInstance[];
}

/** @internal An instance that waits for some of what its block refers to, but not for the block. */
export interface SeparateInstance {
  readonly address: string;
  /** The blocks that are evaluated before, without their instances. */
  readonly blocks: readonly string[];
  /** The instances that are changed before. */
  readonly instances: readonly string[];
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

/** @internal Something that weakens the recorded dependencies of a call. See `Weakening`. */
export interface Trigger {
  readonly node: number;
  readonly event: "done" | "failed" | "aside";
  readonly level: number;
}

/** @internal The dependencies of a call in the state before the apply, as sets of blocks. */
export interface Dependencies {
  /** Lost at level 1. */
  readonly recorded?: BitRow;
  /** Lost at level 2. */
  readonly configured?: BitRow;
}

/** @internal The calls of an apply with what the state before it records about their objects. */
export class PriorState {
  public readonly nodes: readonly ChangeNode[];
  /** The calls of each address. */
  public readonly siblings = new Map<string, number[]>();
  /** All blocks of the configuration and of the calls. Sets of blocks contain positions in this list. */
  public readonly blocks: readonly string[];
  /** What weakens the recorded dependencies of each call. */
  public readonly triggers: readonly (readonly Trigger[])[];
  /** Whether a call that deletes comes after the calls of its dependents. */
  public readonly isBeforeDestroy: readonly boolean[];

  private readonly configuredBlocks: Set<string>;
  private readonly blockIndexes = new Map<string, number>();
  /** The blocks that each block of the configuration depends on, transitively. */
  private readonly closures: (BitRow | undefined)[];
  /** Blocks with create_before_destroy. */
  private readonly before: Set<string>;
  private readonly current = new Map<string, RecordedObject>();
  private converted: { readonly from: readonly string[]; readonly row: BitRow };

  /** Computes the state after the plan. */
  public constructor(private readonly input: ApplyInput) {
    this.configuredBlocks = new Set(input.blocks.map(({ address }) => address));
    for (const object of input.recorded) {
      if (object.deposed === undefined) this.current.set(object.address, object);
    }
    this.nodes = changeNodesOf(
      input.changes,
      input.recorded.filter(({ deposed }) => deposed !== undefined),
    );
    this.nodes.forEach(({ address }, node) => push(this.siblings, address, node));
    for (const { address } of input.blocks) this.indexOf(address);
    for (const { block } of this.nodes) this.indexOf(block);
    this.blocks = [...this.blockIndexes.keys()];
    this.converted = { from: [], row: emptyRow(this.blocks.length) };
    this.closures = this.closuresOfBlocks();
    this.before = this.blocksWithBeforeDestroy();
    this.triggers = this.nodes.map((_, node) => this.triggersOf(node));
    this.isBeforeDestroy = this.nodes.map((_, node) => this.deletesAfterDependents(node));
  }

  /** The blocks with a call that is wanted. */
  public blocksOf(isWanted: (node: ChangeNode) => boolean): BitRow {
    const row = emptyRow(this.blocks.length);
    for (const node of this.nodes.filter(isWanted)) addBit(row, this.blockIndexes.get(node.block)!);
    return row;
  }

  /** The dependencies of a call. */
  public dependenciesOf(node: number): Dependencies {
    const { address, block, deposed } = this.nodes[node];
    const configured = this.hasBlock(block) ? this.closures[this.blockIndexes.get(block)!] : undefined;
    const object = this.current.get(address);
    if (object === undefined) return isApply(this.nodes[node]) ? { configured } : {};
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
    const converted = emptyRow(this.blocks.length);
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

  private indexOf(block: string): number {
    const known = this.blockIndexes.get(block);
    if (known !== undefined) return known;
    const index = this.blockIndexes.size;
    this.blockIndexes.set(block, index);
    return index;
  }

  private closuresOfBlocks(): (BitRow | undefined)[] {
    const successors: number[][] = [];
    for (const { address, references } of this.input.blocks) {
      const targets = references.flatMap((reference) => this.blockIndexes.get(blockAddress(reference)) ?? []);
      successors[this.blockIndexes.get(address)!] = [...new Set(targets)];
    }
    return reachability({
      vertices: this.blocks.length,
      successors: (block) => successors[block] ?? [],
      bitOf: (block) => block,
      width: this.blocks.length,
    }).rows;
  }

  /** Blocks that declare create_before_destroy, and all blocks that they depend on. */
  private blocksWithBeforeDestroy(): Set<string> {
    const forced = emptyRow(this.blocks.length);
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
}

function isDelete({ operation, deposed }: ChangeNode): boolean {
  return operation === "delete" && deposed === undefined;
}

function isKeyed({ deposed }: ChangeNode): boolean {
  return deposed !== undefined;
}

/** @internal The block that a reference of the configuration refers to. */
export function blockAddress(reference: string): string {
  const address = reference.includes("[") ? wholeAddress(reference) : undefined;
  return address === undefined ? reference : blockOf(address);
}
