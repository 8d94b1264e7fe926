import type { Values } from "../../core/terraform/values";
import type { CloudView } from "../cloud/object";

/** @internal What a kind of object can read when it is created or changed. */
export interface KindContext {
  /** The id of the object. */
  readonly id: string;
  /** A text that only this object has, the same in every run. */
  readonly unique: (attribute: string) => string;
  /** The parameters of the path, such as `account_id`. */
  readonly path: Readonly<Record<string, string>>;
  /** The time of the change. */
  readonly now: string;
  /** The object before the change. Undefined on its creation. */
  readonly before?: Values;
  /** The objects that exist. */
  readonly cloud: CloudView;
  /** The name of a zone, if it is known. */
  readonly zoneName: (id: string) => string | undefined;
}

/** @internal A kind of object, which has the same five endpoints as every other kind. */
export interface ObjectKind {
  /** The Terraform type. */
  readonly type: string;
  /** The path of the collection, such as "accounts/{account_id}/access/apps". */
  readonly path: string;
  /**
   * The path of the list.
   *
   * @default - path
   */
  readonly listPath?: string;
  /** The method that changes an object: `PUT` replaces it, `PATCH` changes the attributes of the body. */
  readonly update: "PUT" | "PATCH";
  /**
   * The attribute that contains the id.
   *
   * @default "id"
   */
  readonly idAttribute?: string;
  /** The parameters of the query that select objects of the list. */
  readonly filters?: readonly string[];
  /** What the API returns for attributes that were not sent. */
  readonly defaults?: Values;
  /** What the API assigns once, on the creation. */
  readonly assign?: (context: KindContext) => Values;
  /** What the API sets after every change. */
  readonly derive?: (result: Values, context: KindContext) => Values;
  /** What the API adds to the stored object when it is read. */
  readonly present?: (result: Values, cloud: CloudView) => Values;
  /** The attributes that checks do not read, because the API filled them in. */
  readonly filledIn?: (result: Values, path: Readonly<Record<string, string>>) => readonly string[];
  /** Attributes that are never returned. */
  readonly secret?: readonly string[];
  /** Attributes that only the creation returns. */
  readonly once?: readonly string[];
  /** Whether a deleted object is still returned, with the time of its deletion. */
  readonly isKept?: boolean;
}
