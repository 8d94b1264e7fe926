import { configuredEdges, recordedEdges } from "./flat-edges";
import { FlatIdentifiers, FlatSide } from "./flat-identifiers";
import { FlatNames } from "./flat-names";
import { FlatProviders } from "./flat-providers";
import type { Values } from "../../core/terraform/values";
import type { TerraformObject } from "../../inventory/terraform/objects";
import { REHEARSED } from "../../rehearsal/provider/replacement";
import type { ChangeSet, PlannedAction, ResourceChange } from "../model";
import type { ApplyInput } from "../order/prior-state";

/** @internal A plan as two configurations in Terraform JSON without modules, keys and expressions. */
export interface FlatPlan {
  /** What exists before the apply. */
  readonly before: Values;
  /** What the plan creates, changes or keeps. */
  readonly after: Values;
  readonly names: FlatNames;
}

/**
 * Converts a plan to configurations that Terraform can apply one after the other, with the same calls in the same
 * orders.
 *
 * @param plan the parsed output of `terraform show -json PLAN`
 * @param input what decides about the order of the apply
 * @internal
 */
export function flattenPlan({ changes }: ChangeSet, plan: Values, input: ApplyInput): FlatPlan {
  const managed = changes.filter(isRepresented);
  const actions = new Map(managed.map(({ address, action }) => [address, action]));
  const [old, current] = [managed.filter(({ before }) => before), managed.filter(({ after }) => after)];
  const names = new FlatNames(managed.flatMap(({ before, after }) => before ?? after ?? []));
  const before = { objects: objectsIn(old, "before"), edges: recordedEdges(input, old) };
  const blocks = new Set(input.blocks.map(({ address }) => address));
  const emptied = managed.filter(({ block, after: object }) => object === undefined && blocks.has(block));
  const after = { objects: objectsIn(current, "after"), edges: configuredEdges(input, [...current, ...emptied]) };
  const writer = new FlatWriter(
    names,
    new FlatIdentifiers([before, after], names),
    new FlatProviders(plan, managed),
    createdFirst(input, managed),
  );
  return {
    before: writer.configuration(before, () => REVISIONS["no-op"]),
    after: writer.configuration(after, (address) => REVISIONS[actions.get(address)!], emptied),
    names,
  };
}

/** Whether the plan shows an object that Terraform manages. Deposed objects are not represented. */
function isRepresented({ before, after, deposed }: ResourceChange): boolean {
  return deposed === undefined && (after ?? before)?.data === false;
}

function objectsIn(changes: readonly ResourceChange[], side: "before" | "after"): ReadonlyMap<string, TerraformObject> {
  return new Map(changes.map((change) => [change.address, change[side]!]));
}

interface Revision {
  readonly object: number;
  readonly revision: number;
}

/** The simulated provider replaces an object with another number, and updates one with another revision. */
const REVISIONS: Readonly<Record<PlannedAction, Revision>> = {
  "no-op": { object: 1, revision: 1 },
  create: { object: 1, revision: 1 },
  update: { object: 1, revision: 2 },
  delete: { object: 1, revision: 1 },
  forget: { object: 1, revision: 1 },
  "delete-create": { object: 2, revision: 1 },
  "create-delete": { object: 2, revision: 1 },
};

/** The instances with `create_before_destroy`, as far as the plan shows it. All instances of a block have it. */
function createdFirst({ blocks, recorded }: ApplyInput, managed: readonly ResourceChange[]): ReadonlySet<string> {
  const flagged = new Set(recorded.flatMap((each) => (each.createBeforeDestroy === true ? [each.address] : [])));
  const removed = new Set(managed.flatMap(({ address, block }) => (flagged.has(address) ? [block] : [])));
  const declared = blocks.filter((each) => each.createBeforeDestroy === true || removed.has(each.address));
  const first = new Set(declared.map(({ address }) => address));
  return new Set(managed.flatMap(({ address, block }) => (first.has(block) || flagged.has(address) ? [address] : [])));
}

class FlatWriter {
  public constructor(
    private readonly names: FlatNames,
    private readonly identifiers: FlatIdentifiers,
    private readonly providers: FlatProviders,
    private readonly first: ReadonlySet<string>,
  ) {}

  /** @param emptied instances of blocks that remain, although the instances are removed */
  public configuration(
    side: FlatSide,
    revisionOf: (address: string) => Revision,
    emptied: readonly ResourceChange[] = [],
  ): Values {
    const resource: Record<string, Record<string, Values>> = {};
    const add = (address: string, body: Values) => {
      const [type, name] = this.names.of(address)!.split(".");
      (resource[type] ??= {})[name] = { ...body, ...this.order(side, address) };
    };
    for (const object of side.objects.values()) {
      add(object.address, this.body(side, object, revisionOf(object.address)));
    }
    // Terraform still records dependencies on the block, which order a retry.
    for (const { address } of emptied) add(address, { for_each: {} });
    return {
      ...(Object.keys(this.providers.section).length > 0 && { provider: this.providers.section }),
      ...(Object.keys(resource).length > 0 && { resource }),
    };
  }

  private body(side: FlatSide, object: TerraformObject, { object: number, revision }: Revision): Values {
    const { type, values } = object;
    if (type !== "terraform_data") {
      return { ...this.identifiers.argumentsOf(side, object), [REHEARSED]: { object: number, revision } };
    }
    const value = this.identifiers.referring(side, values.input ?? null);
    return { input: { value, revision }, triggers_replace: number };
  }

  private order(side: FlatSide, address: string): Values {
    const targets = (side.edges.get(address) ?? []).map((each) => this.names.of(each)!);
    const provider = this.providers.of(address);
    return {
      ...(provider !== undefined && { provider }),
      ...(targets.length > 0 && { depends_on: targets }),
      ...(this.first.has(address) && { lifecycle: { create_before_destroy: true } }),
    };
  }
}
