import { clip, plain } from "./plain";
import { isAccepted } from "./view";
import type { CheckFinding, CheckReport, RuleId } from "../model";

/** The rules whose findings a diagram shows better than a row. */
const DRAWN: readonly RuleId[] = ["public-host", "public-route", "exposure-window"];
const LABEL_LIMIT = 38;

/** @internal Who reaches a target, and the call that makes it so. Labels are short and printable. */
export interface DiagramRow {
  readonly who: string;
  /** When the users reach the target. */
  readonly when: string;
  readonly target: string;
  readonly origin?: string;
  readonly call?: { readonly operation: string; readonly object: string };
}

/** @internal The findings that need a diagram: public targets, exposure windows, and several removed layers. */
export function drawnFindings({ findings }: CheckReport): CheckFinding[] {
  const shown = findings.filter((finding) => !isAccepted(finding));
  const layers = shown.filter(({ rule }) => rule === "layer-removed");
  return shown.filter(({ rule }) => DRAWN.includes(rule) || (rule === "layer-removed" && layers.length > 1));
}

/** @internal Finds the origins of targets. */
export function originsOf({ targets }: CheckReport): Map<string, string> {
  return new Map(targets.map(({ target, origin }) => [target, origin]));
}

/** @internal What a diagram shows of a finding. */
export function diagramRow(finding: CheckFinding, origins: ReadonlyMap<string, string>): DiagramRow {
  const { rule, target, who, steps = [] } = finding;
  const origin = origins.get(target);
  const step = steps.find(({ effect }) => effect !== undefined);
  return {
    who: label(who ?? (rule === "layer-removed" ? "users" : "anyone")),
    when: rule === "exposure-window" ? "while the apply runs" : "after the apply",
    target: label(target),
    ...(origin === undefined || origin === "" ? {} : { origin: label(origin) }),
    ...(step === undefined ? {} : { call: { operation: label(step.operation), object: objectLabel(step.address) } }),
  };
}

/** "access_application.a["wiki"]" of "module.x.cloudflare_zero_trust_access_application.a["wiki"]". */
function objectLabel(address: string): string {
  return label(
    address.replace(/^(?:module\.[\w-]+(?:\[[^\]]*\])?\.)*/, "").replace(/^cloudflare_(?:zero_trust_)?/, ""),
  );
}

function label(text: string): string {
  return clip(plain(text), LABEL_LIMIT) || "(no name)";
}
