import { blocks, isExpression, isValues, text, Values } from "./values";

/**
 * Defines one resource or data source: of a configuration, where its computed attributes are references, or of a provider,
 * where they are values. Everything that judges takes both.
 *
 * @internal
 */
export interface TerraformObject {
  /** "type.name", with "data." before it for a data source. */
  readonly address: string;
  readonly type: string;
  /** The construct's id where cdktf wrote it, else Terraform's name. */
  readonly name: string;
  readonly data: boolean;
  readonly values: Values;
}

/** @internal Every resource and data source of parsed Terraform JSON. */
export function objectsOf(terraform: Values): TerraformObject[] {
  return [...sectionOf(terraform.resource, false), ...sectionOf(terraform.data, true)];
}

function sectionOf(section: unknown, data: boolean): TerraformObject[] {
  return entriesOf(section).flatMap(([type, byName]) =>
    entriesOf(byName).flatMap(([name, bodies]) =>
      blocks(bodies).map((body) => ({
        address: `${data ? "data." : ""}${type}.${name}`,
        type,
        name: constructId(body) ?? name,
        data,
        values: canonical(body) as Values,
      })),
    ),
  );
}

function entriesOf(value: unknown): [string, unknown][] {
  return blocks(value)
    .flatMap((each) => Object.entries(each))
    .filter(([key]) => key !== "//");
}

/** The last word of the construct path that its author chose. */
function constructId(body: Values): string | undefined {
  const comment = body["//"];
  const metadata = isValues(comment) ? comment.metadata : undefined;
  const path = isValues(metadata) ? text(metadata.path) : undefined;
  return path?.replace(/\/Resource$/, "").replace(/^.*\//, "");
}

/** References are compared as text: one spelling each. */
function canonical(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/\$\{\s*([\w.-]+)\s*\}/g, "${$1}");
  if (Array.isArray(value)) return value.map(canonical);
  if (!isValues(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, canonical(each)]));
}

/** @internal The value of an attribute, or the reference by which others name it. */
export function attributeOf(object: TerraformObject, attribute: string): string {
  return text(object.values[attribute]) ?? `\${${object.address}.${attribute}}`;
}

/** @internal The name people gave it. */
export function nameOf(object: TerraformObject): string {
  const name = text(object.values.name);
  return name === undefined || isExpression(name) ? object.name : name;
}

/** @internal The resources of one type, in the order of their addresses' first appearance. */
export function ofType(objects: TerraformObject[], type: string): TerraformObject[] {
  return objects.filter((object) => object.type === type && !object.data);
}

/** @internal Finds an object by what others write for its id. */
export type Resolve = (id: string) => TerraformObject | undefined;

/** @internal */
export function resolverOf(objects: TerraformObject[]): Resolve {
  const byId = new Map(objects.map((object) => [attributeOf(object, "id"), object]));
  return (id) => byId.get(id);
}
