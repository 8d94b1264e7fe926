import { CodedError } from "../core/coded-error";

/**
 * An error in the options of a command, or in a file that it reads.
 *
 * @internal
 */
export class CommandError extends CodedError {}
