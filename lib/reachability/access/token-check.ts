import { Admission } from "./application";
import { and, Formula, or } from "../users/formula";

/** @internal What a connector requires for an ingress rule. */
export interface TokenCheck {
  readonly required: boolean;
  /** The audiences whose token it accepts. */
  readonly audiences: readonly string[];
}

/** @internal An application as it is seen by a connector. */
export interface CoveringApplication {
  readonly audience: string;
  readonly admission: Admission;
}

/**
 * The users whose request reaches the origin: through the application at the edge, and past the connector's check.
 *
 * A client can send a token of another application where the edge adds none, so a required audience admits the users
 * of that application there.
 *
 * @param covering the application that covers the request, or undefined if none does
 * @param usersWithToken the users who can get a token for an audience
 *
 * @internal
 */
export function usersReaching(
  covering: CoveringApplication | undefined,
  check: TokenCheck,
  usersWithToken: (audience: string) => Formula,
): Formula {
  const { withToken, withoutToken } = covering?.admission ?? { withToken: false, withoutToken: true };
  if (!check.required) return or(withToken, withoutToken);
  const isAccepted = covering !== undefined && check.audiences.includes(covering.audience);
  return or(
    isAccepted && withToken,
    and(withoutToken, or(...check.audiences.map((audience) => usersWithToken(audience)))),
  );
}
