import { changeBetween } from "./synthesized-steps";
import { check } from "../../lib/check/check";
import { Examiner } from "../../lib/check/examination";
import type { FailureClass } from "../../lib/check/model";
import { requestOf } from "../../lib/check/rules/targets";
import { HostTargets } from "../../lib/check/targets/hosts";
import { routeTargets } from "../../lib/check/targets/routes";
import { NOTHING, privateRoutes, publishedHosts, Step } from "../../lib/rehearsal";
import { campaign, CampaignOptions } from "../rehearsal/fixtures/campaign";

/** The exposures that the rehearsal of one edit finds, and those among them that the check does not find. */
export interface Agreement {
  readonly edit: string;
  readonly scenario: unknown;
  readonly faultScenarios: number;
  /** Transition, level and request of each exposure. */
  readonly rehearsed: string[];
  readonly missing: string[];
  /** Why the check did not cover every order, and the findings about what it does not understand. */
  readonly gaps: string[];
}

const ALL: FailureClass[] = ["public", "users", "layer", "unknown"];

/** Compares the check with the rehearsal for one random edit after the other, without end. */
export async function* agreements(options: CampaignOptions): AsyncGenerator<Agreement, never> {
  for await (const { scenario, steps, faultScenarios, exposures, mixtures } of campaign(options)) {
    const checked = steps.map((step, i) => checkedTransition(steps[i - 1], step));
    const found = new Set(checked.flatMap((each) => each.exposures));
    // The check has no limit for what no order of a single apply avoids.
    const all = [...exposures, ...Object.values(mixtures).flat()];
    const rehearsed = [...new Set(all.map((each) => `${each.transition}: ${each.level} ${each.target}`))];
    const missing = rehearsed.filter((each) => !found.has(each));
    yield {
      edit: scenario.edit,
      scenario,
      faultScenarios,
      rehearsed,
      missing,
      gaps: checked.flatMap(({ gaps }) => gaps),
    };
  }
  throw new Error("a campaign has no end");
}

function checkedTransition(before: Step | undefined, after: Step): { exposures: string[]; gaps: string[] } {
  const { changeSet, order } = changeBetween(before, after);
  const examiner = new Examiner(order);
  const hosts = publishedHosts({ resolveEverything: true });
  const examinations = [
    ...new HostTargets(changeSet.changes).all().map((each) => examiner.examine(each, hosts)),
    ...routeTargets(changeSet.changes).map((each) => examiner.examine(each, privateRoutes())),
  ];
  const transition = `${(before ?? NOTHING).name} -> ${after.name}`;
  const report = check(changeSet, order, { assumeForeignRecords: true, failOn: ALL });
  const exposures = examinations.flatMap((each) => each.exposures.map(({ what }) => what));
  const reported = new Set(report.findings.map(({ target }) => target));
  // The objects of one host can expose another one, which has a finding of its own.
  const unreported = examinations.filter(({ projection: { kind, target }, exposures: all }) => {
    const own = all.filter(({ what }) => kind === "route" || requestOf(what).hostname === target);
    return own.length > 0 && !reported.has(target);
  });
  return {
    exposures: exposures.map(({ level, target }) => `${transition}: ${level} ${target}`),
    gaps: [
      ...report.findings.filter(({ rule }) => rule === "not-understood").map(({ id, why }) => `${id}: ${why}`),
      ...unreported.map(({ projection }) => `no finding for ${projection.target}`),
    ],
  };
}
