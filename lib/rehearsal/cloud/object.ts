import type { Values } from "../../core/terraform/values";
import type { WireObject } from "../plugin-protocol/values";

/** @internal An object of the cloud. It is immutable: an update replaces it. */
export interface CloudObject {
  /** The Terraform type. */
  readonly type: string;
  /** The id that the API assigned. */
  readonly id: string;
  /** The name that identifies the object in every run. */
  readonly name: string;
  /** The id of the endpoint that has the object. Undefined if no provider configuration tells. */
  readonly endpoint?: string;
  /** The attributes in plain JSON. */
  readonly values: Values;
  /** The encoded object as Terraform sent it. The provider returns it unchanged. */
  readonly state: WireObject;
}

/** @internal The part of the cloud that checks and hooks can read. */
export interface CloudView {
  /** All objects, in the order of their creation. */
  objects(): CloudObject[];
  /** The objects that Terraform manages, without those that remain active after Terraform deleted them. */
  managedObjects(): CloudObject[];
  /** The objects of one type. */
  ofType(type: string): CloudObject[];
  /** The object with an id. */
  find(type: string, id: unknown): CloudObject | undefined;
  /** Whether the object existed and was deleted. An object that never existed here may be managed elsewhere. */
  isDeleted(type: string, id: unknown): boolean;
}

/** @internal A change of an object that is about to take effect. */
export type Change =
  | { readonly operation: "create"; readonly after: CloudObject }
  | { readonly operation: "update"; readonly before: CloudObject; readonly after: CloudObject }
  | { readonly operation: "delete"; readonly before: CloudObject };
