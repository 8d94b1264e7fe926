import type { TerraformObject } from "../../inventory/terraform/objects";
import type { PrivateTarget } from "../../reachability/gateway/model";
import type { Formula } from "../../reachability/users/formula";
import type { User } from "../../reachability/users/search";
import type { CloudObject } from "../cloud/object";

/** @internal Who gets through to one origin, in one state. */
export interface Reach {
  /** The request or the address, such as "https://app.example.com/". */
  readonly target: string;
  /** The origin or the tunnel that answers. */
  readonly origin: string;
  /** The users who may get through. */
  readonly users: Formula;
  /** The users who certainly get through. */
  readonly certainUsers: Formula;
  /** Whether DNS records lead to the origin. If they do not, users get through only by records of other stacks. */
  readonly isResolved: boolean;
  /** Whether only a record that no step contains leads there, such as a wildcard record of another stack. */
  readonly byForeignRecord?: true;
  /** The users whom each layer of protection admits by itself. Empty if there is one layer only. */
  readonly layers: readonly Formula[];
  /** Whether the comment of the record or of the route declares why the target is open. */
  readonly isDeclared?: true;
  /** The private destination. Undefined for a request to a public host. */
  readonly destination?: PrivateTarget;
}

/**
 * How far something is exposed:
 *
 * - `public`: to anyone, or to any enrolled user.
 * - `users`: to users whom neither steady state allows.
 * - `layer`: to no one, but one of the layers of protection is missing.
 *
 * @internal
 */
export type ExposureLevel = "public" | "users" | "layer";

/** @internal What a state exposes, and neither steady state does. */
export interface Exposure {
  /** The request or the address, such as "https://app.example.com/". */
  readonly target: string;
  /** The origin or the tunnel that answers. */
  readonly origin: string;
  /** How far the target is exposed. */
  readonly level: ExposureLevel;
  /** Whether only a record that no step contains leads there, such as a wildcard record of another stack. */
  readonly byForeignRecord?: true;
  /** One user to whom it is exposed. At level `layer`, one whom the missing layer would block. */
  readonly to: string;
}

/** @internal A target that users do not reach in a state, although both steady states allow them. */
export interface Lockout {
  /** The request or the address, such as "https://app.example.com/". */
  readonly target: string;
  /** One of the users. */
  readonly to: string;
}

/** @internal Whether an exposure means that users get through. */
export function isGettingThrough({ level }: Pick<Exposure, "level">): boolean {
  return level !== "layer";
}

/**
 * Evaluates one state of the cloud. The same object has the same content in every state.
 *
 * @internal
 */
export type PreparedCheck = (objects: TerraformObject[]) => Reach[];

/** @internal Evaluates who gets through to one kind of target. */
export interface ExposureCheck {
  /** The kind of target in reports. */
  readonly name: string;
  /** Whether objects of a Terraform type matter. States that differ in other objects are not distinguished. */
  readonly reads: (type: string) => boolean;
  /** Describes a user in reports. */
  readonly describe: (user: User) => string;
  /**
   * Derives the requests or connections to try.
   *
   * @param allObjects the objects of all states, because a state can expose what only another state mentions
   */
  prepare(allObjects: TerraformObject[]): PreparedCheck;
}

/** @internal Converts an object of the cloud to the form that the inventory reads. */
export function asTerraform({ type, name, id, values }: CloudObject): TerraformObject {
  return { address: `${type}.${name}`, type, name, data: false, values: { ...values, id } };
}
