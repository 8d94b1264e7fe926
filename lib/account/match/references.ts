import { isExpression } from "../../core/terraform/expressions";
import { isValues, text, Values } from "../../core/terraform/values";
import type { TerraformObject } from "../../inventory/terraform/objects";
import type { AccountObject } from "../model";

/** Stands for a value that only Terraform can evaluate. */
const UNKNOWN = Symbol("unknown");

/** A reference to an attribute of an object: "${prod/type.name.id}", "${data.cloudflare_zones.z.result[0].id}". */
const REFERENCE = /(?<!\$)\$\{\s*((?:[^\s{}/]+\/)?(?:data\.)?\w+\.[\w-]+)\.(?:result\[0\]\.)?(\w+)\s*\}/g;

/**
 * Replaces the references of an app by the values of the objects in the account that they refer to.
 *
 * @internal
 */
export class References {
  private readonly found = new Map<string, AccountObject>();
  private readonly inApp: ReadonlyMap<string, TerraformObject>;

  public constructor(app: readonly TerraformObject[]) {
    this.inApp = new Map(app.map((object) => [object.address, object]));
  }

  /** Remembers which object of the account an object of the app is. */
  public set(address: string, object: AccountObject): void {
    this.found.set(address, object);
  }

  /** The object of the account that an object of the app is. */
  public get(address: string): AccountObject | undefined {
    return this.found.get(address);
  }

  /** A text with the values of the account. Undefined if it is not a text, or if only Terraform can evaluate it. */
  public text(value: unknown): string | undefined {
    const resolved = this.resolved(value);
    return isKnown(resolved) ? text(resolved) : undefined;
  }

  /** A value with the values of the account. What only Terraform can evaluate is replaced by a mark. */
  public resolved(value: unknown): unknown {
    if (typeof value === "string") return this.resolvedText(value);
    if (Array.isArray(value)) return value.map((each) => this.resolved(each));
    if (!isValues(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.resolved(each)]));
  }

  private resolvedText(value: string): unknown {
    if (!isExpression(value)) return value;
    const replaced = value.replace(
      REFERENCE,
      (whole, address: string, attribute: string) => this.attribute(address, attribute) ?? whole,
    );
    return isExpression(replaced) ? UNKNOWN : replaced;
  }

  private attribute(address: string, attribute: string): string | undefined {
    const object = this.found.get(address);
    const isId = attribute === "id" || (attribute === "zone_id" && object?.type === "cloudflare_zone");
    if (object !== undefined) return isId ? object.id : text(object.values[attribute]);
    const written = text(this.inApp.get(address)?.values[attribute]);
    return written === undefined || isExpression(written) ? undefined : written;
  }
}

/** @internal Whether a resolved value contains nothing that only Terraform can evaluate. */
export function isKnown(value: unknown): boolean {
  if (value === UNKNOWN) return false;
  if (Array.isArray(value)) return value.every(isKnown);
  return !isValues(value) || Object.values(value as Values).every(isKnown);
}
