import type { TerraformObject } from "./terraform/objects";
import { compare, isValues } from "../core/terraform/values";

/**
 * The values that the examples of this project contain in place of real ones: ids made of a sequence of digits, and the
 * domains that RFC 2606 reserves for documentation.
 */
const EXAMPLES = new RegExp(
  [
    "(?<![0-9a-z])(?:(?:0123456789abcdef){2}|(?:fedcba9876543210){2})(?![0-9a-z])",
    "(?<![a-z0-9-])example\\.(?:com|net|org|internal)(?![a-z0-9-]|\\.[a-z])",
    "(?<![a-z0-9-])example-project(?![a-z0-9-])",
    "(?<![a-z0-9-])subnet-0a1b2c3d4e5f[0-9a-f]*",
  ].join("|"),
  "g",
);

/** @internal Whether a value is one of the examples of this project. */
export function isExampleValue(value: string): boolean {
  return value.match(EXAMPLES)?.[0] === value;
}

/** @internal Returns the example values that objects contain. */
export function exampleValuesIn(objects: TerraformObject[]): string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value === "string") value.match(EXAMPLES)?.forEach((each) => found.add(each));
    else if (Array.isArray(value)) value.forEach(visit);
    else if (isValues(value)) Object.entries(value).forEach(([key, each]) => key !== "//" && visit(each));
  };
  objects.forEach(({ values }) => visit(values));
  return [...found].sort(compare);
}
