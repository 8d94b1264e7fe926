import type { TerraformObject } from "../../inventory/terraform/objects";
import type { CloudObject } from "../cloud/object";

/** @internal */
export type LockState = "two locks" | "one lock" | "open";

/** @internal */
export function lockState(edge: boolean, connector: boolean): LockState {
  return edge && connector ? "two locks" : edge || connector ? "one lock" : "open";
}

/** @internal Defines something that strangers reach at a moment, or that one lock alone keeps from them. */
export interface Exposure {
  /** What is asked for, such as "https://app.example.com/". */
  readonly target: string;
  /** What would answer. */
  readonly origin: string;
  readonly locks: Exclude<LockState, "two locks">;
  /** Whom the missing lock lets pass. */
  readonly to: string;
}

/** @internal Exposed to the whole internet. */
export const ANYONE = "anyone";

/** @internal Says what is exposed while the cloud holds these objects. */
export type Judge = (objects: CloudObject[]) => Exposure[];

/** @internal Defines one way of being exposed. */
export interface ExposureKind {
  readonly name: string;
  /** @param spokenOf all that is ever written or held, so that what a moment says nothing of is asked for, too */
  judging(spokenOf: TerraformObject[]): Judge;
}

/**
 * What is exposed now and in neither steady state, the one before and the one after: nobody wanted that.
 *
 * @internal
 */
export function unwanted(now: Exposure[], before: Exposure[], after: Exposure[]): Exposure[] {
  const steady = [...before, ...after];
  return now.filter((exposure) => !steady.some((wanted) => includes(wanted, exposure)));
}

function includes(wanted: Exposure, exposure: Exposure): boolean {
  if (wanted.target !== exposure.target || wanted.origin !== exposure.origin) return false;
  if (wanted.locks !== exposure.locks) return wanted.locks === "open";
  return wanted.to === ANYONE || wanted.to === exposure.to;
}

/** @internal An object of the cloud as the inventory takes it. */
export function asTerraform({ type, name, id, values }: CloudObject): TerraformObject {
  return { address: `${type}.${name}`, type, name, data: false, values: { ...values, id } };
}
