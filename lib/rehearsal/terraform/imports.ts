import type { RehearsedStack } from "./step";
import { blocks, Values } from "../../core/terraform/values";
import type { CloudObject, CloudView } from "../cloud/object";
import type { Wire, WireObject } from "../plugin-protocol/values";

/** @internal An object that exists before Terraform imports it. */
export interface Imported {
  /** The object, with the values of the configuration. */
  readonly object: CloudObject;
  /** The id in the import block. */
  readonly importId: string;
}

/** @internal Whether a stack has import blocks. */
export function hasImports({ terraform }: RehearsedStack): boolean {
  return blocks(terraform.import).length > 0;
}

/**
 * Finds the objects that a plan imports.
 *
 * @param imported the import id of each address
 * @param state a state after these objects were created
 * @internal
 */
export function findImported(imported: ReadonlyMap<string, string>, state: string, cloud: CloudView): Imported[] {
  const resources = blocks((JSON.parse(state) as Values).resources);
  return resources.flatMap((resource) =>
    blocks(resource.instances).flatMap(({ index_key: key, attributes }) => {
      const { type, name } = resource;
      const suffix = key === undefined ? "" : `[${JSON.stringify(key)}]`;
      const importId = imported.get(`${String(type)}.${String(name)}${suffix}`);
      const object = cloud.find(String(type), (attributes as Values).id);
      return importId === undefined || object === undefined ? [] : [{ object, importId }];
    }),
  );
}

/**
 * Replaces the ids that the simulated cloud assigned by those in the import blocks, also where other objects refer to
 * them. The import ids of Cloudflare's provider begin with the account or the zone.
 *
 * @internal
 */
export function withImportedIds(imported: Imported[]): Imported[] {
  const ids = imported.map(({ object, importId }): [string, string] => [
    object.id,
    object.type.startsWith("cloudflare_") ? importId.split("/").pop()! : importId,
  ]);
  const rename = (written: string) => ids.reduce((renamed, [from, to]) => renamed.replaceAll(from, to), written);
  return imported.map(({ object, importId }) => ({
    importId,
    object: {
      ...object,
      id: rename(object.id),
      name: rename(object.name),
      values: mapTexts(object.values, rename) as Values,
      state: mapTexts(object.state, rename) as WireObject,
    },
  }));
}

/** Encoded types are bytes, which are no texts. */
function mapTexts(value: Wire | unknown, map: (written: string) => string): unknown {
  if (typeof value === "string") return map(value);
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, map));
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapTexts(each, map)]));
}
