import { Token } from "cdktf";
import { Problem } from "../core/errors";

/** @internal Validates the CPU and memory quantities of a pod. */
export function validateResourceQuantities(
  code: Problem["code"],
  { cpu, memory }: { readonly cpu?: string; readonly memory?: string },
): Problem[] {
  return [
    ...validateQuantity(code, "cpu", cpu, /^(\d+(\.\d{1,3})?|\d+m)$/, '"100m" or "0.5"'),
    ...validateQuantity(code, "memory", memory, /^\d+(Ki|Mi|Gi|k|M|G)$/, '"256Mi" or "1Gi"'),
  ];
}

function validateQuantity(
  code: Problem["code"],
  what: string,
  value: string | undefined,
  grammar: RegExp,
  examples: string,
): Problem[] {
  if (value === undefined || Token.isUnresolved(value) || (grammar.test(value) && parseFloat(value) > 0)) return [];
  return [{ code, message: `${what}: "${value}" is not a valid quantity; use a value such as ${examples}.` }];
}
