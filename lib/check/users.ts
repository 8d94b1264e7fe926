import { and, Formula, has, not } from "../reachability/users/formula";
import { findUser, User } from "../reachability/users/search";

/** How many kinds of users are listed for a target. */
const MAX_KINDS = 8;

/**
 * Describes the users of a set, one text for each kind: "a user with e-mail ann@partner.example". The attribute that
 * identifies the users of one kind is excluded from the next one.
 *
 * @internal
 */
export function kindsOf(users: Formula, describe: (user: User) => string): string[] {
  const kinds: string[] = [];
  let rest = users;
  while (kinds.length < MAX_KINDS) {
    const user = findUser(rest);
    if (user === undefined) break;
    kinds.push(describe(user));
    const identifying = user.has.find(({ trust }) => trust !== "self-asserted") ?? user.has[0];
    if (identifying === undefined) break;
    rest = and(rest, not(has(identifying)));
  }
  return [...new Set(kinds)];
}
