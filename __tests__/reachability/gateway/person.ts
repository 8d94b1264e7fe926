import type { Facts } from "../../../lib/reachability/expression/evaluate";
import type { Attribute } from "../../../lib/reachability/users/attribute";
import { matchesPattern } from "../../../lib/reachability/users/email-pattern";
import { attributesOf, Formula, valueOf } from "../../../lib/reachability/users/formula";

/** A user whose identity and device are known completely. */
export interface Someone {
  readonly email?: string;
  readonly groups?: string[];
  readonly checks?: string[];
}

/** Whether a user is in a set; undefined if it depends on an unknown condition. */
export function isIn(formula: Formula, user: Someone): boolean | undefined {
  const values = attributesOf(formula).map((each): [string, boolean | undefined] => [each.key, has(user, each)]);
  const known = values.filter((each): each is [string, boolean] => each[1] !== undefined);
  return valueOf(formula, new Map(known));
}

function has({ email, groups = [], checks = [] }: Someone, { kind, value }: Attribute): boolean | undefined {
  switch (kind) {
    case "login":
      return email !== undefined;
    case "email":
      return email === value;
    case "email domain":
      return email?.endsWith(`@${value}`) ?? false;
    case "email pattern":
      return email !== undefined && matchesPattern(value, email) === true;
    case "request":
      return checks.includes(value.replace("posture ", ""));
    case "identity":
      return hasGroup(groups, value);
    default:
      return undefined;
  }
}

function hasGroup(groups: string[], value: string): boolean {
  const name = value.replace("identity.groups.name ", "");
  if (name.startsWith("other than ")) {
    const named = name.replace("other than ", "").split(", ");
    return groups.some((each) => !named.includes(each));
  }
  return groups.includes(name);
}

/** The same user as facts for the evaluation of an expression. */
export function factsOf({ email, groups = [], checks = [] }: Someone): Facts {
  return {
    "identity.email": email ?? null,
    "identity.groups.name": groups,
    "device_posture.checks.passed": checks,
  };
}
