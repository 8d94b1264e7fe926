import type { HouseRule, HouseTest, RequireVerb, RulesFile, RuleUsers } from "./model";
import type { RuleTarget, TargetMatcher } from "./targets";
import type { Moment, RuleDirectory } from "./users";
import { attribute, Attribute } from "../../reachability/users/attribute";
import { and, attributesOf, Formula, has, not, or } from "../../reachability/users/formula";
import { Certainty, findStranger, findUser, User } from "../../reachability/users/search";
import type { Reach } from "../../rehearsal/checks/exposure";

/** @internal A part of a rule or a test that one request can break. */
export interface Clause {
  /** The part of a finding's id after the target. */
  readonly key: string;
  /** The rule in sentences, such as `the rule "mfa-everywhere"`. */
  readonly source: string;
  readonly to: readonly RuleTarget[];
  readonly except: readonly RuleTarget[];
  /** Whether the clause is about a kind of target. */
  readonly concerns: (target: RuleTarget, reach: Reach) => boolean;
  /** A user who breaks it with a request. */
  readonly offender: (reach: Reach, moment: "before" | "after" | "between") => User | undefined;
  /** What is wrong, as a clause about the user and the target. */
  readonly title: (who: string, target: string) => string;
}

/** @internal The clauses of a file that requests can break, each with the users that it names. */
export function clausesOf(file: RulesFile, directory: RuleDirectory, matcher: TargetMatcher): Clause[] {
  return [
    ...file.rules.flatMap((each) => ruleClauses(each, directory, matcher)),
    ...file.tests.flatMap((each) => (each.cannotReach.length === 0 ? [] : cannotReach(each, directory))),
  ];
}

function ruleClauses(rule: HouseRule, directory: RuleDirectory, matcher: TargetMatcher): Clause[] {
  const { name, verb, to, except } = rule;
  const common = { key: name, source: `the rule "${name}"`, to, except, concerns: isAny };
  switch (verb.kind) {
    case "public":
      return [
        {
          ...common,
          concerns: isHost,
          offender: (reach) =>
            verb.targets.some((each) => matcher.covers(each, reach))
              ? undefined
              : findStranger(reach.users, Certainty.CERTAIN),
          title: (who, target) => `${target} is open to ${who}, and is not among the public hosts`,
        },
      ];
    case "deny":
      return [{ ...common, ...denied(verb.users, directory) }];
    case "only":
      return [
        {
          ...common,
          offender: remembered((users, moment) =>
            findUser(and(users, not(directory.usersOf(verb.users, users, moment === "between" ? "once" : moment)))),
          ),
          title: (who, target) => `${who} reaches ${target}, which is only for ${verb.users.label}`,
        },
      ];
    case "require":
      return requireClauses(verb, common);
  }
}

function cannotReach({ users, cannotReach: to }: HouseTest, directory: RuleDirectory): Clause {
  return {
    key: `cannotReach:${users.label}`,
    source: `a test of ${users.label}`,
    to,
    except: [],
    concerns: isAny,
    ...denied(users, directory),
  };
}

function denied(who: RuleUsers, directory: RuleDirectory): Pick<Clause, "offender" | "title"> {
  return {
    offender: remembered((users, moment) =>
      findUser(and(users, directory.usersOf(who, users, moment === "between" ? "always" : moment))),
    ),
    title: (user, target) => `${user} reaches ${target}, which ${who.label} must not reach`,
  };
}

type Common = Pick<Clause, "key" | "source" | "to" | "except" | "concerns">;

function requireClauses({ mfa, layers, posture = [] }: RequireVerb, common: Common): Clause[] {
  const clauses: Clause[] = [];
  if (mfa === true) {
    clauses.push({
      ...common,
      // Gateway cannot require it, so that only targets that are named are meant.
      concerns: (target, reach) => isHost(target, reach) || target.kind !== "all",
      offender: remembered((users) => findUser(and(users, not(has(MFA))))),
      title: (who, target) => `${who} reaches ${target} without MFA`,
    });
  }
  if (layers !== undefined) {
    clauses.push({
      ...common,
      key: clauses.length === 0 ? common.key : `${common.key}:layers`,
      concerns: isHost,
      offender: (reach) => {
        const open = reach.layers.flatMap((users) => findStranger(users, Certainty.CERTAIN) ?? []);
        return reach.layers.length - open.length < layers ? open[0] : undefined;
      },
      title: (_, target) => `${target} has fewer than ${layers} ${layers === 1 ? "layer" : "layers"} of protection`,
    });
  }
  for (const check of [...new Set(posture)].sort()) {
    clauses.push({
      ...common,
      key: `${common.key}:${check}`,
      offender: remembered((users) => findUser(and(users, not(passing(check, users))))),
      title: (who, target) => `${who} reaches ${target} without the posture check ${check}`,
    });
  }
  return clauses;
}

const MFA = attribute("authentication method", "mfa", "identified", "authenticated by mfa", "not authenticated by mfa");

/** The users whose devices pass a posture check with this name. */
function passing(check: string, users: Formula): Formula {
  const isCheck = ({ kind, value, words }: Attribute) =>
    kind === "request" && (value === `posture ${check}` || words === `whose device passes ${check}`);
  return or(...attributesOf(users).filter(isCheck).map(has));
}

function isAny(): boolean {
  return true;
}

function isHost(_: RuleTarget, { destination }: Reach): boolean {
  return destination === undefined;
}

type Find = (users: Formula, moment: Exclude<Moment, "always" | "once"> | "between") => User | undefined;

/** Many targets have the same users. */
function remembered(find: Find): Clause["offender"] {
  const known = new Map<string, WeakMap<object, { readonly user?: User }>>();
  return ({ users }, moment) => {
    if (typeof users === "boolean") return find(users, moment);
    const byUsers = known.get(moment) ?? new WeakMap<object, { readonly user?: User }>();
    known.set(moment, byUsers);
    const found = byUsers.get(users) ?? { user: find(users, moment) };
    byUsers.set(users, found);
    return found.user;
  };
}
