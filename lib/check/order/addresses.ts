/** @internal The parts of the address of a resource instance. */
export interface InstanceAddress {
  /** The module instance: `module.m["a"]`. Empty in the root module. */
  readonly moduleInstance: string;
  /** The module without instance keys: "module.m". Empty in the root module. */
  readonly module: string;
  /** The rest without the key of the instance: "type.name", "data.type.name". */
  readonly resource: string;
  /** The key of the instance as it is written: `"wiki"` with its quotation marks, or `0`. */
  readonly key?: string;
}

/** One part of an address: a name, with its key. A key is a number, or text in quotation marks. */
const PART = /([^.[\]"\s]+)(?:\[((?:"(?:[^"\\]|\\.)*")|\d+)\])?(?:\.|$)/y;

/** @internal Parses the address of a resource or of an instance. Returns undefined for any other text. */
export function parseAddress(address: string): InstanceAddress | undefined {
  const parts = partsOf(address);
  if (parts === undefined) return undefined;
  let modules = 0;
  while (parts[modules]?.name === "module" && parts[modules].key === undefined && parts.length > modules + 1) {
    modules += 2;
  }
  const [resource, modulePath] = [parts.slice(modules), parts.slice(0, modules)];
  const isResource = resource.length === (PREFIXES.has(resource[0]?.name) ? 3 : 2);
  if (!isResource || resource.slice(0, -1).some(({ key }) => key !== undefined)) return undefined;
  if (OTHER_KINDS.has(resource[0].name)) return undefined;
  const key = resource.at(-1)!.key;
  return {
    moduleInstance: modulePath.map(written).join("."),
    module: modulePath.map(({ name }) => name).join("."),
    resource: resource.map(({ name }) => name).join("."),
    ...(key !== undefined && { key }),
  };
}

/** @internal The address of the block of an instance, without any key. */
export function blockOf({ module, resource }: InstanceAddress): string {
  return module === "" ? resource : `${module}.${resource}`;
}

const PREFIXES = new Set<string | undefined>(["data", "ephemeral"]);
const OTHER_KINDS = new Set(["module", "var", "local", "output", "provider", "check"]);

interface Part {
  readonly name: string;
  readonly key?: string;
}

function written({ name, key }: Part): string {
  return key === undefined ? name : `${name}[${key}]`;
}

function partsOf(address: string): Part[] | undefined {
  const parts: Part[] = [];
  let at = 0;
  while (at < address.length) {
    PART.lastIndex = at;
    const match = PART.exec(address);
    if (match === null) return undefined;
    at = PART.lastIndex;
    parts.push(match[2] === undefined ? { name: match[1] } : { name: match[1], key: match[2] });
  }
  return address.endsWith(".") ? undefined : parts;
}
