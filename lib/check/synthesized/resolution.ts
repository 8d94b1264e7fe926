import { isExpression } from "../../core/terraform/expressions";
import { isValues, Values } from "../../core/terraform/values";
import type { TerraformObject } from "../../inventory/terraform/objects";

/** The attributes of an object that other objects refer to and that its API assigns. */
const COMPUTED = ["id", "aud"];

const CONFIGURATION = "cloudflare_zero_trust_tunnel_cloudflared_config";

/**
 * Resolves the references between the objects of a configuration. A literal attribute becomes its value, one that the
 * API assigns a placeholder. Other expressions remain.
 *
 * @internal
 */
export class Resolution {
  private readonly raw: Map<string, TerraformObject>;
  private readonly resolved = new Map<string, Values>();
  private readonly open = new Set<string>();

  /** @param identityOf what stands for the address in the placeholders of an object */
  public constructor(
    objects: TerraformObject[],
    private readonly identityOf: (address: string) => string,
  ) {
    this.raw = new Map(objects.map((object) => [object.address, object]));
  }

  public all(): TerraformObject[] {
    return [...this.raw.keys()].map((address) => this.of(address));
  }

  /** The object with its references resolved, and with its id. */
  public of(address: string): TerraformObject {
    const object = this.raw.get(address)!;
    const values = this.valuesOf(address);
    const ownId = object.type === CONFIGURATION ? values.tunnel_id : undefined;
    const computed = Object.fromEntries(COMPUTED.map((name) => [name, `${this.identityOf(address)}.${name}`]));
    return { ...object, values: { ...computed, ...values, ...(ownId !== undefined && { id: ownId }) } };
  }

  /** The arguments of an object with their references resolved, without those that order the apply. */
  public valuesOf(address: string): Values {
    const known = this.resolved.get(address);
    if (known !== undefined) return known;
    // A tunnel depends on the application of each of its hosts, and each host is evaluated with its tunnel.
    const { lifecycle: _, depends_on: __, ...written } = this.raw.get(address)!.values;
    const values = this.value(written) as Values;
    this.resolved.set(address, values);
    return values;
  }

  private value(value: unknown): unknown {
    if (typeof value === "string") return this.text(value);
    if (Array.isArray(value)) return value.map((each) => this.value(each));
    if (!isValues(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.value(each)]));
  }

  private text(written: string): unknown {
    if (!isExpression(written)) return written;
    const whole = /^\$\{([^{}]+)\}$/.exec(written)?.[1];
    if (whole !== undefined) return this.referenced(whole) ?? written;
    return written.replace(/(?<!\$)\$\{([^{}]+)\}/g, (expression, reference: string) => {
      const value = this.referenced(reference);
      return typeof value === "string" || typeof value === "number" ? String(value) : expression;
    });
  }

  /** The value of a reference. Undefined if it is another expression. */
  private referenced(reference: string): unknown {
    const [, address, path] = /^((?:[^./]+\/)?(?:data\.)?[a-z]\w*\.[\w-]+)\.([\w.-]+)$/.exec(reference.trim()) ?? [];
    const object = address === undefined ? undefined : this.raw.get(address);
    if (object === undefined) return undefined;
    const written = object.values[path];
    const placeholder = `${this.identityOf(address)}.${path}`;
    if (written === undefined || object.data || this.open.has(reference)) return placeholder;
    this.open.add(reference);
    const value = this.value(written);
    this.open.delete(reference);
    return value;
  }
}
