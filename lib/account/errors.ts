import { CodedError } from "../core/coded-error";

/**
 * An error that prevents every request to the account, such as a missing token.
 *
 * @internal
 */
export class AccountError extends CodedError {}
