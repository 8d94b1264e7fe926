/**
 * One selector of a rule, as Terraform writes it: `{ name: "email", value: { email: "a@example.com" } }`.
 *
 * @internal
 */
export interface Selector {
  readonly name: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** @internal The rules of a policy or a group: one of `include`, all of `require`, none of `exclude`. */
export interface AccessRules {
  readonly include: readonly Selector[];
  readonly require: readonly Selector[];
  readonly exclude: readonly Selector[];
}

/** @internal An Access policy. */
export interface AccessPolicyData {
  readonly name: string;
  /** "allow", "deny", "non_identity" or "bypass", in lower case. Undefined if it is unknown. */
  readonly decision?: string;
  /** Undefined if the policy is managed elsewhere. */
  readonly rules?: AccessRules;
}

/** @internal An Access application: who passes it. */
export interface AccessApplicationData {
  /** In ascending order of precedence. */
  readonly policies: readonly AccessPolicyData[];
  /** The ids of the identity providers. Empty for all of the account. */
  readonly allowedProviders: readonly string[];
}

/**
 * What is known of the objects that selectors refer to by id. Each method returns undefined for an object that is
 * managed elsewhere.
 *
 * @internal
 */
export interface Directory {
  /** Whether the account declares that its identity providers admit only its own users. */
  readonly ownUsersOnly: boolean;
  /** Whether a login whose users are unknown counts as open to anyone. @default false */
  readonly openLogins?: boolean;
  group(id: string): AccessRules | undefined;
  /** The type of an identity provider, such as "onetimepin" or "okta". */
  providerType(id: string): string | undefined;
  /** Whether the identity provider is known to admit anyone, although others of its type do not. */
  admitsAnyone(id: string): boolean;
  /** The type of a posture check, such as "warp" or "file". */
  postureType(id: string): string | undefined;
  /** The e-mail addresses, addresses or CIDRs of a list. */
  listItems(id: string): readonly string[] | undefined;
  /** The application of a linked token. */
  application(id: string): AccessApplicationData | undefined;
  /** The name of any of these objects. */
  nameOf(id: string): string | undefined;
}

/** @internal A directory in which every object is managed elsewhere. */
export const EMPTY_DIRECTORY: Directory = {
  group: () => undefined,
  providerType: () => undefined,
  admitsAnyone: () => false,
  postureType: () => undefined,
  listItems: () => undefined,
  application: () => undefined,
  nameOf: () => undefined,
  ownUsersOnly: false,
};
