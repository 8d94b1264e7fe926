import { isExpression } from "../../core/terraform/expressions";
import { blocks, isValues, Values } from "../../core/terraform/values";
import { objectsOf } from "../../inventory/terraform/objects";
import type { NotUnderstood } from "../model";
import { DECIDES, FREE } from "./not-understood";

/** The values that are invented for one stack. */
export interface InventedValues {
  /** The variables without a value, with their placeholders. */
  readonly placeholders: Values;
  /** The data sources for which the user gives values, such as "data.http.motd". */
  readonly answered: ReadonlySet<string>;
}

/** Expressions whose result is not a part of their operands, so that an invented value can have another result. */
const DECISION =
  /[?=!<>&|%]|\b(?:if|for|can|try|lookup|contains|coalesce|coalescelist|startswith|endswith|strcontains|regex|regexall|one|element|alltrue|anytrue|compact|length|index|setintersection|setsubtract|setunion|min|max)\b/;

const REFERENCE = /(?<![\w.-])(?:var\.([\w-]+)|(data\.[a-z]\w*\.[\w-]+)|local\.([\w-]+))/g;

/**
 * The attributes that decide who reaches what, and that depend on a condition about an invented value. With the true
 * value, Terraform may take the other branch. A text such as a zone name is only inserted, so that any will do.
 *
 * @internal
 */
export function inventedDecisions(terraform: Values, invented: InventedValues): NotUnderstood[] {
  const locals: Values = Object.assign({}, ...blocks(terraform.locals)) as Values;
  return objectsOf(terraform)
    .filter(({ type, data }) => DECIDES.test(type) && !data)
    .flatMap(({ address, type, values }) =>
      Object.entries(values)
        .filter(([key]) => !FREE.has(key) && (key !== "name" || type === "cloudflare_dns_record"))
        .flatMap(([where, value]): NotUnderstood[] => {
          const isRepetition = where === "count" || where === "for_each";
          const sources = [...new Set(decidedBy(value, isRepetition, { locals, ...invented }, new Set()))];
          if (sources.length === 0) return [];
          const why = `it depends on the value of ${sources.join(" and ")}, which is invented; specify it with ${remedy(sources)}`;
          return [{ address, where, why }];
        }),
    );
}

function remedy(sources: readonly string[]): string {
  const isData = (source: string) => source.startsWith("data.");
  const variable = sources.find((each) => !isData(each));
  return [
    ...(variable === undefined ? [] : [`--var-file or TF_VAR_${variable.slice("var.".length)}`]),
    ...(sources.some(isData) ? ["--data"] : []),
  ].join(" and ");
}

interface Scope extends InventedValues {
  readonly locals: Values;
}

/** The invented values of which conditions in a value decide. */
function decidedBy(value: unknown, isDecision: boolean, scope: Scope, visited: ReadonlySet<string>): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => decidedBy(each, isDecision, scope, visited));
  if (isValues(value)) {
    return Object.entries(value).flatMap(([key, each]) =>
      decidedBy(each, isDecision || key === "for_each", scope, visited),
    );
  }
  if (typeof value !== "string" || !isTemplate(value)) return [];
  const decides = isDecision || DECISION.test(withoutTexts(value));
  return [...value.matchAll(REFERENCE)].flatMap(([, variable, data, local]) => {
    if (local !== undefined) {
      const inner = new Set([...visited, local]);
      return visited.has(local) ? [] : decidedBy(scope.locals[local], decides, scope, inner);
    }
    if (data !== undefined) {
      const isInvented = !data.startsWith("data.terraform_remote_state.") && !scope.answered.has(data);
      return decides && isInvented ? [data] : [];
    }
    const placeholder = scope.placeholders[variable];
    return placeholder !== undefined && (decides || typeof placeholder !== "string") ? [`var.${variable}`] : [];
  });
}

function isTemplate(written: string): boolean {
  return isExpression(written) || written.includes("%{");
}

/** An expression without the texts in it, and without the text around it. */
function withoutTexts(template: string): string {
  const directives = template.includes("%{") ? "if" : "";
  const parts = [...template.matchAll(/\$\{(.*?)\}(?=[^}]*(?:\$\{|$))/gs)].map(([, part]) => part);
  return [directives, ...parts].join(" ").replace(/"(?:[^"\\]|\\.)*"/g, '""');
}
