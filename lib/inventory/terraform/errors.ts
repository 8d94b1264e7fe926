import { CodedError } from "../../core/coded-error";

/**
 * An error in the input of the readers. It has no construct path, because the readers work on files.
 *
 * @internal
 */
export class InventoryError extends CodedError {}
