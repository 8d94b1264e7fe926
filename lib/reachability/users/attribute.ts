/**
 * Whether a stranger can make an attribute true.
 *
 * - `self-asserted`: any visitor can, such as a country or an address at a public mail provider.
 * - `identified`: only users to whom someone has given it.
 * - `unknown`: the estate does not contain enough to decide, such as an opaque id.
 *
 * @internal
 */
export type Trust = "self-asserted" | "identified" | "unknown";

/**
 * What an attribute is about. "identity" is any other property that an identity provider or Cloudflare asserts of a
 * user, and "request" any other property of a device or a connection.
 *
 * @internal
 */
export type AttributeKind =
  | "login"
  | "email"
  | "email domain"
  | "email pattern"
  | "country"
  | "address"
  | "login method"
  | "authentication method"
  | "identity"
  | "service token"
  | "any service token"
  | "certificate"
  | "common name"
  | "request"
  | "unread";

/**
 * One property of a user or a request that a policy can ask for. Two attributes with the same key are the same.
 *
 * @internal
 */
export interface Attribute {
  readonly key: string;
  readonly kind: AttributeKind;
  /** The value as policies contain it: an e-mail address, a country code, a canonical CIDR, an id. */
  readonly value: string;
  readonly trust: Trust;
  /** The id of the identity provider that asserts it, if there is one. */
  readonly provider?: string;
  /** False for a login method that reports no authentication method. */
  readonly reportsMethods?: false;
  /** Follows "a user", such as "in group contractors". */
  readonly words: string;
  /** Follows "a user" if the attribute is false, such as "not in group contractors". */
  readonly negated: string;
  /** Why an "unread" attribute cannot be evaluated, as a clause. */
  readonly why?: string;
}

/** @internal Creates an attribute. */
export function attribute(
  kind: AttributeKind,
  value: string,
  trust: Trust,
  words: string,
  negated: string,
  provider?: string,
): Attribute {
  const key = [kind, provider ?? "", value].join("|");
  return { key, kind, value, trust, words, negated, ...(provider !== undefined && { provider }) };
}

/** @internal A completed login with an identity provider of the account. */
export const LOGIN = attribute("login", "", "self-asserted", "who logs in", "who does not log in");
