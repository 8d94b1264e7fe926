import { createHash } from "node:crypto";
import { blocksOf, ConfiguredBlock, createdFirst } from "./blocks";
import { Resolution } from "./resolution";
import { blocks, compare, text, Values } from "../../core/terraform/values";
import type { TerraformObject } from "../../inventory/terraform/objects";
import { NamedStack, objectsOfStacks } from "../../inventory/terraform/stacks";
import { forcesReplacement } from "../../rehearsal/provider/replacement";
import { contentOf } from "../content";
import type { ChangeSet, PlannedAction, ResourceChange } from "../model";
import { notUnderstoodIn } from "./not-understood";
import { triggersOf } from "./triggers";

/** @internal The changes between two versions of an app, and what decides about their order. */
export interface SynthesizedChange extends ChangeSet {
  readonly before: readonly ConfiguredBlock[];
  readonly after: readonly ConfiguredBlock[];
}

/**
 * Compares two versions of a synthesized app, as Terraform would plan it if nothing else had changed.
 *
 * @param before the stacks that are deployed now
 * @internal
 */
export function synthesizedChange(name: string, before: NamedStack[], after: NamedStack[]): SynthesizedChange {
  const hasPrefix = new Set([...before, ...after].map((stack) => stack.name)).size > 1;
  const prefixOf = (stack: NamedStack) => (hasPrefix ? `${stack.name}/` : "");
  const objectsIn = (stacks: NamedStack[]) => objectsOfStacks(stacks, { alwaysPrefixed: hasPrefix });
  const moved = movesIn(after, prefixOf);
  const configured = {
    before: before
      .flatMap((stack) => blocksOf(stack, prefixOf(stack)))
      .map((block) => ({ ...block, address: moved(block.address) })),
    after: after.flatMap((stack) => blocksOf(stack, prefixOf(stack))),
  };
  const old = new Map(new Resolution(objectsIn(before), moved).all().map((each) => [moved(each.address), each]));
  const forgotten = forgottenIn(after, prefixOf);
  const changes = new Comparison(old, objectsIn(after), configured.after, forgotten).changes();
  const files = JSON.stringify([before, after].map((stacks) => stacks.map((each) => [each.name, each.terraform])));
  return {
    name,
    changes,
    notUnderstood: notUnderstoodIn([...before, ...after], changes, prefixOf),
    provenance: { digest: createHash("sha256").update(files).digest("hex") },
    ...configured,
  };
}

/** The new address of an object that a `moved` block renames. Recorded dependencies keep the old one. */
function movesIn(stacks: NamedStack[], prefixOf: (stack: NamedStack) => string): (address: string) => string {
  const moves = stacks.flatMap((stack) =>
    blocks(stack.terraform.moved).flatMap(({ from, to }): [from: string, to: string][] => {
      const [source, target] = [text(from), text(to)];
      return source === undefined || target === undefined ? [] : [[prefixOf(stack) + source, prefixOf(stack) + target]];
    }),
  );
  const byAddress = new Map(moves);
  return (address) => byAddress.get(address) ?? address;
}

/** The objects that `removed` blocks take out of the state without deleting them. */
function forgottenIn(stacks: NamedStack[], prefixOf: (stack: NamedStack) => string): ReadonlySet<string> {
  return new Set(
    stacks.flatMap((stack) =>
      blocks(stack.terraform.removed)
        .filter(({ lifecycle }) => blocks(lifecycle).some(({ destroy }) => destroy === false))
        .flatMap(({ from }) => {
          const address = text(from);
          return address === undefined ? [] : [prefixOf(stack) + address];
        }),
    ),
  );
}

/** The actions of Terraform, each after those of the objects that it refers to. */
class Comparison {
  private readonly actions = new Map<string, PlannedAction>();
  private readonly resolution: Resolution;
  private readonly byAddress: Map<string, ConfiguredBlock>;
  private readonly first: ReadonlySet<string>;
  private readonly raw: Map<string, TerraformObject>;

  public constructor(
    private readonly old: Map<string, TerraformObject>,
    after: TerraformObject[],
    configured: readonly ConfiguredBlock[],
    private readonly forgotten: ReadonlySet<string>,
  ) {
    this.raw = new Map(after.map((each) => [each.address, each]));
    this.byAddress = new Map(configured.map((block) => [block.address, block]));
    this.first = createdFirst(configured);
    this.resolution = new Resolution(after, (address) =>
      isReplacement(this.actionOf(address)) ? `${address} (new)` : address,
    );
  }

  public changes(): ResourceChange[] {
    const addresses = [...new Set([...this.old.keys(), ...this.raw.keys()])].sort(compare);
    return addresses.map((address) => {
      const before = this.old.get(address);
      const action = this.actionOf(address);
      const after = this.raw.has(address) ? this.resolution.of(address) : undefined;
      return {
        address,
        block: address,
        action,
        ...(before !== undefined && { before }),
        ...(after !== undefined && { after: action === "no-op" ? before : after }),
        // The object stays, although Terraform no longer manages it.
        ...(action === "forget" && { after: before }),
      };
    });
  }

  private actionOf(address: string): PlannedAction {
    const known = this.actions.get(address);
    if (known !== undefined) return known;
    // A cycle of references is no valid Terraform.
    this.actions.set(address, "no-op");
    const action = this.plan(address);
    this.actions.set(address, action);
    return action;
  }

  private plan(address: string): PlannedAction {
    const before = this.old.get(address);
    if (!this.raw.has(address)) {
      return before!.data ? "no-op" : this.forgotten.has(address) ? "forget" : "delete";
    }
    // The references are resolved first, because their ids depend on their actions.
    const references = this.byAddress.get(address)?.references ?? [];
    references.forEach((each) => this.raw.has(each) && this.actionOf(each));
    const { type, data } = this.raw.get(address)!;
    if (data) return "no-op";
    if (before === undefined) return "create";
    const replacement = this.first.has(address) ? "create-delete" : "delete-create";
    if (this.isTriggered(address)) return replacement;
    // Its own id follows from its action.
    const after = this.resolution.valuesOf(address);
    if (contentOf(before.values) === contentOf(after)) return "no-op";
    return isReplaced(type, before.values, after) ? replacement : "update";
  }

  /** Whether something in `replace_triggered_by` is updated or replaced. A creation is not a trigger. */
  private isTriggered(address: string): boolean {
    // A bare reference to an attribute has no prefix.
    const stack = address.slice(0, address.lastIndexOf("/") + 1);
    return triggersOf(this.raw.get(address)!.values.lifecycle).some(({ block: written, attribute }) => {
      const block = this.raw.has(written) ? written : stack + written;
      if (!this.raw.has(block) || !TRIGGERS.has(this.actionOf(block))) return false;
      if (attribute === undefined) return true;
      const [before, after] = [this.old.get(block)!.values, this.resolution.of(block).values];
      return JSON.stringify(before[attribute]) !== JSON.stringify(after[attribute]);
    });
  }
}

const TRIGGERS: ReadonlySet<PlannedAction> = new Set(["update", "delete-create", "create-delete"]);

function isReplacement(action: PlannedAction): boolean {
  return action === "create-delete" || action === "delete-create";
}

function isReplaced(type: string, before: Values, after: Values): boolean {
  if (type === "terraform_data") {
    return JSON.stringify(before.triggers_replace) !== JSON.stringify(after.triggers_replace);
  }
  return forcesReplacement(type, before, after, after).length > 0;
}
