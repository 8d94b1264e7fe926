import type { RealProviderExploration, RealProviderResult } from "./explore-real-provider";
import { count } from "../../inventory/text-layout";
import { isGettingThrough } from "../checks/exposure";
import { describeCall, describeExposure, levelLabel, openedIn, openLines, short } from "../report";

/** @internal Renders the result of an exploration with the real provider as text. */
export function renderRealProvider(exploration: RealProviderExploration): string {
  const { results, scenarios, notUnderstood, seconds } = exploration;
  const { exposed, partial } = exposedIn(exploration);
  const [open, opened] = [openLines(exploration), openedIn(exploration)];
  const lines = [
    ...exposureLines(results),
    ...grouped("NOT CONVERGED, but not exposed", results, ({ errors }) => (errors === undefined ? [] : [errors])),
    ...grouped("SECOND PLAN NOT EMPTY", results, ({ planned }) => planned),
    ...grouped("LEFT BEHIND, in no Terraform state", results, ({ left }) => left),
    ...notUnderstood.map((request) => `NOT UNDERSTOOD by the stand-in: ${request}`),
    ...open,
    ...(notUnderstood.length + open.length > 0 ? [""] : []),
    `${scenarios.done} of ${count(scenarios.planned, "fault scenario")} with the real provider` +
      `${scenarios.done < scenarios.planned ? " (the time budget expired)" : ""} in ${seconds.toFixed(0)} s`,
    ...(exposed.length > 0 ? [`EXPOSED: ${exposed.join(", ")}`] : []),
    ...(opened.length > 0 ? [`EXPOSED after the apply: ${opened.join(", ")}`] : []),
    ...(exposed.length + opened.length === 0 ? [`no exposure in the ${scenarios.done} tried`] : []),
    ...(partial.length > 0 ? [`PARTIALLY PROTECTED: ${partial.join(", ")}`] : []),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** @internal The targets that are exposed, and those that only one layer protects. */
export function exposedIn({ results }: Pick<RealProviderExploration, "results">): {
  readonly exposed: string[];
  readonly partial: string[];
} {
  const all = results.flatMap(({ exposures }) => exposures);
  const targets = (isExposed: boolean) => [
    ...new Set(all.filter((each) => isGettingThrough(each) === isExposed).map(({ target }) => target)),
  ];
  return { exposed: targets(true).sort(), partial: targets(false).sort() };
}

/** Each exposure in the first scenario that has it. */
function exposureLines(results: RealProviderResult[]): string[] {
  const known = new Set<string>();
  return results.flatMap(({ transition, fault, exposures }) =>
    exposures.flatMap((exposure) => {
      const key = [transition, exposure.level, exposure.target, exposure.origin].join("\n");
      if (known.has(key)) return [];
      known.add(key);
      return [
        `${levelLabel(exposure.level)} ${exposure.target}: ${describeExposure(exposure)}`,
        `  ${transition}: ${short(fault)}`,
        ...exposure.calls.map((call, i) => `  ${i + 1} ${call.run}: ${describeCall(call)}`),
        "",
      ];
    }),
  );
}

/** The scenarios of each finding. The same finding in many scenarios is shown with the first of them. */
function grouped(
  heading: string,
  results: RealProviderResult[],
  findingsOf: (result: RealProviderResult) => string[],
): string[] {
  const groups = new Map<string, RealProviderResult[]>();
  for (const result of results) {
    for (const finding of findingsOf(result)) groups.set(finding, [...(groups.get(finding) ?? []), result]);
  }
  return [...groups].flatMap(([finding, [first, ...others]]) => [
    `${heading}: ${short(finding)}`,
    `  ${first.transition}: ${short(first.fault)}${others.length > 0 ? `, and ${others.length} more` : ""}`,
    "",
  ]);
}
