import { readFileSync } from "node:fs";
import { unreadable, YamlValue } from "./document";
import type {
  Acceptance,
  HouseRule,
  HouseTest,
  RequireVerb,
  RulesFile,
  RuleUsers,
  RuleVerb,
  UserSelector,
} from "./model";
import { parseTarget, RuleTarget } from "./targets";
import { nearest } from "../../core/nearest";
import { FAILURE_CLASSES } from "../model";

/** How many days an acceptance can be valid. */
const MAX_DAYS = 366;
const NAME = /^[a-z][a-z0-9-]*$/;
const VERBS = ["public", "deny", "only", "require"] as const;
const SELECTORS = '"@example.com", an e-mail address, "group:NAME" or "token:NAME"';

/** @internal The context in which zero-trust.yaml is read. */
export interface ReadRulesOptions {
  /** The name of the file in messages. */
  readonly file: string;
  /** The current day (UTC), as YYYY-MM-DD. */
  readonly today: string;
}

/**
 * Reads a file with the rules of the house.
 *
 * @throws RulesError RulesUnreadable, RulesInvalid
 * @internal
 */
export function readRules(path: string, today: string): RulesFile {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw unreadable(path, (error as Error).message);
  }
  return parseRules(text, { file: path, today });
}

/**
 * Reads the rules of the house from YAML.
 *
 * @throws RulesError RulesUnreadable, RulesInvalid
 * @internal
 */
export function parseRules(text: string, { file, today }: ReadRulesOptions): RulesFile {
  const root = YamlValue.parse(text, file);
  const keys = ["version", "failOn", "people", "rules", "tests", "accept"] as const;
  const { version, failOn, people, rules, tests, accept } = root.fields(keys, ["version"]);
  version.oneOf([1]);
  const users = new People(people);
  const acceptances = accept.items().map((each) => acceptanceOf(each, today));
  unique(accept, acceptances, ({ finding }) => finding);
  const houseRules = rules.items().map((each) => ruleOf(each, users));
  unique(rules, houseRules, ({ name }) => name);
  return {
    ...(!failOn.isMissing && { failOn: failOn.items().map((each) => each.oneOf(FAILURE_CLASSES)) }),
    rules: houseRules,
    tests: tests.items().map((each) => testOf(each, users)),
    acceptances,
  };
}

function unique<T>(list: YamlValue, items: readonly T[], keyOf: (item: T) => string): void {
  const keys = items.map(keyOf);
  const repeated = keys.find((key, i) => keys.indexOf(key) < i);
  if (repeated !== undefined) list.fail(`contains "${repeated}" more than once`);
}

/** @internal Reads one rule that does not use names for sets of users. */
export function houseRuleOf(value: YamlValue): HouseRule {
  return ruleOf(value, new People());
}

/** The names for sets of users. */
class People {
  private readonly byName = new Map<string, readonly UserSelector[]>();

  public constructor(people?: YamlValue) {
    if (people === undefined || people.isMissing) return;
    for (const [name, selectors] of people.entries()) {
      if (!NAME.test(name)) people.fail(`has the name "${name}"; use lower-case letters, digits and "-"`);
      this.byName.set(
        name,
        selectors.someItems().map((each) => {
          const text = each.text();
          return selectorOf(text) ?? each.fail(`is "${text}", which is not a selector; use ${SELECTORS}`);
        }),
      );
    }
  }

  /** The users of one name or selector, or of a list. */
  public of(value: YamlValue): RuleUsers {
    const written = value.isList ? value.someItems() : [value];
    const texts = written.map((each) => each.text());
    return { label: [...texts].sort().join(", "), selectors: written.flatMap((each) => this.resolve(each)) };
  }

  private resolve(value: YamlValue): readonly UserSelector[] {
    const text = value.text();
    const selector = selectorOf(text);
    if (selector !== undefined) return [selector];
    const known = this.byName.get(text);
    if (known !== undefined) return known;
    if (this.byName.size === 0) value.fail(`is "${text}", which is not a selector; use ${SELECTORS}`);
    const similar = nearest(text, [...this.byName.keys()].sort());
    return value.fail(
      `is "${text}", which is neither a name of "people" nor a selector; ` +
        (similar === undefined ? `use ${SELECTORS}` : `did you mean "${similar}"?`),
    );
  }
}

function selectorOf(text: string): UserSelector | undefined {
  const [, kind, name] = /^(group|token):(.*\S.*)$/s.exec(text) ?? [];
  if (kind !== undefined) return { kind: kind as "group" | "token", value: name.trim() };
  if (/^@[^\s@*]+\.[^\s@*.]+$/.test(text)) return { kind: "domain", value: text.slice(1).toLowerCase() };
  if (/^[^\s@*:]+@[^\s@*]+\.[^\s@*.]+$/.test(text)) return { kind: "email", value: text.toLowerCase() };
  return undefined;
}

function targetsOf(list: YamlValue): RuleTarget[] {
  return list.someItems().map((item) => {
    const target = parseTarget(item.text());
    return typeof target === "string" ? item.fail(`is not valid: ${target}`) : target;
  });
}

