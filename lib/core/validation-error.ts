import { reference, sentence } from "./error-message";

const MARK = Symbol.for("cdktf-zero-trust/ValidationError");

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
 *   app.synth();
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
    return typeof x === "object" && x !== null && MARK in x;
  }

  private constructor() {}
}

/** @internal The implementation of `IValidationError`. Its properties are getters, so that Node.js does not print them twice. */
export class ValidationError extends Error implements IValidationError {
  readonly #problems: ValidationProblem[];

  /** @param others the messages of validations that are not part of this library */
  public constructor(problems: ValidationProblem[], others: string[] = []) {
    super(textOf(problems, others));
    this.#problems = problems;
  }

  public override get name(): string {
    return "ValidationError";
  }

  public get code(): string {
    return this.#problems[0].code;
  }

  public get path(): string {
    return this.#problems[0].path;
  }

  public get problems(): ValidationProblem[] {
    return [...this.#problems];
  }

  public get [MARK](): true {
    return true;
  }
}

function textOf(problems: ValidationProblem[], others: string[]): string {
  const lines = [...problems.map(line), ...others];
  const list =
    lines.length === 1 ? lines : [`${lines.length} problems were found:`, ...lines.map((each) => `  ${each}`)];
  return [...list, reference(problems.map(({ code }) => code))].join("\n");
}

function line({ code, path, message }: ValidationProblem): string {
  return `${path === "" ? "" : `[${path}] `}${code}: ${sentence(message)}`;
}
