import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import type { ErrorObject } from "ajv/dist/2020";

/** A schema of the package, by the name of its command. */
export function schemaOf(command: string): any {
  return JSON.parse(readFileSync(join(__dirname, `../../lib/cli/schema/${command}.schema.json`), "utf8"));
}

/** Finds what is wrong with a document according to a schema of the package. */
export function validatorOf(command: string): (document: unknown) => ErrorObject[] | null {
  const validate = new Ajv2020({ allErrors: true, strictRequired: false }).compile(schemaOf(command));
  return (document) => (validate(document) ? null : validate.errors!);
}

/** A document with one property changed. */
export interface Variant {
  /** The path of the property, without the positions in lists. */
  readonly path: string;
  readonly document: unknown;
}

/** The variants of a document in which one property of any depth is missing. */
export function withoutEach(document: unknown): Variant[] {
  return variants(document, (parent, key) => delete parent[key]);
}

/** The variants of a document in which one value of any depth has another type. */
export function retypedEach(document: unknown): Variant[] {
  return variants(document, (parent, key) => {
    parent[key] = typeof parent[key] === "object" ? 1 : { value: parent[key] };
  });
}

function variants(document: unknown, change: (parent: any, key: string) => void): Variant[] {
  return propertiesOf(document).map((keys) => {
    const copy = structuredClone(document);
    change(
      keys.slice(0, -1).reduce((value: any, key) => value[key], copy),
      keys.at(-1)!,
    );
    return { path: keys.filter((key) => !/^\d+$/.test(key)).join("."), document: copy };
  });
}

/** The paths of all properties. Elements of lists are not properties. */
function propertiesOf(value: unknown, keys: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => {
    const path = [...keys, key];
    return [...(Array.isArray(value) ? [] : [path]), ...propertiesOf(each, path)];
  });
}
