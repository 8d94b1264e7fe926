import { blocks, list, Values } from "../../core/terraform/values";

/**
 * The policies of an application, or their ids, in the order in which Access evaluates them. A policy without a
 * precedence gets the one after that of the policy before it in the list.
 *
 * @internal
 */
export function inEvaluationOrder(policies: unknown): Values[] {
  const written = list(policies).flatMap((each) => (typeof each === "string" ? { id: each } : blocks(each)));
  let last = 0;
  const numbered = (written as Values[]).map((policy) => {
    last = precedenceOf(policy) ?? last + 1;
    return { policy, precedence: last };
  });
  return numbered.sort((a, b) => a.precedence - b.precedence).map(({ policy }) => policy);
}

/** Terraform converts a text to a number. */
function precedenceOf({ precedence }: Values): number | undefined {
  const number = Number(precedence ?? NaN);
  return Number.isNaN(number) ? undefined : number;
}
