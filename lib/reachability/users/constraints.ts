import type { Attribute } from "./attribute";
import { domainsOfPattern, matchesPattern } from "./email-pattern";
import type { Assignment } from "./formula";
import { Cidr, contains, parseCidr, subtractCidrs } from "../../core/addresses/cidr";

interface Value {
  readonly key: string;
  readonly value: boolean;
}

/**
 * What is true of every user: one e-mail address and its domain, one country, one source address, one login, one
 * service token.
 *
 * @internal
 */
export class Constraints {
  private readonly attributes: ReadonlyMap<string, Attribute>;
  private readonly ranges = new Map<string, Cidr>();
  private readonly consequences = { true: new Map<string, Value[]>(), false: new Map<string, Value[]>() };

  public constructor(attributes: Attribute[]) {
    this.attributes = new Map(attributes.map((each) => [each.key, each]));
    for (const { kind, key, value } of attributes) {
      const range = kind === "address" ? parseCidr(value) : undefined;
      if (range !== undefined) this.ranges.set(key, range);
    }
  }

  /** Assigns a value and what follows from it. Returns false if no user has these values. */
  public assign(assignment: Map<string, boolean>, key: string, value: boolean): boolean {
    const pending = [{ key, value }];
    for (const each of pending) {
      const known = assignment.get(each.key);
      if (known === !each.value) return false;
      if (known === each.value) continue;
      assignment.set(each.key, each.value);
      for (const consequence of this.directConsequences(each.key, each.value)) pending.push(consequence);
    }
    return true;
  }

  /** Some values that a user has, and what follows from them. */
  public consequencesOf(values: Iterable<readonly [string, boolean]>): Assignment {
    const assignment = new Map<string, boolean>();
    for (const [key, value] of values) this.assign(assignment, key, value);
    return assignment;
  }

  private directConsequences(key: string, value: boolean): Value[] {
    const assigned = this.attributes.get(key)!;
    if (!value && !IMPLIED.has(assigned.kind)) return [];
    const known = this.consequences[`${value}`].get(key) ?? this.findConsequences(assigned, value);
    this.consequences[`${value}`].set(key, known);
    return known;
  }

  private findConsequences(assigned: Attribute, value: boolean): Value[] {
    return [...this.attributes.values()].flatMap((other): Value[] => {
      if (other === assigned) return [];
      if (!value) return this.implies(other, assigned) ? [{ key: other.key, value: false }] : [];
      if (this.implies(assigned, other)) return [{ key: other.key, value: true }];
      return this.excludes(assigned, other) ? [{ key: other.key, value: false }] : [];
    });
  }

  private implies(a: Attribute, b: Attribute): boolean {
    if (b.kind !== "address") return implies(a, b);
    const [inner, outer] = [this.ranges.get(a.key), this.ranges.get(b.key)];
    return inner !== undefined && outer !== undefined && contains(outer, inner);
  }

  /** Of two ranges, one contains the other or they are disjoint. */
  private excludes(a: Attribute, b: Attribute): boolean {
    if (a.kind !== "address" || b.kind !== "address") return excludes(a, b) || excludes(b, a);
    return this.ranges.has(a.key) && this.ranges.has(b.key) && !this.implies(a, b) && !this.implies(b, a);
  }

  /**
   * Whether an address is in every range that is assigned true and in none that is assigned false. Several ranges can
   * cover another one together, which implications between two attributes do not express.
   */
  public hasAddress(assignment: Assignment): boolean {
    const ranges = [...this.ranges];
    const within = ranges.filter(([key]) => assignment.get(key) === true).map(([, range]) => range);
    const outside = ranges.filter(([key]) => assignment.get(key) === false).map(([, range]) => range);
    if (outside.length === 0) return true;
    // Ranges that are true are nested, since disjoint ones exclude each other.
    const space = within.length === 0 ? INTERNET : [within.reduce((a, b) => (contains(a, b) ? b : a))];
    return subtractCidrs(space, outside).length > 0;
  }
}

const INTERNET = ["0.0.0.0/0", "::/0"].map((each) => parseCidr(each)!);

/** The attributes that only a login can make true. */
const NEEDS_LOGIN = new Set([
  "authentication method",
  "email",
  "email domain",
  "email pattern",
  "login method",
  "identity",
]);

/** The kinds of attributes that follow from others. */
const IMPLIED = new Set([
  "login",
  "email domain",
  "email pattern",
  "login method",
  "any service token",
  "certificate",
  "address",
]);

/** The attributes of which a user has one at most. */
const UNIQUE = new Set(["email", "email domain", "country", "login method", "service token", "common name"]);

function implies(a: Attribute, b: Attribute): boolean {
  switch (b.kind) {
    case "login":
      return NEEDS_LOGIN.has(a.kind);
    case "email domain":
      return a.kind === "email" ? domainOf(a) === b.value : isOnly(domainsOf(a), b.value);
    case "email pattern":
      return a.kind === "email" && matchesPattern(b.value, a.value) === true;
    case "login method":
      return a.kind === "identity" && a.provider !== undefined && a.provider === b.value;
    case "any service token":
      return a.kind === "service token";
    case "certificate":
      return a.kind === "common name";
    default:
      return false;
  }
}

/** A request with a service token has no identity. */
function excludes(a: Attribute, b: Attribute): boolean {
  if (a.kind === b.kind && UNIQUE.has(a.kind)) return true;
  if (a.kind === "email" && b.kind === "email domain") return domainOf(a) !== b.value;
  if (a.kind === "email" && b.kind === "email pattern") return matchesPattern(b.value, a.value) === false;
  if (a.kind === "email pattern" && b.kind === "email domain") return domainsOf(a)?.includes(b.value) === false;
  if (a.kind === "identity" && a.provider !== undefined) {
    if (b.kind === "login method") return a.provider !== b.value;
    if (b.kind === "identity") return b.provider !== undefined && a.provider !== b.provider;
  }
  if (a.kind === "authentication method" && b.kind === "login method") return b.reportsMethods === false;
  const isToken = a.kind === "any service token" || a.kind === "service token";
  return isToken && (b.kind === "login" || NEEDS_LOGIN.has(b.kind));
}

function domainOf({ value }: Attribute): string {
  return value.slice(value.lastIndexOf("@") + 1);
}

/** The domains of the addresses that a pattern matches, if they are known. */
function domainsOf({ kind, value }: Attribute): string[] | undefined {
  return kind === "email pattern" ? domainsOfPattern(value) : undefined;
}

function isOnly(values: string[] | undefined, value: string): boolean {
  return values !== undefined && values.every((each) => each === value);
}
