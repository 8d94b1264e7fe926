import type { Values } from "../../inventory/terraform/values";
import type { WireObject } from "../plugin-protocol/values";

/** @internal Defines one object of the cloud; it is replaced, never changed. */
export interface CloudObject {
  readonly type: string;
  readonly id: string;
  /** The name by which it is known in every run. */
  readonly name: string;
  readonly values: Values;
  /** The same as Terraform wrote it. */
  readonly state: WireObject;
}

/** @internal What a judge may see of the cloud. */
export interface CloudView {
  /** In the order of their creation. */
  objects(): CloudObject[];
  /** Without what outlived its deletion: that is there, and nobody wants it. */
  wanted(): CloudObject[];
  ofType(type: string): CloudObject[];
  find(type: string, id: unknown): CloudObject | undefined;
  /** Whether there was such an object; one that never was here may still be elsewhere. */
  isDeleted(type: string, id: unknown): boolean;
  /** In how many clusters Kubernetes objects of this name are meant to be. */
  clustersWith(type: string, name: string): number;
}

/** @internal What is about to happen to an object. */
export type Change =
  | { readonly operation: "create"; readonly after: CloudObject }
  | { readonly operation: "update"; readonly before: CloudObject; readonly after: CloudObject }
  | { readonly operation: "delete"; readonly before: CloudObject };
