import { Clause, clausesOf } from "./clauses";
import type { HouseRule, RulesFile } from "./model";
import { longSession } from "./sessions";
import { RuleTarget, TargetMatcher } from "./targets";
import { RuleDirectory } from "./users";
import { and } from "../../reachability/users/formula";
import { Certainty, findStranger, findUser, User } from "../../reachability/users/search";
import type { EvaluatedState } from "../../rehearsal/checks/comparison";
import type { Reach } from "../../rehearsal/checks/exposure";
import type { Examination, StateVisit, Window } from "../examination";
import { FindingContext, OpenFinding, sequenceOf } from "../findings";
import type { CheckFinding, ResourceChange } from "../model";
import type { Projection } from "../targets/projection";

/** A user and the request with which a rule is broken. */
interface Breach {
  readonly reach: Reach;
  readonly user: User;
}

/** @internal The rules and tests of zero-trust.yaml, for one change. */
export class HouseRules {
  private readonly matcher: TargetMatcher;
  private readonly directory: RuleDirectory;
  private readonly clauses: readonly Clause[];
  private readonly matched = new Map<RuleTarget, boolean>();
  private readonly windows = new Map<Projection, Map<Clause, Window<Breach>>>();

  /** @param hostnames the published hosts, with "*" for all other names */
  public constructor(
    private readonly file: RulesFile,
    changes: readonly ResourceChange[],
    hostnames: Iterable<string>,
  ) {
    this.matcher = new TargetMatcher(new Set(hostnames));
    this.directory = new RuleDirectory(changes);
    this.clauses = clausesOf(file, this.directory, this.matcher);
    for (const target of this.targets()) this.matched.set(target, false);
  }

  /** Records the states of a target that break a rule. */
  public visit(projection: Projection, isOwn: FindingContext["isOwn"], visit: StateVisit): void {
    const known = this.windows.get(projection) ?? new Map<Clause, Window<Breach>>();
    this.windows.set(projection, known);
    if (visit.done.size === 0) return;
    for (const clause of this.clausesFor(projection)) {
      if (known.has(clause)) continue;
      const breach = this.breachOf(clause, visit.state, isOwn, "between");
      if (breach === undefined) continue;
      const endedBy = visit.endedBy((state) => this.breachOf(clause, state, isOwn, "between") === undefined);
      known.set(clause, { what: breach, done: visit.done, steps: visit.steps(), endedBy });
    }
  }

  /** The findings about one target. */
  public findingsOf(examination: Examination, context: FindingContext): OpenFinding[] {
    const { projection } = examination;
    const found = [
      ...this.clausesFor(projection).flatMap((clause) => this.clauseFinding(clause, examination, context) ?? []),
      ...this.file.rules.flatMap((rule) => this.sessionFinding(rule, examination, context) ?? []),
      ...this.testFindings(examination, context),
    ];
    return [...new Map(found.map((each) => [each.id, each])).values()];
  }

  /** Whether the rules permit that a target is open to anyone after the apply. */
  public permitsPublic({ after }: Examination, { isOwn }: FindingContext): boolean {
    const permitted = this.file.rules.flatMap(({ verb }) => (verb.kind === "public" ? verb.targets : []));
    const open = reachesOf(after, isOwn).filter((each) => findStranger(each.users, Certainty.CERTAIN) !== undefined);
    return open.length > 0 && open.every((reach) => permitted.some((each) => this.matcher.covers(each, reach)));
  }

  /** What matches nothing, after the findings of all targets. */
  public unmatched(): CheckFinding[] {
    const notes = [
      ...this.file.rules.flatMap(({ name, verb, to, except }) =>
        [...to, ...except, ...(verb.kind === "public" ? verb.targets : [])].flatMap((target) =>
          this.isIdle(target) ? note(name, target.text, `the rule "${name}": ${target.text} matches no target`) : [],
        ),
      ),
      ...this.file.tests.flatMap(({ users: { label }, reaches, cannotReach }) => [
        ...reaches.filter((each) => this.isIdle(each)).map((each) => missingFinding(label, each.text)),
        ...cannotReach
          .filter((each) => this.isIdle(each))
          .map((each) => note(label, each.text, `a test of ${label}: ${each.text} matches no target`)),
      ]),
      ...this.directory
        .unknown()
        .map((each) => note("people", each, `no policy or group contains ${each}; see whether the name is correct`)),
    ];
    return [...new Map(notes.map((each) => [each.id, each])).values()];
  }

  /** "*" is meant for the targets that exist. */
  private isIdle(target: RuleTarget): boolean {
    return target.kind !== "all" && this.matched.get(target) === false;
  }

  private *targets(): Iterable<RuleTarget> {
    for (const { verb, to, except } of this.file.rules) {
      yield* to;
      yield* except;
      if (verb.kind === "public") yield* verb.targets;
    }
    for (const { reaches, cannotReach } of this.file.tests) {
      yield* reaches;
      yield* cannotReach;
    }
  }

  private clausesFor({ kind, target }: Projection): Clause[] {
    if (kind === "route") return [...this.clauses];
    return this.clauses.filter(({ to }) => to.some((each) => this.matcher.mayMatchHost(each, target)));
  }

  /** The requests of a rule, without those of its exceptions. */
  private requestsOf(
    { to, except, concerns = () => true }: Pick<HouseRule, "to" | "except"> & Partial<Pick<Clause, "concerns">>,
    state: EvaluatedState,
    isOwn: FindingContext["isOwn"],
  ): Reach[] {
    const found = new Set(
      to.flatMap((target) => this.matching(target, state, isOwn).filter((each) => concerns(target, each))),
    );
    return [...found].filter((reach) => !except.some((each) => this.matcher.covers(each, reach)));
  }

