import { accessChangesOf } from "./access-changes";
import { Examination, Examiner, StateVisit } from "./examination";
import { affectedBy, FindingContext, findingsOf, gainFindings, notUnderstoodFinding, OpenFinding } from "./findings";
import type { AccessChange, ChangeSet, CheckFinding, CheckReport, FailureClass, TargetRow } from "./model";
import type { Order } from "./order/order";
import { applyAcceptances } from "./rules/acceptances";
import { HouseRules } from "./rules/house-rules";
import type { RulesFile } from "./rules/model";
import { placesIn } from "./rules/targets";
import { targetRows } from "./target-rows";
import { HostTargets } from "./targets/hosts";
import { isUnchanged, Projection } from "./targets/projection";
import { routeTargets } from "./targets/routes";
import { compare } from "../core/terraform/values";
import { describeEnrolledUser } from "../reachability/gateway/enrolled-users";
import { describeUser } from "../reachability/users/user-text";
import { privateRoutes } from "../rehearsal/checks/private-routes";
import { publishedHosts } from "../rehearsal/checks/published-hosts";

/** @internal The classes of findings that fail by default. */
export const DEFAULT_FAIL_ON: readonly FailureClass[] = ["public", "users", "unknown"];

/** @internal The options of a check. */
export interface CheckOptions {
  /** @default DEFAULT_FAIL_ON */
  readonly failOn?: readonly FailureClass[];
  /** Whether a wildcard record elsewhere may lead every name to every tunnel. @default false */
  readonly assumeForeignRecords?: boolean;
  /** The content of zero-trust.yaml. @default - no rules */
  readonly rules?: RulesFile;
  /** The zero-trust.yaml of the base branch. Acceptances that it does not contain do not count yet. */
  readonly baseRules?: RulesFile;
  /** The current day (UTC), as YYYY-MM-DD, for acceptances. @default - today */
  readonly today?: string;
  /** Whether to assume that the connector checks no token. @default false */
  readonly ignoreTokenCheck?: boolean;
}

const ASSUMPTIONS = [
  "a change takes effect as soon as the API has confirmed it",
  "deleting a tunnel configuration removes no rule before the tunnel is deleted",
  "a retry applies the same configuration",
];

/**
 * Determines what a change exposes, to whom, and whether that holds in every order and after every failure.
 *
 * @param order the order of the apply; undefined if it is not known
 * @internal
 */
export function check(changeSet: ChangeSet, order: Order | undefined, options: CheckOptions = {}): CheckReport {
  const { changes, notUnderstood } = changeSet;
  const hosts = publishedHosts({
    resolveEverything: options.assumeForeignRecords === true,
    ignoreTokenCheck: options.ignoreTokenCheck,
  });
  const routes = privateRoutes(placesIn(options.rules));
  const examiner = new Examiner(order);
  const hostTargets = new HostTargets(changes).all();
  const house =
    options.rules && new HouseRules(options.rules, changes, new Set(hostTargets.map(({ target }) => target)));
  const contextOf = ({ projection: { kind, target } }: Pick<Examination, "projection">): FindingContext => ({
    describe: kind === "host" ? describeUser : describeEnrolledUser,
    isOwn: kind === "host" ? isRequestTo(target) : () => true,
    ...(order !== undefined && { order }),
  });
  const examine = (projection: Projection) => {
    const { isOwn } = contextOf({ projection });
    const observe = house && ((visit: StateVisit) => house.visit(projection, isOwn, visit));
    return examiner.examine(projection, projection.kind === "host" ? hosts : routes, observe);
  };
  const examinations = [...hostTargets, ...routeTargets(changes)].map(examine);
  const accessChanges = examinations.flatMap((each) => {
    const { describe, isOwn } = contextOf(each);
    return accessChangesOf(each, isOwn, describe);
  });
  const found = [
    ...examinations.flatMap((each) => {
      const context = contextOf(each);
      const isPermitted = house?.permitsPublic(each, context) === true;
      return findingsOf(each, context).filter(({ rule }) => !isPermitted || !PERMITTED.has(rule));
    }),
    ...(house === undefined ? [] : examinations.flatMap((each) => house.findingsOf(each, contextOf(each)))),
    ...notUnderstood.map((each) => notUnderstoodFinding(each, affectedBy(each.address, examinations))),
    // As notes, they would only repeat the access changes.
    ...((options.failOn ?? options.rules?.failOn)?.includes("gain") === true ? gainFindings(accessChanges) : []),
  ];
  return reportOf(changeSet, found, house?.unmatched() ?? [], accessChanges, examinations, options);
}

