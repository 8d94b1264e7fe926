/**
 * Attribute values as Terraform JSON and providers write them: null for unset, a block as an object or as a list of one.
 *
 * @internal
 */
export type Values = Record<string, unknown>;

/** @internal */
export function isValues(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @internal The elements of a list; nothing for an unset one, and for an expression that only Terraform can expand. */
export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** @internal The blocks of a list, or the one block written without a list. */
export function blocks(value: unknown): Values[] {
  return (Array.isArray(value) ? value : [value]).filter(isValues);
}

/** @internal The one block; empty where there is none. */
export function block(value: unknown): Values {
  return blocks(value)[0] ?? {};
}

/** @internal Text that says something; Terraform turns numbers into text by itself. */
export function text(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** @internal Text as its author wrote it: "${" is doubled on its way through Terraform. */
export function literalText(value: unknown): string | undefined {
  return text(value)?.replace(/([$%])\1\{/g, "$1{");
}

/** @internal Whether only Terraform knows the value. */
export function isExpression(value: string): boolean {
  return /(^|[^$])\$\{/.test(value);
}

/** @internal One order on every machine, whatever its locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
