import type { User } from "../users/search";
import { describeUser } from "../users/user-text";

/**
 * Describes a user of Gateway, whose device is enrolled: "an enrolled user in group contractors".
 *
 * @internal
 */
export function describeEnrolledUser(user: User): string {
  return describeUser(user)
    .replace(/^anyone/, "any enrolled user")
    .replace(/^a user/, "an enrolled user");
}
