import { CodedError } from "../../core/coded-error";

/**
 * An error in the JSON of a plan.
 *
 * @internal
 */
export class PlanError extends CodedError {}