  private matching(target: RuleTarget, state: EvaluatedState, isOwn: FindingContext["isOwn"]): Reach[] {
    const found = this.matcher.matching(target, state, isOwn);
    if (found.length > 0) this.matched.set(target, true);
    return found;
  }

  private breachOf(
    clause: Clause,
    state: EvaluatedState,
    isOwn: FindingContext["isOwn"],
    moment: "before" | "after" | "between",
  ): Breach | undefined {
    for (const reach of this.requestsOf(clause, state, isOwn)) {
      const user = clause.offender(reach, moment);
      if (user !== undefined) return { reach, user };
    }
    return undefined;
  }

  private clauseFinding(clause: Clause, examination: Examination, context: FindingContext): OpenFinding | undefined {
    const { projection, before, after } = examination;
    this.markMatched(clause, examination, context);
    const steady = this.breachOf(clause, after, context.isOwn, "after");
    if (steady !== undefined) return brokenFinding(clause, projection, steady, context);
    // A rule that the state before breaks is broken until the change is applied, which is what the change is for.
    if (this.breachOf(clause, before, context.isOwn, "before") !== undefined) return undefined;
    const window = this.windows.get(projection)?.get(clause);
    if (window === undefined) return undefined;
    const found = brokenFinding(clause, projection, window.what, context);
    return {
      ...found,
      title: `${found.title}, while the apply runs`,
      ...sequenceOf(window, "broken from here", context),
    };
  }

  private markMatched({ except }: Clause, { before, after }: Examination, { isOwn }: FindingContext): void {
    const permitted = this.file.rules.flatMap(({ verb }) => (verb.kind === "public" ? verb.targets : []));
    for (const target of [...except, ...permitted]) {
      if (this.matched.get(target) === true) continue;
      for (const state of [before, after]) this.matching(target, state, isOwn);
    }
  }

  private sessionFinding(
    rule: HouseRule,
    { projection, after }: Examination,
    { isOwn }: FindingContext,
  ): OpenFinding | undefined {
    const { name, verb } = rule;
    if (verb.kind !== "require" || verb.session === undefined || projection.kind !== "host") return undefined;
    const reaches = this.requestsOf(rule, after, isOwn);
    if (reaches.length === 0) return undefined;
    const objects = projection.changes.flatMap((each) => each.after ?? []);
    const session = longSession(objects, reaches, verb.session.minutes);
    if (session === undefined) return undefined;
    const { duration, source, isKnown } = session;
    return finding(`${name}:session`, projection, {
      title: isKnown
        ? `a session at ${projection.target} lasts ${duration}, and ${verb.session.text} is permitted`
        : `the duration of a session at ${projection.target} is not known`,
      why: `${source} has the session duration "${duration}"; the rule "${name}" permits ${verb.session.text}`,
      fix: `set a session duration of ${verb.session.text} or less, or change the rule`,
    });
  }

  private testFindings({ projection, after }: Examination, { isOwn }: FindingContext): OpenFinding[] {
    return this.file.tests.flatMap(({ users, reaches }) =>
      reaches.flatMap((target) => {
        const found = this.matching(target, after, isOwn);
        const isReached = ({ certainUsers }: Reach) =>
          findUser(and(certainUsers, this.directory.usersOf(users, certainUsers, "after"))) !== undefined;
        if (found.length === 0 || found.some(isReached)) return [];
        return finding(`reaches:${users.label}`, projection, {
          title: `${users.label} does not reach ${projection.target}`,
          who: users.label,
          why: `no policy allows the users of the test after the apply`,
          fix: "allow them in a policy, or change the test",
        });
      }),
    );
  }
}

function reachesOf(state: EvaluatedState, isOwn: FindingContext["isOwn"]): Reach[] {
  return [...state.reaches()].filter(({ isResolved, target }) => isResolved && isOwn(target));
}

function brokenFinding(
  { key, title, source }: Clause,
  projection: Projection,
  { reach, user }: Breach,
  { describe }: FindingContext,
): OpenFinding {
  const who = describe(user);
  return finding(key, projection, {
    title: title(who, projection.target),
    who: who === "anyone" ? "anyone on the internet" : who,
    why: `${source} is broken by ${reach.destination === undefined ? "the request" : "a connection to"} ${reach.target}, which ${reach.origin} answers`,
    fix: "change the policies of the target, or change the rule",
  });
}

function finding(
  key: string,
  { target, changes }: Projection,
  texts: Pick<OpenFinding, "title" | "who" | "why" | "fix">,
): OpenFinding {
  const addresses = changes.filter(({ after }) => after !== undefined).map(({ address }) => address);
  return { id: `rule-broken@${target}#${key}`, rule: "rule-broken", target, addresses, ...texts };
}

function note(name: string, text: string, title: string): CheckFinding {
  return {
    id: `rule-unmatched@${text}#${name}`,
    rule: "rule-unmatched",
    fails: false,
    target: text,
    title,
    addresses: [],
  };
}

function missingFinding(label: string, text: string): CheckFinding {
  return {
    id: `rule-broken@${text}#reaches:${label}`,
    rule: "rule-broken",
    fails: true,
    target: text,
    title: `${label} does not reach ${text}, because there is no such target`,
    who: label,
    addresses: [],
  };
}
