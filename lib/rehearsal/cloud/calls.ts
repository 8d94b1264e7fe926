import type { Refusal } from "./api-behavior";
import type { CloudView } from "./object";
import type { Values } from "../../core/terraform/values";

/** @internal What a call does to an object. */
export type Operation = "create" | "update" | "delete" | "read";

/** @internal One call to the cloud. Operation, type and name together identify it in every run. */
export interface Call {
  /** What the call does. */
  readonly operation: Operation;
  /** The Terraform type of the object. */
  readonly type: string;
  /** The stable name of the object. */
  readonly name: string;
  /** The values before the call. */
  readonly before?: Values;
  /** The planned values. A value that the cloud assigns is "(known after apply)" until the call has taken effect. */
  readonly after?: Values;
}

/**
 * The fault that is injected into a call:
 *
 * - `fail-before` returns an error before the call takes effect.
 * - `fail-after` takes effect, but its answer is lost.
 * - `fail-partly` takes effect and is answered with the object and an error, so that Terraform taints a new object.
 * - `kill-before` and `kill-after` kill Terraform before or after the call takes effect.
 * - `interrupt` takes effect, and Terraform receives one SIGINT before the answer: it starts no other call, and keeps
 *   the result.
 *
 * @internal
 */
export type FaultKind = "fail-before" | "fail-after" | "fail-partly" | "kill-before" | "kill-after" | "interrupt";

/** @internal How a call is handled. */
export type Handling = "proceed" | FaultKind;

/**
 * The result of a call. `refused` means by the API, `dropped` that Terraform was killed before the call took effect.
 *
 * @internal
 */
export type Outcome =
  | "done"
  | "refused"
  | "failed before"
  | "failed after"
  | "failed partly"
  | "killed before"
  | "killed after"
  | "interrupted"
  | "dropped";

/** @internal A call that was answered. */
export interface JournalEntry extends Call {
  /** The place of the call in the order in which the calls took effect. */
  readonly sequence: number;
  /** The result of the call. */
  readonly outcome: Outcome;
  /** The answer of the API, if the outcome is `refused`. */
  readonly refusal?: Refusal;
}

/** @internal Callbacks for the calls of an apply. */
export interface Hooks {
  /** Decides how a change is handled. The call is held until the promise resolves. */
  onCall?(call: Call): Handling | Promise<Handling>;
  /** Receives the cloud after each change that took effect. No other change takes effect while it runs. */
  onChange?(cloud: CloudView, journal: readonly JournalEntry[]): void;
}

/** @internal The name of a call: "create cloudflare_dns_record app.example.com". */
export function callName({ operation, type, name }: Pick<Call, "operation" | "type" | "name">): string {
  return `${operation} ${type} ${name}`;
}
