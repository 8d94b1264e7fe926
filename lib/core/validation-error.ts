import { reference, sentence, VALIDATION_ERROR } from "./error-message";
import { IValidationError, ValidationProblem } from "./public-errors";

/**
 * The implementation of `IValidationError`. Its properties are getters, so that Node.js does not print them twice.
 *
 * @internal
 */
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

  public get [VALIDATION_ERROR](): true {
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
