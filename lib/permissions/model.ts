import type { Scope } from "./table";

/** @internal A permission group that a stack needs, and the types that need it. */
export interface NeededPermission {
  /** Such as "DNS Write". */
  readonly name: string;
  readonly scope: Scope;
  /** The types of resources, and of data sources with the prefix "data.". */
  readonly types: readonly string[];
}

/** @internal A zone that a token must cover. */
export type ZoneReference =
  | { readonly kind: "id"; readonly id: string }
  /** A data source finds the zone by its name. */
  | { readonly kind: "name"; readonly name: string }
  /** The stack creates a zone, so the token must cover all zones of the account. */
  | { readonly kind: "all" }
  /** Only Terraform can evaluate the id. */
  | { readonly kind: "unknown"; readonly expression: string };

/** @internal The API token of one stack in one account. */
export interface StackToken {
  readonly stack: string;
  /** Undefined if it is not known. */
  readonly account?: string;
  readonly permissions: readonly NeededPermission[];
  readonly zones: readonly ZoneReference[];
}

/** @internal What the stacks of an app need. */
export interface PermissionReport {
  readonly tokens: readonly StackToken[];
  /** The names of the stacks that need no token. */
  readonly without: readonly string[];
  /** What is not known, as clauses. */
  readonly notUnderstood: readonly string[];
}
