import type { User } from "./search";

/**
 * Describes a user: "a user in group contractors, whose device does not pass check disk".
 *
 * @internal
 */
export function describeUser({ has, lacks }: User): string {
  const words = has.filter(({ kind }) => kind !== "login" || has.length === 1).map((each) => each.words);
  const negated = lacks.map((each) => each.negated);
  if (words.length === 0 && negated.length === 0) return "anyone";
  if (has.length === 1 && has[0].kind === "login" && negated.length === 0) return "anyone who logs in";
  const parts = [words.join(" and "), ...negated].filter((part) => part !== "");
  return `a user ${parts.join(", ")}`;
}