/** The findings that a rule with `public` permits. */
const PERMITTED: ReadonlySet<CheckFinding["rule"]> = new Set(["public-host", "public-existing"]);

function isRequestTo(hostname: string): (request: string) => boolean {
  const name = hostname === "*" ? "<any other name>" : hostname;
  return (request) => request.replace(/^OPTIONS /, "").startsWith(`https://${name}/`);
}

function reportOf(
  { name, changes, provenance }: ChangeSet,
  found: OpenFinding[],
  notes: CheckFinding[],
  accessChanges: AccessChange[],
  examinations: Examination[],
  { rules, baseRules: base, failOn = rules?.failOn ?? DEFAULT_FAIL_ON, today = dayOf(new Date()) }: CheckOptions,
): CheckReport {
  const graded = found.map((each): CheckFinding => ({
    ...each,
    fails: each.failureClass === undefined || failOn.includes(each.failureClass),
  }));
  const all = [...graded, ...notes];
  const findings =
    rules === undefined ? all : applyAcceptances(all, rules, { today, ...(base !== undefined && { base }) });
  const failing = findings.filter(({ fails }) => fails);
  const isIncomplete = failing.length > 0 && failing.every(({ rule }) => rule === "not-understood");
  const isChanged = ({ projection }: Examination) => projection.changes.some((each) => !isUnchanged(each));
  const numberOf = (kind: "host" | "route", which: (each: Examination) => boolean) =>
    examinations.filter((each) => each.projection.kind === kind && which(each)).length;
  const changed = new Set(examinations.filter(isChanged).map(({ projection }) => projection.target));
  return {
    name,
    passes: failing.length === 0,
    exitCode: failing.length === 0 ? 0 : isIncomplete ? 3 : 1,
    headline: headlineOf(failing.sort(byWeight), findings, accessChanges),
    findings: findings.sort(byWeight),
    accessChanges: accessChanges.sort(byTarget),
    checked: {
      changes: changes.filter(({ action }) => action !== "no-op").length,
      hosts: numberOf("host", () => true),
      routes: numberOf("route", () => true),
      states: examinations.reduce((sum, { states }) => sum + states, 0),
      everyOrder: examinations.every(({ gap }) => gap === undefined),
    },
    assumptions: ASSUMPTIONS,
    unchanged: {
      hosts: numberOf("host", (each) => !isChanged(each)),
      routes: numberOf("route", (each) => !isChanged(each)),
    },
    targets: targetRows(changes, changed) satisfies TargetRow[],
    provenance,
  };
}

/** @internal The day of a time (UTC), as YYYY-MM-DD. */
export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

const RULES: CheckFinding["rule"][] = [
  "public-host",
  "public-route",
  "exposure-window",
  "rule-broken",
  "acceptance-expired",
  "not-understood",
  "layer-removed",
  "lockout",
  "public-existing",
  "access-gained",
  "rule-unmatched",
  "acceptance-expiring",
  "acceptance-pending",
  "acceptance-unused",
];

/** Those that fail first, then by rule, then by target. */
function byWeight(a: CheckFinding, b: CheckFinding): number {
  return (
    Number(b.fails) - Number(a.fails) ||
    classRank(a) - classRank(b) ||
    RULES.indexOf(a.rule) - RULES.indexOf(b.rule) ||
    compare(a.id, b.id)
  );
}

function classRank({ failureClass }: CheckFinding): number {
  return failureClass === "public" ? 0 : 1;
}

function byTarget(a: AccessChange, b: AccessChange): number {
  return compare(a.target, b.target) || compare(a.change, b.change) || compare(a.who, b.who);
}

function headlineOf(
  failing: readonly CheckFinding[],
  findings: readonly CheckFinding[],
  accessChanges: readonly AccessChange[],
): string {
  if (failing.length > 0) return `${plural(failing.length, "failure")}. ${failing[0].title}`;
  const gaining = accessChanges.filter(({ change }) => change === "gains").length;
  const losing = accessChanges.length - gaining;
  if (accessChanges.length === 0) return "no user gains or loses access";
  const open = findings.filter(({ rule }) => rule === "public-host" || rule === "public-route").length;
  const becoming = open === 0 ? "no target becomes" : open === 1 ? "1 target becomes" : `${open} targets become`;
  return `${count(gaining, "gains")}, ${count(losing, "loses")}, ${becoming} public`;
}

function count(rows: number, verb: "gains" | "loses"): string {
  if (rows === 0) return `no user ${verb} access`;
  return rows === 1
    ? `1 kind of user ${verb} access`
    : `${rows} kinds of users ${verb === "gains" ? "gain" : "lose"} access`;
}

function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
