import { resourceAddress } from "../address";

/** @internal An instance of a resource. */
export interface Named {
  readonly address: string;
  readonly type: string;
}

/**
 * The addresses of resource instances in a configuration without modules and keys: `module.app["web"].type.this` is
 * "type.app_web_this".
 *
 * @internal
 */
export class FlatNames {
  private readonly flat = new Map<string, string>();
  private readonly originals = new Map<string, string>();

  /** Names the instances. Of two with the same name, the second one gets a number. */
  public constructor(instances: readonly Named[]) {
    for (const { address, type } of instances) {
      if (this.flat.has(address)) continue;
      const name = `${type}.${nameOf(address)}`;
      let flat = name;
      for (let n = 2; this.originals.has(flat); n++) flat = `${name}_${n}`;
      this.flat.set(address, flat);
      this.originals.set(flat, address);
    }
  }

  /** The address in the flat configuration. Undefined if it has no such instance. */
  public of(address: string): string | undefined {
    return this.flat.get(address);
  }

  /** A text about the flat configuration, with the addresses of the plan. */
  public original(text: string): string {
    return text.replace(/(?<![\w.-])[a-z]\w*\.[\w-]+/g, (found) => this.originals.get(found) ?? found);
  }
}

function nameOf(address: string): string {
  const parsed = resourceAddress(address);
  if (parsed === undefined) return legal(address);
  const steps = [...parsed.modules, { name: parsed.resource.split(".").pop()!, key: parsed.key }];
  return legal(
    steps.flatMap(({ name, key }) => [name, ...(key === undefined ? [] : [readable(String(key))])]).join("_"),
  );
}

function readable(written: string): string {
  return written.replace(/[^\w-]+/g, "_").replace(/^_+|_+$/g, "");
}

/** Terraform accepts letters, digits, "_" and "-", and no digit first. */
function legal(written: string): string {
  return readable(written).replace(/^(?![a-zA-Z])/, "_");
}
