import { QUIRKS } from "./quirks";
import type { Values } from "../inventory/values";
import type { WireObject } from "./wire/values";

/** @internal Defines one object of the cloud; it is replaced, never changed. */
export interface CloudObject {
  readonly type: string;
  readonly id: string;
  /** The name by which it is known in every run. */
  readonly name: string;
  readonly values: Values;
  /** The same as Terraform wrote it. */
  readonly state: WireObject;
}

/** @internal What a judge may see of the cloud. */
export interface CloudView {
  /** In the order of their creation. */
  objects(): CloudObject[];
  ofType(type: string): CloudObject[];
  find(type: string, id: unknown): CloudObject | undefined;
}

/** @internal What is about to happen to an object. */
export type Change =
  | { readonly operation: "create"; readonly after: CloudObject }
  | { readonly operation: "update"; readonly before: CloudObject; readonly after: CloudObject }
  | { readonly operation: "delete"; readonly before: CloudObject };

/**
 * The objects that the APIs hold, and what the APIs do beside what they are asked. It knows nothing of Terraform.
 *
 * @internal
 */
export class Cloud implements CloudView {
  private readonly held: Map<string, CloudObject>;
  private readonly created: Map<string, number>;
  /** Whether connectors run, so that no tunnel can be deleted. */
  public hasLiveConnections: boolean;

  public constructor(from?: Cloud) {
    this.held = new Map(from?.held);
    this.created = new Map(from?.created);
    this.hasLiveConnections = from?.hasLiveConnections ?? false;
  }

  public objects(): CloudObject[] {
    return [...this.held.values()];
  }

  public ofType(type: string): CloudObject[] {
    return this.objects().filter((object) => object.type === type);
  }

  public find(type: string, id: unknown): CloudObject | undefined {
    return this.held.get(key(type, id));
  }

  /** How many objects of this name there have been: each gets values of its own. */
  public generation(type: string, name: string): number {
    return this.created.get(key(type, name)) ?? 0;
  }

  /** Why the API would not do it; undefined where it would. */
  public refusal(change: Change): string | undefined {
    const type = typeOf(change);
    if (change.operation !== "create" && this.find(type, change.before.id) === undefined && !isLenient(change)) {
      return `404: there is no ${type} with id ${change.before.id}`;
    }
    for (const quirk of QUIRKS) {
      const refusal = quirk.types.test(type) ? quirk.refuses?.(change, this) : undefined;
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  public apply(change: Change): void {
    const type = typeOf(change);
    if (QUIRKS.some((quirk) => quirk.types.test(type) && quirk.ignores === change.operation)) return;
    if (change.operation === "delete") {
      this.remove(change.before);
    } else {
      const { id, name } = change.after;
      if (change.operation === "create") this.created.set(key(type, name), this.generation(type, name) + 1);
      this.held.set(key(type, id), change.after);
    }
  }

  private remove(object: CloudObject): void {
    this.held.delete(key(object.type, object.id));
    for (const quirk of QUIRKS.filter(({ types }) => types.test(object.type))) {
      for (const other of quirk.takesAlong?.(object, this) ?? []) this.held.delete(key(other.type, other.id));
    }
  }
}

function typeOf(change: Change): string {
  return (change.operation === "delete" ? change.before : change.after).type;
}

/** Only Cloudflare's provider fails on deleting what is gone. */
function isLenient({ operation, ...change }: Change): boolean {
  return operation === "delete" && "before" in change && !change.before.type.startsWith("cloudflare_");
}

function key(type: string, id: unknown): string {
  return `${type} ${String(id)}`;
}
