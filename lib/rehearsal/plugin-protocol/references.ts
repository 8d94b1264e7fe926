import { blocks, isValues, Values } from "../../core/terraform/values";

/** @internal The path of a reference within an object: names of attributes and keys, and INDEX for an element. */
export type ReferencePath = string[];

/** @internal Any element of a list in a reference path. */
export const INDEX = "[]";

/** @internal A resource, data source or ephemeral resource, with the paths at which its stack refers to it. */
export interface Instance {
  /** The Terraform type. */
  readonly type: string;
  /** The arguments. */
  readonly body: Values;
  /** The paths that references read. */
  readonly references: ReferencePath[];
}

/** @internal The kind of an instance. */
export type Kind = "resource" | "data" | "ephemeral";

// [data.|ephemeral.]type.name, then any number of .attribute, ["key"], [0] and .*
const REFERENCE = /(?:\b(data|ephemeral)\.)?\b([a-z]\w*)\.([A-Za-z_][\w-]*)((?:\[[^\]]*\]|\.[\w-]+|\.\*)*)/g;

/** @internal The instances of one stack. */
export function instancesOf(terraform: Values): Record<Kind, Instance[]> {
  const found: Record<Kind, Instance[]> = { resource: [], data: [], ephemeral: [] };
  const byAddress = new Map<string, Instance[]>();
  for (const kind of Object.keys(found) as Kind[]) {
    for (const [type, name, body] of bodiesOf(terraform[kind])) {
      const instance: Instance = { type, body, references: [] };
      found[kind].push(instance);
      const address = `${kind}.${type}.${name}`;
      byAddress.set(address, [...(byAddress.get(address) ?? []), instance]);
    }
  }
  for (const text of textsOf(terraform)) {
    for (const [, kind = "resource", type, name, rest] of text.matchAll(REFERENCE)) {
      const path = pathOf(rest);
      // A leading index selects an instance of count or for_each.
      const referenced = path[0] === INDEX || rest.startsWith("[") ? path.slice(1) : path;
      if (referenced.length === 0) continue;
      for (const instance of byAddress.get(`${kind}.${type}.${name}`) ?? []) instance.references.push(referenced);
    }
  }
  return found;
}

/** @internal Each [type, name, body] of a section. A section can be an object or a list of objects. */
export function bodiesOf(section: unknown): [type: string, name: string, body: Values][] {
  return entriesOf(section).flatMap(([type, byName]) =>
    entriesOf(byName).flatMap(([name, bodies]) =>
      blocks(bodies).map((body): [string, string, Values] => [type, name, body]),
    ),
  );
}

/** @internal The entries of a section, without its comment. */
export function entriesOf(section: unknown): [string, unknown][] {
  return blocks(section)
    .flatMap((each) => Object.entries(each))
    .filter(([key]) => key !== "//");
}

function pathOf(rest: string): ReferencePath {
  return [...rest.matchAll(/\["([^"]*)"\]|(\[[^\]]*\]|\.\*|\.\d+(?![\w-]))|\.([\w-]+)/g)].map(
    ([, key, index, attribute]) => key ?? (index === undefined ? attribute : INDEX),
  );
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return isValues(value) ? entriesOf(value).flatMap(([, each]) => textsOf(each)) : [];
}
