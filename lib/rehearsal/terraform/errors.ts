import { CodedError } from "../../core/coded-error";

/**
 * The reason why a rehearsal cannot run. It has no construct path, because a rehearsal works on files.
 *
 * @internal
 */
export class RehearsalError extends CodedError {}
