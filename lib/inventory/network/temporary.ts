import type { Attribute } from "../../reachability/users/attribute";
import { Formula, has, substitute } from "../../reachability/users/formula";

/** @internal Why a policy applies at some times only. */
export const TEMPORARY = { schedule: "it has a schedule", expiry: "it expires" } as const;

/** @internal Whether an attribute is that a policy applies at this time. */
export function isTemporary({ why = "" }: Attribute): boolean {
  return why === TEMPORARY.schedule || why === TEMPORARY.expiry;
}

/** @internal The users at any time. A schedule is on at one time and off at another, so both count. */
export function atAnyTime(users: Formula): Formula {
  return substitute(users, (each) => (isTemporary(each) ? has({ ...each, trust: "self-asserted" }) : undefined));
}
