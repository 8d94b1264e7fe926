/** @internal Arguments of a Terraform resource or block. */
export type Values = Readonly<Record<string, unknown>>;

/** @internal The blocks of a list, or a single block that is written without a list. */
export function blocksOf(value: unknown): Values[] {
  return (Array.isArray(value) ? value : [value]).filter((each) => typeof each === "object" && each !== null);
}

/** @internal A text or a number as text. Undefined for an empty text. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}
