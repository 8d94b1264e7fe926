import type { RuleUsers, UserSelector } from "./model";
import { compare, text } from "../../core/terraform/values";
import { accessDataOf, accessRules } from "../../inventory/hosts/access-data";
import { nameOf, ofType, resolverOf, TerraformObject } from "../../inventory/terraform/objects";
import { emailAddress, emailDomain } from "../../reachability/access/identity-selectors";
import { usersOf } from "../../reachability/access/selectors";
import { Attribute, attribute } from "../../reachability/users/attribute";
import { and, attributesOf, Formula, has, or } from "../../reachability/users/formula";
import type { ResourceChange } from "../model";

/**
 * At which moment users are members of a group. "always" and "once" are about the apply: all of it, or a part of it.
 *
 * @internal
 */
export type Moment = "before" | "after" | "always" | "once";

/** @internal Who the users of rules are. */
export class RuleDirectory {
  private readonly groups: Record<"before" | "after", ReadonlyMap<string, Formula>>;
  private readonly found = new Map<string, boolean>();

  public constructor(changes: readonly ResourceChange[]) {
    this.groups = {
      before: groupsOf(changes.flatMap(({ before }) => before ?? [])),
      after: groupsOf(changes.flatMap(({ after }) => after ?? [])),
    };
  }

  /**
   * The users, as a formula to combine with that of a target.
   *
   * @param reaching the users of the target. Its attributes decide what a group or a service token can be.
   */
  public usersOf({ selectors }: RuleUsers, reaching: Formula, moment: Moment): Formula {
    const attributes = attributesOf(reaching);
    return or(...sorted(selectors).map((each) => this.selected(each, attributes, moment)));
  }

  /** The groups and service tokens that neither a policy nor a group contains, as selectors. */
  public unknown(): string[] {
    return [...this.found].filter(([, isFound]) => !isFound).map(([selector]) => selector);
  }

  private note(kind: string, value: string, isFound: boolean): void {
    const selector = `${kind}:${value}`;
    this.found.set(selector, isFound || this.found.get(selector) === true);
  }

  private selected({ kind, value }: UserSelector, attributes: readonly Attribute[], moment: Moment): Formula {
    switch (kind) {
      case "email":
        return emailAddress(value);
      case "domain":
        return emailDomain(value);
      case "token": {
        const found = attributes.filter((each) => each.kind === "service token" && isNamed(each, value));
        this.note(kind, value, found.length > 0);
        const words = [`with service token ${value}`, `without token ${value}`] as const;
        return found.length > 0
          ? or(...found.map(has))
          : has(attribute("service token", `named ${value}`, "identified", ...words));
      }
      case "group": {
        const reported = attributes.filter((each) => isGroup(each, value)).map(has);
        const members = this.membersOf(value, moment);
        this.note(kind, value, members !== undefined || reported.length > 0);
        const own = members ?? has(attribute("identity", `group ${value}`, "identified", ...groupWords(value)));
        return or(own, ...reported);
      }
    }
  }

  /** The members of an Access group. Undefined if there is no such group. */
  private membersOf(name: string, moment: Moment): Formula | undefined {
    const [before, after] = [this.groups.before.get(name), this.groups.after.get(name)];
    if (moment === "before" || moment === "after") return this.groups[moment].get(name) ?? before ?? after;
    if (before === undefined || after === undefined) return before ?? after;
    return moment === "once" ? or(before, after) : and(before, after);
  }
}

/** The order decides which user is found. */
function sorted(selectors: readonly UserSelector[]): UserSelector[] {
  return [...selectors].sort((a, b) => compare(a.kind, b.kind) || compare(a.value, b.value));
}

function groupWords(name: string): [words: string, negated: string] {
  return [`in group ${name}`, `not in group ${name}`];
}

const PREFIX = "cloudflare_zero_trust_access_";

function groupsOf(all: TerraformObject[]): Map<string, Formula> {
  const objects = all
    .filter(({ type }) => type.startsWith("cloudflare_zero_trust_") && !type.endsWith("_config"))
    .map(asEvaluated);
  const groups = ofType(objects, `${PREFIX}group`);
  if (groups.length === 0) return new Map();
  const resolve = resolverOf(objects);
  const { directory } = accessDataOf(objects, resolve, { byAddress: true });
  const context = { directory, login: true, linkedUsers: () => undefined };
  return new Map(groups.map((each) => [nameOf(each), usersOf(accessRules(each.values), context)]));
}

/** The object as states of targets contain it, so that references to it have the same text. */
function asEvaluated(object: TerraformObject): TerraformObject {
  const name = nameOf(object);
  const id = text(object.values.id) ?? object.address;
  return { ...object, address: `${object.type}.${name}`, name, data: false, values: { ...object.values, id } };
}

function isNamed({ value, words }: Attribute, name: string): boolean {
  return value === name || words === `with service token ${name}`;
}

/** Whether an attribute is about a group of this name: of Access if it is managed elsewhere, or of a provider. */
function isGroup({ kind, value, words }: Attribute, name: string): boolean {
  if (kind === "request") return value === `group ${name}` || words === `in Access group ${name}`;
  if (kind !== "identity") return false;
  const [, reported] = /^(?:Entra group|Okta group|Google group|identity\.groups\.\w+) (.*)$/s.exec(value) ?? [];
  return reported === name;
}
