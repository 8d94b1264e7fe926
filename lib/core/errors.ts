import { Annotations } from "cdktf";
import { IConstruct } from "constructs";
import { ErrorCode } from "./error-codes";

/**
 * Defines one mistake in what the caller wrote: found by the pure checks, given a place by `report` or `refuse`.
 *
 * @internal
 */
export interface Problem {
  /** Stable code, listed in docs/errors.md. */
  readonly code: ErrorCode;
  /** What is wrong, the value got, what is expected and what to do: lower case, no final period. */
  readonly message: string;
}

/**
 * Defines the error for a mistake that cannot wait for the end of the synthesis.
 *
 * @internal
 */
export class ValidationError extends Error {
  public readonly code: ErrorCode;
  /** The path of the construct that refused. */
  public readonly path: string;

  public constructor(code: ErrorCode, message: string, scope: IConstruct) {
    super(`[${scope.node.path}] ${code}: ${message}`);
    this.name = "ValidationError";
    this.code = code;
    this.path = scope.node.path;
  }
}

/**
 * Fails the synthesis with these problems, together with all others of the stack.
 *
 * @internal
 */
export function report(scope: IConstruct, ...problems: Problem[]): void {
  if (problems.length > 0) reportAtEnd(scope, () => problems);
}

/**
 * Looks for problems when the whole app is known, and fails the synthesis with them, together with all others of the stack.
 *
 * @internal
 */
export function reportAtEnd(scope: IConstruct, find: () => Problem[]): void {
  scope.node.addValidation({ validate: () => find().map(({ code, message }) => `${code}: ${message}`) });
}

/**
 * Refuses at once, where going on would make no sense.
 *
 * @internal
 */
export function refuse(scope: IConstruct, code: ErrorCode, message: string): never {
  throw new ValidationError(code, message, scope);
}

/**
 * Tells of a risk that is no error; it lands in the manifest and in the summary.
 *
 * @internal
 */
export function warn(scope: IConstruct, code: ErrorCode, message: string): void {
  Annotations.of(scope).addWarning(`${code}: ${message}`);
}
