import type { ApiBehavior, Refusal } from "./api-behavior";
import { API_BEHAVIORS } from "./api-behaviors";
import type { Change, CloudObject, CloudView } from "./object";

/**
 * The simulated APIs: their objects, and the behaviors that go beyond storing objects. It does not depend on Terraform.
 *
 * @internal
 */
export class Cloud implements CloudView {
  private readonly held: Map<string, CloudObject>;
  private readonly created: Map<string, number>;
  private readonly deleted: Set<string>;
  /** The number of Terraform resources that each object represents. */
  private readonly claims: Map<string, number>;
  /** The objects that exist before Terraform imports them, by type and import id. */
  private readonly existing: Map<string, CloudObject>;
  private readonly imported: Set<string>;
  /** Whether connectors are running, so that no tunnel can be deleted. */
  public hasLiveConnections: boolean;

  /** Creates an empty cloud, or a copy of another one. */
  public constructor(from?: Cloud) {
    this.held = new Map(from?.held);
    this.created = new Map(from?.created);
    this.deleted = new Set(from?.deleted);
    this.claims = new Map(from?.claims);
    this.existing = new Map(from?.existing);
    this.imported = new Set(from?.imported);
    this.hasLiveConnections = from?.hasLiveConnections ?? false;
  }

  /** All objects, in the order of their creation. */
  public objects(): CloudObject[] {
    return [...this.held.values()];
  }

  /** The objects that Terraform manages. */
  public managedObjects(): CloudObject[] {
    return this.objects().filter(({ type, id }) => this.claimsOf(key(type, id)) > 0);
  }

  /** The objects of one type. */
  public ofType(type: string): CloudObject[] {
    return this.objects().filter((object) => object.type === type);
  }

  /** The object with an id. */
  public find(type: string, id: unknown): CloudObject | undefined {
    return this.held.get(key(type, id));
  }

  /** Adds an object that exists before Terraform imports it. */
  public addExisting(object: CloudObject, importId: string): void {
    this.existing.set(key(object.type, importId), object);
    this.held.set(key(object.type, object.id), object);
    this.claim(key(object.type, object.id), 1);
  }

  /**
   * The object with an import id. If Terraform itself created an object of the same name before, for example in another
   * stack, the import id is that of this object.
   */
  public findImported(type: string, importId: string): CloudObject | undefined {
    const existing = this.existing.get(key(type, importId));
    if (existing === undefined) return undefined;
    this.imported.add(key(type, existing.id));
    return this.find(type, existing.id) ?? this.ofType(type).find(({ name }) => name === existing.name);
  }

  /** Whether the object existed and was deleted. */
  public isDeleted(type: string, id: unknown): boolean {
    return this.deleted.has(key(type, id));
  }

  /** The number of objects of this name so far. Each one gets different computed values. */
  public generation(type: string, name: string): number {
    return this.created.get(key(type, name)) ?? 0;
  }

  /** The refusal of a change. If it is undefined, the API accepts the change. */
  public refusal(change: Change): Refusal | undefined {
    const type = typeOf(change);
    if (change.operation !== "create" && this.find(type, change.before.id) === undefined && !canBeMissing(change)) {
      return { code: "NotFound", message: `404: ${type} with id ${change.before.id} does not exist` };
    }
    for (const { refuses } of behaviorsOf(type)) {
      const refusal = refuses?.(change, this);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  /** Applies a change that was not refused. */
  public apply(change: Change): void {
    const type = typeOf(change);
    if (change.operation === "delete") {
      const isIgnored = behaviorsOf(type).some(({ ignores }) => ignores === "delete");
      if (isIgnored) this.claim(key(type, change.before.id), -1);
      else this.remove(change.before);
    } else {
      const { id, name } = change.after;
      if (change.operation === "create") {
        this.created.set(key(type, name), this.generation(type, name) + 1);
        this.claim(key(type, id), 1);
      }
      this.held.set(key(type, id), change.after);
    }
  }

  /** Removes an object that is only imported later, because Terraform creates it first. */
  public yieldTo({ type, name }: CloudObject): void {
    for (const object of this.existing.values()) {
      const id = key(type, object.id);
      if (object.type !== type || object.name !== name || this.imported.has(id)) continue;
      this.held.delete(id);
      this.claims.delete(id);
    }
  }

  private remove(object: CloudObject): void {
    this.forget(object);
    for (const { alsoDeletes } of behaviorsOf(object.type)) {
      for (const other of alsoDeletes?.(object, this) ?? []) this.forget(other);
    }
  }

  private forget({ type, id }: CloudObject): void {
    this.held.delete(key(type, id));
    this.claims.delete(key(type, id));
    this.deleted.add(key(type, id));
  }

  private claim(each: string, by: number): void {
    this.claims.set(each, this.claimsOf(each) + by);
  }

  private claimsOf(each: string): number {
    return this.claims.get(each) ?? 0;
  }
}

function typeOf(change: Change): string {
  return (change.operation === "delete" ? change.before : change.after).type;
}

const behaviors = new Map<string, ApiBehavior[]>();

function behaviorsOf(type: string): ApiBehavior[] {
  const known = behaviors.get(type) ?? API_BEHAVIORS.filter(({ appliesTo }) => appliesTo(type));
  behaviors.set(type, known);
  return known;
}

/** Only Cloudflare's provider fails to delete an object that does not exist. */
function canBeMissing({ operation, ...change }: Change): boolean {
  return operation === "delete" && "before" in change && !change.before.type.startsWith("cloudflare_");
}

function key(type: string, id: unknown): string {
  return `${type} ${String(id)}`;
}
