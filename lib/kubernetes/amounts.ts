import { Token } from "cdktf";
import { literalExpected } from "./names";
import { Problem } from "../core/errors";

/** @internal */
export interface Range {
  readonly least: number;
  readonly most: number;
  readonly why: string;
}

/** @internal @param what the prop that holds it, as the caller wrote it */
export function rangeProblems(
  code: Problem["code"],
  what: string,
  value: number | undefined,
  { least, most, why }: Range,
): Problem[] {
  if (value === undefined) return [];
  if (Token.isUnresolved(value)) return [literalExpected(what)];
  if (Number.isInteger(value) && value >= least && value <= most) return [];
  return [{ code, message: `${what} is ${value}; expected a whole number from ${least} to ${most}: ${why}` }];
}

/** @internal What a pod asks for, as Kubernetes writes it. */
export function resourceProblems(
  code: Problem["code"],
  { cpu, memory }: { readonly cpu?: string; readonly memory?: string },
): Problem[] {
  return [
    ...quantityProblems(code, "cpu", cpu, /^(\d+(\.\d{1,3})?|\d+m)$/, 'such as "100m" or "0.5"'),
    ...quantityProblems(code, "memory", memory, /^\d+(Ki|Mi|Gi|k|M|G)$/, 'such as "256Mi" or "1Gi"'),
  ];
}

function quantityProblems(
  code: Problem["code"],
  what: string,
  value: string | undefined,
  grammar: RegExp,
  expected: string,
): Problem[] {
  if (value === undefined || Token.isUnresolved(value) || (grammar.test(value) && parseFloat(value) > 0)) return [];
  return [{ code, message: `${what} is "${value}"; expected ${expected}` }];
}
