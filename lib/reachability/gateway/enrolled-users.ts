import type { Formula } from "../users/formula";
import { Certainty, findStranger, User } from "../users/search";
import { describeUser } from "../users/user-text";

/**
 * Finds an enrolled user in the set without an attribute that identifies them, such as a device that was enrolled with
 * a service token and has no identity.
 *
 * @internal
 */
export function findEnrolledStranger(formula: Formula, certainty: Certainty): User | undefined {
  return findStranger(formula, certainty);
}

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
