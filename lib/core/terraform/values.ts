/**
 * Attribute values as Terraform JSON and providers write them. An unset value is null. A block is an object or a list
 * of one object.
 *
 * @internal
 */
export type Values = Record<string, unknown>;

/** @internal Whether a value is an object. */
export function isValues(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @internal The elements of a list. Empty if it is unset, or an expression that only Terraform can evaluate. */
export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** @internal The blocks of a list, or a single block that is written without a list. */
export function blocks(value: unknown): Values[] {
  return (Array.isArray(value) ? value : [value]).filter(isValues);
}

/** @internal The first block, or an empty one. */
export function block(value: unknown): Values {
  return blocks(value)[0] ?? {};
}

/** @internal A text that is not empty. Numbers are converted, as Terraform does. */
export function text(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** @internal One of the words that an attribute accepts. The Cloudflare provider ignores their letter case. */
export function keyword(value: unknown): string | undefined {
  const word = text(value);
  return word?.includes("{") === true ? word : word?.toLowerCase();
}

/** @internal A text as its author wrote it. In Terraform JSON, "${" is escaped as "$${". */
export function literalText(value: unknown): string | undefined {
  return text(value)?.replace(/([$%])\1\{/g, "$1{");
}

/** @internal Compares by code units, so that the order does not depend on the locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
