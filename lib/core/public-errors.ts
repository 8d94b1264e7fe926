import { VALIDATION_ERROR } from "./error-message";

/** One problem of a validation error. */
export interface ValidationProblem {
  /** The stable code, which docs/errors.md explains. */
  readonly code: string;
  /** The path of the construct. Empty if the value does not belong to a construct yet. */
  readonly path: string;
  /** The description of the problem, without code and path. The wording can change in any release. */
  readonly message: string;
}

/** An error that this library throws for invalid input, at construction or at synthesis. */
export interface IValidationError {
  /** The stable code of the first problem, which docs/errors.md explains. */
  readonly code: string;
  /** The path of the construct that has the first problem. Empty if the value does not belong to a construct yet. */
  readonly path: string;
  /** All problems, each with its code and path. The synthesis collects the problems of a stack. */
  readonly problems: ValidationProblem[];
  /** The text of all problems. The wording can change in any release. */
  readonly message: string;
}

/**
 * Identifies the errors of this library.
 *
 * @example
 * try {
 *   tunnel.publish("app.example.com", {
 *     zone,
 *     origin: Origin.http("10.0.3.7", 8080),
 *     access: HostAccess.policies(staff),
 *   });
 * } catch (error) {
 *   if (!Errors.isValidationError(error)) throw error;
 *   for (const { code, path } of error.problems) console.error(code, path);
 * }
 */
export class Errors {
  /**
   * Whether a caught value is a validation error of this library. The check does not depend on the class, so it also
   * works if the package is installed more than once.
   */
  public static isValidationError(x: any): x is IValidationError {
    return typeof x === "object" && x !== null && VALIDATION_ERROR in x;
  }

  private constructor() {}
}
