import { CodedError } from "../../core/coded-error";

/**
 * An error in zero-trust.yaml.
 *
 * @internal
 */
export class RulesError extends CodedError {}