function ruleOf(value: YamlValue, people: People): HouseRule {
  const { name, to, except, ...verbs } = value.fields(["name", "to", "except", ...VERBS], ["name"]);
  const written = name.text();
  if (!NAME.test(written)) {
    name.fail(`is "${written}"; use lower-case letters, digits and "-", and begin with a letter`);
  }
  const used = VERBS.filter((verb) => !verbs[verb].isMissing);
  if (used.length !== 1) {
    const found = used.length === 0 ? "has none" : `has ${used.join(" and ")}`;
    value.fail(`must have exactly one of ${VERBS.join(", ")}, and ${found}`);
  }
  const verb = verbOf(used[0], verbs[used[0]], people);
  const exceptions = except.isMissing ? [] : targetsOf(except);
  if (verb.kind === "public") {
    if (!to.isMissing) to.fail('does not belong to "public", which contains the targets itself');
    return { name: written, verb, to: [{ kind: "all", text: "*" }], except: exceptions };
  }
  if (to.isMissing) value.fail(`has "${verb.kind}" without "to", the targets of the rule`);
  const targets = targetsOf(to);
  checkKinds(verb, targets, to);
  return { name: written, verb, to: targets, except: exceptions };
}

/** Sessions and layers of protection are about hosts. */
function checkKinds(verb: RuleVerb, targets: readonly RuleTarget[], to: YamlValue): void {
  if (verb.kind !== "require" || (verb.session === undefined && verb.layers === undefined)) return;
  const range = targets.find(({ kind }) => kind === "range");
  if (range !== undefined) to.fail(`contains "${range.text}", but "session" and "layers" are about public hosts`);
}

function verbOf(verb: (typeof VERBS)[number], value: YamlValue, people: People): RuleVerb {
  switch (verb) {
    case "public": {
      const targets = targetsOf(value);
      const range = targets.find(({ kind }) => kind === "range");
      if (range !== undefined) value.fail(`contains "${range.text}", but only hosts can be public`);
      return { kind: "public", targets };
    }
    case "deny":
    case "only":
      return { kind: verb, users: people.of(value) };
    case "require":
      return requirementOf(value);
  }
}

function requirementOf(value: YamlValue): RequireVerb {
  const { mfa, session, layers, posture } = value.fields(["mfa", "session", "layers", "posture"]);
  if ([mfa, session, layers, posture].every(({ isMissing }) => isMissing)) {
    value.fail("must have at least one of mfa, session, layers, posture");
  }
  return {
    kind: "require",
    ...(!mfa.isMissing && { mfa: mfa.oneOf([true] as const) }),
    ...(!session.isMissing && { session: sessionOf(session) }),
    ...(!layers.isMissing && { layers: layers.oneOf([1, 2] as const) }),
    ...(!posture.isMissing && { posture: posture.someItems().map((each) => each.text()) }),
  };
}

function sessionOf(value: YamlValue): NonNullable<RequireVerb["session"]> {
  const text = value.text();
  const [, number, unit] = /^([1-9]\d*)([mh])$/.exec(text) ?? [];
  if (number === undefined) value.fail(`is "${text}"; use a number of minutes or hours, such as 30m or 8h`);
  return { minutes: Number(number) * (unit === "h" ? 60 : 1), text };
}

function testOf(value: YamlValue, people: People): HouseTest {
  const { who, reaches, cannotReach } = value.fields(["who", "reaches", "cannotReach"], ["who"]);
  if (reaches.isMissing && cannotReach.isMissing) value.fail('must have "reaches" or "cannotReach"');
  return {
    users: people.of(who.isList ? who.fail("must be one name or selector, and is a list") : who),
    reaches: reaches.isMissing ? [] : targetsOf(reaches),
    cannotReach: cannotReach.isMissing ? [] : targetsOf(cannotReach),
  };
}

/** @internal Reads the acceptance of a finding. */
export function acceptanceOf(value: YamlValue, today: string): Acceptance {
  const keys = ["finding", "reason", "owner", "expires"] as const;
  const { finding, reason, owner, expires } = value.fields(keys, keys);
  const id = finding.text();
  if (!/^[a-z-]+@./.test(id)) finding.fail(`is "${id}"; use the id of a finding, such as public-host@wiki.example.com`);
  if (id.includes("*")) finding.fail(`is "${id}"; an acceptance is about one finding, so "*" is not accepted`);
  if (id.startsWith("acceptance-")) finding.fail(`is "${id}"; a finding about an acceptance cannot be accepted`);
  if (reason.text().trim().length < 10) reason.fail("must have at least 10 characters");
  return { finding: id, reason: reason.text(), owner: owner.text(), expires: dayOf(expires, today) };
}

function dayOf(value: YamlValue, today: string): string {
  const text = value.text();
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) {
    value.fail(`is "${text}", which is not a day; use YYYY-MM-DD`);
  }
  if (daysBetween(today, text) > MAX_DAYS) value.fail(`is "${text}", which is more than ${MAX_DAYS} days ahead`);
  return text;
}

/** @internal The number of days from one day to another one. Negative if the second day is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}
