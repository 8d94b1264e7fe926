import { QUIRKS } from "./api-behaviors";
import { clusterKey, Clusters } from "./clusters";
import type { Change, CloudObject, CloudView } from "./object";

/**
 * The objects that the APIs hold, and what the APIs do beside what they are asked. It knows nothing of Terraform.
 *
 * @internal
 */
export class Cloud implements CloudView {
  private readonly held: Map<string, CloudObject>;
  private readonly created: Map<string, number>;
  private readonly deleted: Set<string>;
  /** How many of Terraform's objects each one stands for. */
  private readonly claims: Map<string, number>;
  /** Whether connectors run, so that no tunnel can be deleted. */
  public hasLiveConnections: boolean;

  private readonly clusters: Clusters;

  public constructor(from?: Cloud, clusters: Clusters = from?.clusters ?? new Map()) {
    this.clusters = clusters;
    this.held = new Map(from?.held);
    this.created = new Map(from?.created);
    this.deleted = new Set(from?.deleted);
    this.claims = new Map(from?.claims);
    this.hasLiveConnections = from?.hasLiveConnections ?? false;
  }

  public objects(): CloudObject[] {
    return [...this.held.values()];
  }

  public wanted(): CloudObject[] {
    return this.objects().filter(({ type, id }) => this.claimsOf(key(type, id)) > 0);
  }

  public ofType(type: string): CloudObject[] {
    return this.objects().filter((object) => object.type === type);
  }

  public find(type: string, id: unknown): CloudObject | undefined {
    return this.held.get(key(type, id));
  }

  public isDeleted(type: string, id: unknown): boolean {
    return this.deleted.has(key(type, id));
  }

  public clustersWith(type: string, name: string): number {
    return this.clusters.get(clusterKey(type, name)) ?? 1;
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
    if (change.operation === "delete") {
      const isIgnored = QUIRKS.some((quirk) => quirk.types.test(type) && quirk.ignores === "delete");
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

  private remove(object: CloudObject): void {
    this.forget(object);
    for (const quirk of QUIRKS.filter(({ types }) => types.test(object.type))) {
      for (const other of quirk.takesAlong?.(object, this) ?? []) this.forget(other);
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

/** Only Cloudflare's provider fails on deleting what is gone. */
function isLenient({ operation, ...change }: Change): boolean {
  return operation === "delete" && "before" in change && !change.before.type.startsWith("cloudflare_");
}

function key(type: string, id: unknown): string {
  return `${type} ${String(id)}`;
}
