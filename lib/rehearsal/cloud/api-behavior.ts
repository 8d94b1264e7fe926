import type { Change, CloudObject, CloudView } from "./object";

/**
 * The reason of a refusal, independent of the text of the API. A recovery is selected by it:
 *
 * - `AlreadyExists`: another object has the same name, host, route or precedence.
 * - `DeletionProtected`: the object has `deletion_protection`.
 * - `InUse`: another object refers to the object.
 * - `NotFound`: the object does not exist.
 * - `TunnelDeleted`: the object refers to a tunnel that has been deleted.
 * - `TunnelHasConnections`: connectors of the tunnel are running (API code 1022).
 *
 * @internal
 */
export type RefusalCode =
  "AlreadyExists" | "DeletionProtected" | "InUse" | "NotFound" | "TunnelDeleted" | "TunnelHasConnections";

/** @internal The error with which an API refuses a call. */
export interface Refusal {
  /** The reason. */
  readonly code: RefusalCode;
  /** The text of the API, as Terraform shows it. */
  readonly message: string;
}

/** @internal A behavior of an API that its objects do not show, as far as it exposes or protects something. */
export interface ApiBehavior {
  /** The behavior as a sentence. */
  readonly name: string;
  /** Whether objects of a type behave this way. */
  readonly appliesTo: (type: string) => boolean;
  /** The refusal of a change. If it is undefined, the API accepts the change. */
  readonly refuses?: (
    change: Change,
    cloud: CloudView & { readonly hasLiveConnections: boolean },
  ) => Refusal | undefined;
  /** An operation that the API confirms without any effect. */
  readonly ignores?: "delete";
  /** The objects that the API deletes together with an object. */
  readonly alsoDeletes?: (object: CloudObject, cloud: CloudView) => CloudObject[];
}

/** @internal Matches these types. */
export function oneOf(...types: string[]): (type: string) => boolean {
  return (type) => types.includes(type);
}
