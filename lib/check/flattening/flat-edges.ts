import { push } from "../../core/push";
import { moduleBlock, modulePath, wholeAddress } from "../address";
import type { ResourceChange } from "../model";
import { ApplyInput, blockAddress, ConfigurationBlock } from "../order/prior-state";

/** @internal The instances that each instance of one state depends on, by address. */
export type Edges = ReadonlyMap<string, readonly string[]>;

/**
 * The dependencies that the state before the apply records. They are those of blocks, so that an instance depends on
 * every instance of a block, except for those in other instances of its own module.
 *
 * @param instances those of the state before the apply
 * @internal
 */
export function recordedEdges({ recorded }: ApplyInput, instances: readonly ResourceChange[]): Edges {
  const byBlock = addressesByBlock(instances);
  const lists = new Map(
    recorded.filter(({ deposed }) => deposed === undefined).map((each) => [each.address, each.dependencies]),
  );
  return edgesOf(instances, ({ address }) =>
    (lists.get(address) ?? []).flatMap((block) => byBlock.get(blockAddress(block)) ?? []),
  );
}

/**
 * The dependencies that the configuration declares. A block without instances, such as a data source, passes on its
 * own dependencies.
 *
 * @param instances those of the state after the apply
 * @internal
 */
export function configuredEdges({ blocks }: ApplyInput, instances: readonly ResourceChange[]): Edges {
  return new ConfiguredEdges(blocks, instances).all();
}

class ConfiguredEdges {
  private readonly byBlock: ReadonlyMap<string, readonly string[]>;
  private readonly blocks: ReadonlyMap<string, ConfigurationBlock>;
  private readonly pending: ReadonlySet<string>;

  public constructor(
    blocks: readonly ConfigurationBlock[],
    private readonly instances: readonly ResourceChange[],
  ) {
    this.byBlock = addressesByBlock(instances);
    this.blocks = new Map(blocks.map((block) => [block.address, block]));
    this.pending = new Set(instances.filter(({ action }) => action !== "no-op").map(({ address }) => address));
  }

  public all(): Edges {
    return edgesOf(this.instances, ({ address, block }) => {
      const alone = this.blocks.get(block)?.separate?.find((each) => each.address === address);
      if (alone === undefined) return this.below(block);
      return [...alone.instances, ...alone.blocks.flatMap((each) => this.below(each))];
    });
  }

  private below(block: string, visited: ReadonlySet<string> = new Set()): readonly string[] {
    if (visited.has(block)) return [];
    const inner = new Set([...visited, block]);
    return (this.blocks.get(block)?.references ?? []).flatMap((each) => this.referenced(each, inner));
  }

  /** A reference to one instance waits only for this one if it changes. */
  private referenced(reference: string, visited: ReadonlySet<string>): readonly string[] {
    if (this.pending.has(reference)) return [reference];
    const block = blockAddress(reference);
    return this.byBlock.get(block) ?? this.below(block, visited);
  }
}

function addressesByBlock(instances: readonly ResourceChange[]): Map<string, string[]> {
  const byBlock = new Map<string, string[]>();
  for (const { address, block } of instances) push(byBlock, block, address);
  return byBlock;
}

/** Terraform does not order two instances of one module among each other. */
function edgesOf(
  instances: readonly ResourceChange[],
  targetsOf: (instance: ResourceChange) => readonly string[],
): Edges {
  const known = new Set(instances.map(({ address }) => address));
  return new Map(
    instances.map((instance) => {
      const { address } = instance;
      const targets = [...new Set(targetsOf(instance))];
      return [address, targets.filter((each) => each !== address && known.has(each) && !areApart(address, each))];
    }),
  );
}

/** Whether two instances are in different instances of the same module. */
function areApart(one: string, other: string): boolean {
  const [a, b] = [one, other].map((each) => wholeAddress(each)?.modules ?? []);
  return a.length > 0 && moduleBlock(a) === moduleBlock(b) && modulePath(a) !== modulePath(b);
}
