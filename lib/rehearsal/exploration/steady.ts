import type { Baseline } from "./baseline";
import { parseCidr } from "../../core/addresses/cidr";
import { text } from "../../core/terraform/values";
import { hasKind } from "../../inventory/network/read";
import { attributesOf } from "../../reachability/users/formula";
import { Certainty, findStranger } from "../../reachability/users/search";
import type { EvaluatedState } from "../checks/comparison";
import type { StateCheck } from "../checks/states";
import type { CloudObject } from "../cloud/object";

/** @internal A target that is open in a steady state, so that no window is needed to reach it. */
export interface OpenTarget {
  /** The request or the address. */
  readonly target: string;
  /** Such as "anyone". */
  readonly to: string;
  readonly when: "before" | "after" | "before and after";
  /** The name of the transition. */
  readonly transition: string;
  /** Whether the transition opens it, and no comment declares why. */
  readonly isOpened?: true;
}

/** @internal The targets that are open before or after a transition. They are no exposure windows. */
export function openTargets(
  { name, steadyBefore, steadyAfter }: Pick<Baseline, "name" | "steadyBefore" | "steadyAfter">,
  checks: StateCheck[],
): OpenTarget[] {
  return checks.flatMap((check) => {
    const reached = check.stateOf(steadyAfter);
    const before = strangersIn(check.stateOf(steadyBefore), check);
    const after = strangersIn(reached, check);
    const targets = [...new Set([...before.keys(), ...after.keys()])].sort();
    return targets.map((target): OpenTarget => {
      const when = !after.has(target) ? "before" : before.has(target) ? "before and after" : "after";
      const isOpened = when === "after" && !reached.isAccepted(target) && { isOpened: true as const };
      return { target, to: (after.get(target) ?? before.get(target))!, when, transition: name, ...isOpened };
    });
  });
}

function strangersIn(state: EvaluatedState, check: StateCheck): Map<string, string> {
  const found = new Map<string, string>();
  for (const target of state.targets()) {
    const stranger = findStranger(state.users(target, "certainUsers"), Certainty.CERTAIN);
    if (stranger !== undefined) found.set(target, check.describe(stranger));
  }
  return found;
}

/** A route whose network is invented, such as the placeholder of a variable, leads to no address. */
function unreadObject({ type, name, values }: CloudObject): string[] {
  if (type === "cloudflare_zero_trust_gateway_policy" && values.enabled === true && !hasKind(values)) {
    return [`what policy ${name} decides, because its filters are not one of the known ones`];
  }
  const network = text(values.network) ?? "";
  const isRead = type !== "cloudflare_zero_trust_tunnel_cloudflared_route" || parseCidr(network) !== undefined;
  return isRead ? [] : [`who reaches the private route "${network}", which is not a CIDR`];
}

/** @internal The conditions that the rehearsal cannot evaluate, such as "while policy night applies". */
export function unevaluated({ steadyBefore, steadyAfter }: Baseline, checks: StateCheck[]): string[] {
  const states = checks.flatMap((check) => [check.stateOf(steadyBefore), check.stateOf(steadyAfter)]);
  const attributes = states.flatMap((state) => [...state.reaches()].flatMap(({ users }) => attributesOf(users)));
  const conditions = attributes.filter(({ kind }) => kind === "unread").map(({ words }) => words);
  return [...new Set([...conditions, ...[...steadyBefore, ...steadyAfter].flatMap(unreadObject)])].sort();
}
