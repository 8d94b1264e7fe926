import type { TerraformObject } from "../../inventory/terraform/objects";
import type { CloudObject } from "../cloud/object";

/** @internal How far something is exposed. `partial` means that one of two layers of protection is missing. */
export type ExposureLevel = "protected" | "partial" | "exposed";

/** @internal Combines the protection by the Access application with that by the connector token check. */
export function exposureLevel(isProtectedByAccess: boolean, isTokenChecked: boolean): ExposureLevel {
  if (isProtectedByAccess && isTokenChecked) return "protected";
  return isProtectedByAccess || isTokenChecked ? "partial" : "exposed";
}

/** @internal A host, or an address behind a private route, with less than full protection. */
export interface Exposure {
  /** The request or the address, such as "https://app.example.com/". */
  readonly target: string;
  /** The origin or the tunnel that answers. */
  readonly origin: string;
  /** How far the target is exposed. */
  readonly level: Exclude<ExposureLevel, "protected">;
  /** The users to whom it is exposed. If the exposure is partial, those whom the missing layer would block. */
  readonly to: string;
}

/** @internal The users of an exposure to the internet. */
export const ANYONE = "anyone";

/** @internal Returns the exposures in one state of the cloud. */
export type PreparedCheck = (objects: CloudObject[]) => Exposure[];

/** @internal Detects one kind of exposure. */
export interface ExposureCheck {
  /** The kind of exposure in reports. */
  readonly name: string;
  /**
   * Derives the requests or connections to try.
   *
   * @param allObjects the objects of all states, because a state can expose what only another state mentions
   */
  prepare(allObjects: TerraformObject[]): PreparedCheck;
}

/**
 * The exposures that neither steady state has: neither the state before nor the state after the apply.
 *
 * @internal
 */
export function unintended(now: Exposure[], before: Exposure[], after: Exposure[]): Exposure[] {
  const steady = [...before, ...after];
  return now.filter((exposure) => !steady.some((intended) => includes(intended, exposure)));
}

function includes(intended: Exposure, exposure: Exposure): boolean {
  if (intended.target !== exposure.target || intended.origin !== exposure.origin) return false;
  if (intended.level !== exposure.level) return intended.level === "exposed";
  return intended.to === ANYONE || intended.to === exposure.to;
}

/** @internal Converts an object of the cloud to the form that the inventory reads. */
export function asTerraform({ type, name, id, values }: CloudObject): TerraformObject {
  return { address: `${type}.${name}`, type, name, data: false, values: { ...values, id } };
}
