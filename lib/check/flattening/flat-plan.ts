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
  const after = { objects: objectsIn(current, "after"), edges: configuredEdges(input, current) };
  const writer = new FlatWriter(
    names,
    new FlatIdentifiers([before, after], names),
    new FlatProviders(plan, managed),
    createdFirst(input, managed),
  );
  return {
    before: writer.configuration(before, () => REVISIONS["no-op"]),
    after: writer.configuration(after, (address) => REVISIONS[actions.get(address)!]),
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

/** The instances with `create_before_destroy`, as far as the plan shows it. */
function createdFirst({ blocks, recorded }: ApplyInput, managed: readonly ResourceChange[]): ReadonlySet<string> {
  const declared = new Set(blocks.flatMap((each) => (each.createBeforeDestroy === true ? [each.address] : [])));
  const flagged = recorded.filter(({ createBeforeDestroy }) => createBeforeDestroy === true);
  const current = managed.filter(({ block, after }) => after !== undefined && declared.has(block));
  return new Set([...flagged, ...current].map(({ address }) => address));
}

class FlatWriter {
  public constructor(
    private readonly names: FlatNames,
    private readonly identifiers: FlatIdentifiers,
    private readonly providers: FlatProviders,
    private readonly first: ReadonlySet<string>,
  ) {}

  public configuration(side: FlatSide, revisionOf: (address: string) => Revision): Values {
    const resource: Record<string, Values> = {};
    for (const object of side.objects.values()) {
      const [type, name] = this.names.of(object.address)!.split(".");
      resource[type] = { ...resource[type], [name]: this.body(side, object, revisionOf(object.address)) };
    }
    return {
      ...(Object.keys(this.providers.section).length > 0 && { provider: this.providers.section }),
      ...(side.objects.size > 0 && { resource }),
    };
  }

  private body(side: FlatSide, object: TerraformObject, { object: number, revision }: Revision): Values {
    const { address, type, values } = object;
    const targets = (side.edges.get(address) ?? []).map((each) => this.names.of(each)!);
    const provider = this.providers.of(address);
    const written =
      type === "terraform_data"
        ? {
            input: { value: this.identifiers.referring(side, values.input ?? null), revision },
            triggers_replace: number,
          }
        : { ...this.identifiers.argumentsOf(side, object), [REHEARSED]: { object: number, revision } };
    return {
      ...written,
      ...(provider !== undefined && { provider }),
      ...(targets.length > 0 && { depends_on: targets }),
      ...(this.first.has(address) && { lifecycle: { create_before_destroy: true } }),
    };
  }
}
