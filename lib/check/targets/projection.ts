import { push } from "../../core/push";
import { isValues } from "../../core/terraform/values";
import type { TerraformObject } from "../../inventory/terraform/objects";
import { contentOf } from "../content";
import type { ResourceChange } from "../model";

/** @internal The part of an estate that decides about one target, before and after. */
export interface Projection {
  /** How reports name the target: a hostname, a range or a private name. */
  readonly target: string;
  readonly kind: "host" | "route";
  /** The objects, reduced to what concerns the target. Those without a difference are included. */
  readonly changes: readonly ResourceChange[];
}

const unchanged = new WeakMap<ResourceChange, boolean>();

/** @internal Whether the object is the same before and after, as far as it concerns the target. */
export function isUnchanged(change: ResourceChange): boolean {
  const known = unchanged.get(change) ?? isSame(change);
  unchanged.set(change, known);
  return known;
}

function isSame({ action, before, after }: ResourceChange): boolean {
  if (before === undefined || after === undefined) return before === after;
  if (action === "create-delete" || action === "delete-create") return false;
  return before === after || contentOf(before.values) === contentOf(after.values);
}

/** @internal Both versions of a change. */
export function versionsOf({ before, after }: ResourceChange): TerraformObject[] {
  return [before, after].filter((each) => each !== undefined);
}

/** What other objects contain to refer to an object. */
const IDENTITIES = ["id", "aud"];

/** @internal Finds the changes that a change refers to by id or audience, directly or not. */
export class References {
  private readonly byIdentity = new Map<string, ResourceChange[]>();
  private readonly direct = new Map<ResourceChange, ResourceChange[]>();

  public constructor(changes: readonly ResourceChange[]) {
    for (const change of changes) {
      const identities = versionsOf(change).flatMap(({ values }) => IDENTITIES.map((name) => values[name]));
      for (const identity of new Set(identities)) {
        if (typeof identity === "string") push(this.byIdentity, identity, change);
      }
    }
  }

  /** The changes of objects with an id or an audience. */
  public of(identity: string): readonly ResourceChange[] {
    return this.byIdentity.get(identity) ?? [];
  }

  /** The changes, and everything that they refer to. */
  public closure(changes: Iterable<ResourceChange>, follows: (change: ResourceChange) => boolean): Set<ResourceChange> {
    const found = new Set<ResourceChange>();
    const visit = (change: ResourceChange): void => {
      if (found.has(change)) return;
      found.add(change);
      if (follows(change)) this.referred(change).forEach(visit);
    };
    for (const change of changes) visit(change);
    return found;
  }

  private referred(change: ResourceChange): ResourceChange[] {
    const known = this.direct.get(change);
    if (known !== undefined) return known;
    const texts = versionsOf(change).flatMap(({ values }) => textsIn(values));
    const found = [...new Set(texts)].flatMap((each) => this.of(each)).filter((each) => each !== change);
    this.direct.set(change, found);
    return found;
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isValues(value) ? Object.values(value).flatMap(textsIn) : [];
}
