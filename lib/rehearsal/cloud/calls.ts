import type { CloudView } from "./object";
import type { Values } from "../../inventory/terraform/values";

/** @internal */
export type Operation = "create" | "update" | "delete" | "read";

/** @internal Defines one call to the cloud; operation, type and name together name it in every run. */
export interface Call {
  readonly operation: Operation;
  readonly type: string;
  /** The object's stable name. */
  readonly name: string;
  /** What the cloud holds. */
  readonly before?: Values;
  /** What it is to hold; values that the cloud chooses are "(known after apply)" until it has chosen. */
  readonly after?: Values;
}

/**
 * What becomes of a call: `fail-after` took effect and its answer was lost; `fail-partly` took effect and its answer says both, which
 * taints what it created; `kill-…` ends Terraform without an answer.
 *
 * @internal
 */
export type Verdict = "proceed" | "fail-before" | "fail-after" | "fail-partly" | "kill-before" | "kill-after";

/** @internal `refused`: by the cloud itself. `dropped`: Terraform was gone before it took effect. */
export type Outcome =
  | "done"
  | "refused"
  | "failed before"
  | "failed after"
  | "failed partly"
  | "killed before"
  | "killed after"
  | "dropped";

/** @internal Defines a call that was answered, in the order of their effects. */
export interface JournalEntry extends Call {
  readonly sequence: number;
  readonly outcome: Outcome;
  /** Why it was refused. */
  readonly message?: string;
}

/** @internal */
export interface Hooks {
  /** Asked before each change; the call waits as long as the answer does. */
  onCall?(call: Call): Verdict | Promise<Verdict>;
  /** Told after each change that took effect; no other takes effect meanwhile if it answers at once. */
  onMoment?(cloud: CloudView, journal: readonly JournalEntry[]): void;
}

/** @internal One word for a call. */
export function callName({ operation, type, name }: Pick<Call, "operation" | "type" | "name">): string {
  return `${operation} ${type} ${name}`;
}
