import type { ResourceChange } from "./model";
import { SET_ASIDE } from "./order/change-nodes";
import type { Projection } from "./targets/projection";
import { text } from "../core/terraform/values";
import { nameOf, TerraformObject } from "../inventory/terraform/objects";
import type { Refusal } from "../rehearsal/cloud/api-behavior";
import { Cloud } from "../rehearsal/cloud/cloud";
import type { Change, CloudObject } from "../rehearsal/cloud/object";

/** @internal One call, as far as it concerns a target. */
export interface Call {
  readonly address: string;
  /** The key of a deposed object. */
  readonly deposed?: string;
  readonly operation: "create" | "update" | "delete" | "forget";
}

/**
 * The objects that decide about one target, and how calls change them. The API can refuse a call, or confirm it without
 * an effect.
 *
 * @internal
 */
export class Simulation {
  /** The objects before the apply, and those that Terraform manages after it. */
  public readonly steady: { readonly before: CloudObject[]; readonly after: CloudObject[] };
  private readonly byKey: ReadonlyMap<string, ResourceChange>;
  private readonly start = new Cloud();
  private last?: { readonly calls: readonly Call[]; readonly cloud: Cloud };

  public constructor({ changes }: Projection) {
    this.byKey = new Map(changes.map((change) => [keyOf(change), change]));
    for (const { before } of changes) if (before !== undefined) this.start.apply(creationOf(before));
    const end = new Cloud();
    for (const { after } of changes) if (after !== undefined) end.apply(creationOf(after));
    this.steady = { before: this.start.objects(), after: end.objects() };
  }

  /** The objects after some calls. */
  public after(calls: readonly Call[]): CloudObject[] {
    return this.cloudAfter(calls).objects();
  }

  /** Why the API refuses a call after some others. An object that is gone counts as deleted. */
  public refusal(call: Call, calls: readonly Call[]): Refusal | undefined {
    const change = this.changeOf(call);
    if (change === undefined) return undefined;
    const refusal = this.cloudAfter(calls).refusal(change);
    return refusal?.code === "NotFound" ? undefined : refusal;
  }

  private cloudAfter(calls: readonly Call[]): Cloud {
    if (this.last?.calls === calls) return this.last.cloud;
    const cloud = new Cloud(this.start);
    for (const call of calls) {
      const change = this.changeOf(call);
      if (change !== undefined) cloud.apply(change);
    }
    this.last = { calls, cloud };
    return cloud;
  }

  private changeOf(call: Call): Change | undefined {
    const { operation } = call;
    const { before, after } = this.byKey.get(keyOf(call)) ?? {};
    if (operation === "create" && after !== undefined) return creationOf(after);
    if (operation === "delete" && before !== undefined) return { operation, before: cloudObject(before) };
    if (operation !== "update" || before === undefined || after === undefined) return undefined;
    return { operation, before: cloudObject(before), after: cloudObject(after) };
  }
}

/** @internal Identifies the object of a call. Deposed objects have the address of their successor. */
export function keyOf({ address, deposed }: Pick<Call, "address" | "deposed">): string {
  return deposed === undefined || deposed === SET_ASIDE ? address : `${address} ${deposed}`;
}

function creationOf(object: TerraformObject): Change {
  return { operation: "create", after: cloudObject(object) };
}

const known = new WeakMap<TerraformObject, CloudObject>();

function cloudObject(object: TerraformObject): CloudObject {
  const existing = known.get(object);
  if (existing !== undefined) return existing;
  const { type, values } = object;
  // No provider reads the state of a simulated object.
  const created: CloudObject = { type, id: text(values.id) ?? object.address, name: nameOf(object), values, state: {} };
  known.set(object, created);
  return created;
}
