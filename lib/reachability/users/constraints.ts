import type { Attribute } from "./attribute";
import { domainsOfPattern, matchesPattern } from "./email-pattern";
import type { Assignment } from "./formula";
import { Cidr, contains, parseCidr, subtractCidrs } from "../../core/addresses/cidr";

/**
 * What is true of every user: one e-mail address and its domain, one country, one source address, one login, one
 * service token.
 *
 * @internal
 */
export class Constraints {
  private readonly implied = new Map<string, string[]>();
  private readonly implying = new Map<string, string[]>();
  private readonly excluded = new Map<string, string[]>();
  private readonly ranges: readonly { readonly key: string; readonly cidr: Cidr }[];

  public constructor(attributes: Attribute[]) {
    this.ranges = attributes.flatMap(({ kind, key, value }) => {
      const cidr = kind === "address" ? parseCidr(value) : undefined;
      return cidr === undefined ? [] : [{ key, cidr }];
    });
    this.relateRanges();
    for (const a of attributes) {
      for (const b of attributes) {
        if (a === b) continue;
        if (implies(a, b)) this.addImplication(a.key, b.key);
        if (excludes(a, b)) this.addExclusion(a.key, b.key);
      }
    }
  }

  private relateRanges(): void {
    for (const [i, a] of this.ranges.entries()) {
      for (const b of this.ranges.slice(i + 1)) {
        if (contains(a.cidr, b.cidr)) this.addImplication(b.key, a.key);
        else if (contains(b.cidr, a.cidr)) this.addImplication(a.key, b.key);
        else this.addExclusion(a.key, b.key);
      }
    }
  }

  private addImplication(from: string, to: string): void {
    addTo(this.implied, from, to);
    addTo(this.implying, to, from);
  }

  private addExclusion(a: string, b: string): void {
    addTo(this.excluded, a, b);
    addTo(this.excluded, b, a);
  }

  /** Assigns a value and what follows from it. Undefined if no user has these values. */
  public assign(assignment: Assignment, key: string, value: boolean): Assignment | undefined {
    const next = new Map(assignment);
    const pending: [string, boolean][] = [[key, value]];
    for (const [each, wanted] of pending) {
      const known = next.get(each);
      if (known === wanted) continue;
      if (known !== undefined) return undefined;
      next.set(each, wanted);
      if (wanted) {
        pending.push(...(this.implied.get(each) ?? []).map((other): [string, boolean] => [other, true]));
        pending.push(...(this.excluded.get(each) ?? []).map((other): [string, boolean] => [other, false]));
      } else {
        pending.push(...(this.implying.get(each) ?? []).map((other): [string, boolean] => [other, false]));
      }
    }
    return next;
  }

  /**
   * Whether an address is in every range that is assigned true and in none that is assigned false. Several ranges can
   * cover another one together, which implications between two attributes do not express.
   */
  public hasAddress(assignment: Assignment): boolean {
    const within = this.ranges.filter(({ key }) => assignment.get(key) === true).map(({ cidr }) => cidr);
    const outside = this.ranges.filter(({ key }) => assignment.get(key) === false).map(({ cidr }) => cidr);
    if (outside.length === 0) return true;
    // Ranges that are true are nested, since disjoint ones exclude each other.
    const space = within.length === 0 ? INTERNET : [within.reduce((a, b) => (contains(a, b) ? b : a))];
    return subtractCidrs(space, outside).length > 0;
  }
}

const INTERNET = ["0.0.0.0/0", "::/0"].map((each) => parseCidr(each)!);

function addTo(map: Map<string, string[]>, key: string, value: string): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}

/** The attributes that only a login can make true. */
const NEEDS_LOGIN = new Set(["email", "email domain", "email pattern", "login method", "identity"]);

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
