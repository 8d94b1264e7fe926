import { isExpression } from "../../core/terraform/expressions";
import { block, blocks, isValues, literalText, text, Values } from "../../core/terraform/values";

/**
 * One resource or data source. In a configuration, its computed attributes are references; in a state, they are values.
 * Every reader accepts both.
 *
 * @internal
 */
export interface TerraformObject {
  /** "type.name", or "data.type.name" for a data source. */
  readonly address: string;
  readonly type: string;
  /** The id of the construct if cdktf wrote the object, otherwise Terraform's name. */
  readonly name: string;
  readonly data: boolean;
  readonly values: Values;
}

/** An app is read once for each of its stacks. */
const known = new WeakMap<Values, readonly TerraformObject[]>();

/** @internal Returns every resource and data source of parsed Terraform JSON. */
export function objectsOf(terraform: Values): TerraformObject[] {
  const objects = known.get(terraform) ?? [...sectionOf(terraform.resource, false), ...sectionOf(terraform.data, true)];
  known.set(terraform, objects);
  return [...objects];
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

/** The last part of the construct path that the author chose. */
function constructId(body: Values): string | undefined {
  const comment = body["//"];
  const metadata = isValues(comment) ? comment.metadata : undefined;
  const path = isValues(metadata) ? text(metadata.path) : undefined;
  return path?.replace(/\/Resource$/, "").replace(/^.*\//, "");
}

/** References are compared as text, so each needs one spelling. */
function canonical(value: unknown): unknown {
  if (typeof value === "string") return value.includes("${") ? value.replace(/\$\{\s*([\w.-]+)\s*\}/g, "${$1}") : value;
  if (Array.isArray(value)) return value.map(canonical);
  if (!isValues(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, canonical(each)]));
}

/** @internal The value of an attribute, or the reference that other objects use for it. */
export function attributeOf(object: TerraformObject, attribute: string): string {
  return text(object.values[attribute]) ?? `\${${object.address}.${attribute}}`;
}

/** @internal The name that the author gave the object. */
export function nameOf(object: TerraformObject): string {
  const name = text(object.values.name);
  return name === undefined || isExpression(name) ? object.name : literalText(name)!;
}

/** @internal The name of a workload, with its Kubernetes namespace if it has one: "cloudflared/eks-dev". */
export function workloadName(object: TerraformObject): string {
  const { namespace, name } = block(object.values.metadata);
  const parts = [text(namespace), text(name)].filter((part) => part !== undefined && !isExpression(part));
  return parts.length > 0 ? parts.join("/") : nameOf(object);
}

/** @internal The resources of one type, without data sources. */
export function ofType(objects: TerraformObject[], type: string): TerraformObject[] {
  return objects.filter((object) => object.type === type && !object.data);
}

/** @internal Finds an object by the id or the reference that other objects use for it. */
export type Resolve = (id: string) => TerraformObject | undefined;

/** @internal Returns a lookup of objects by id. The last object with an id wins. */
export function resolverOf(objects: TerraformObject[]): Resolve {
  const byId = new Map(objects.map((object) => [attributeOf(object, "id"), object]));
  return (id) => byId.get(id);
}
