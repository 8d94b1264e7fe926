import type { ErrorCode } from "./error-codes";
import { reference, sentence } from "./error-message";

/**
 * The base class of errors that are not about a construct. It is independent of cdktf, so that commands start fast.
 *
 * @internal
 */
export abstract class CodedError extends Error {
  // Private, so that Node.js does not print it a second time after the stack trace.
  readonly #code: ErrorCode;

  public constructor(code: ErrorCode, message: string) {
    super(`${code}: ${sentence(message)}\n${reference([code])}`);
    this.#code = code;
    this.name = new.target.name;
  }

  public get code(): ErrorCode {
    return this.#code;
  }
}
