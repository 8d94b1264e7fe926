import { Annotations, TerraformStack } from "cdktf";
import { IConstruct } from "constructs";
import { ErrorCode } from "./error-codes";
import { LateCheck, LateValidation } from "./late-validation";
import { ValidationError } from "./validation-error";

/**
 * One problem in the caller's input. Pure functions return it; `report`, `reportAtEnd` or `refuse` add the construct.
 *
 * @internal
 */
export interface Problem {
  /** The stable code, listed in docs/errors.md. */
  readonly code: ErrorCode;
  /**
   * What is wrong with which value, what is accepted and what to do: one or two sentences. The last period is optional.
   */
  readonly message: string;
}

/**
 * Fails the synthesis with these problems, together with all others of the stack.
 *
 * @internal
 */
export function report(scope: IConstruct, ...problems: Problem[]): void {
  if (problems.length > 0) reportAtEnd(scope, () => problems);
}

const lateChecks = new WeakMap<IConstruct, LateCheck[]>();

/**
 * Runs a check after Aspects, when the whole app is known, and fails the synthesis with what it finds, together with
 * all other problems of the stack.
 *
 * The checks of a stack share one validation that throws. The error of CDKTF would advise to skip validations, which is
 * not safe here. With `skipValidation`, the checks run nevertheless, and fail for what can be open.
 *
 * @internal
 */
export function reportAtEnd(scope: IConstruct, find: () => Problem[]): void {
  const root = scope.node.scopes.reverse().find(TerraformStack.isStack) ?? scope.node.root;
  let checks = lateChecks.get(root);
  if (checks === undefined) {
    checks = [];
    lateChecks.set(root, checks);
    new LateValidation(root, checks).register();
  }
  checks.push({ scope, find });
}

/**
 * Throws immediately, where construction cannot continue.
 *
 * @internal
 */
export function refuse(scope: IConstruct, code: ErrorCode, message: string): never {
  throw new ValidationError([{ code, path: scope.node.path, message }]);
}

/**
 * Reports a risk that is not an error. The warning is part of the manifest and of the summary.
 *
 * @internal
 */
export function warn(scope: IConstruct, code: ErrorCode, message: string): void {
  Annotations.of(scope).addWarning(`${code}: ${message}`);
}
