import { Admission, UNPROTECTED } from "./application";
import { text, Values } from "../../core/terraform/values";
import { and, Formula, or } from "../users/formula";

/** @internal What a connector requires for an ingress rule. */
export interface TokenCheck {
  readonly required: boolean;
  /** The audiences whose token it accepts. It accepts no token if there is none. */
  readonly audiences: readonly string[];
}

/**
 * The check of an ingress rule, from the `access` block of its `origin_request`. cloudflared refuses a configuration
 * with an audience and without a team, so such a check does not count.
 *
 * @internal
 */
export function tokenCheck(access: Values): TokenCheck {
  const tags = Array.isArray(access.aud_tag) ? access.aud_tag : [];
  const audiences = tags.flatMap((tag) => text(tag) ?? []);
  const isRefused = audiences.length > 0 && text(access.team_name) === undefined;
  return { required: access.required === true && !isRefused, audiences };
}

/** @internal An application as it is seen by a connector. */
export interface CoveringApplication {
  readonly audience: string;
  readonly admission: Admission;
}

/**
 * The users whom the check alone accepts: those who can get a token.
 *
 * @param usersWithToken the users who can get a token for an audience
 *
 * @internal
 */
export function usersAccepted(check: TokenCheck, usersWithToken: (audience: string) => Formula): Formula {
  return !check.required || or(...check.audiences.map((audience) => usersWithToken(audience)));
}

/**
 * The users whose request reaches the origin: through the application at the edge, and past the connector's check.
 *
 * A client can send a token of another application where the edge adds none, so a required audience admits the users
 * of that application there. The token and the request belong to one user at one time: that the user may have got the
 * token in another country or before a change is not part of the model.
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
  const { withToken, withoutToken } = covering?.admission ?? UNPROTECTED;
  const isAccepted = !check.required || (covering !== undefined && check.audiences.includes(covering.audience));
  return or(isAccepted && withToken, and(withoutToken, usersAccepted(check, usersWithToken)));
}
