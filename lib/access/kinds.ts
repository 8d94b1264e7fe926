import { having, Kind, TEXT } from "../core/kinds";

/** @internal An Access policy, created or imported. */
export const ACCESS_POLICY = having("an AccessPolicy", "AccessPolicy constructs", "policyId");

/** @internal A service token, created or imported. */
export const SERVICE_TOKEN = having("a ServiceToken", "ServiceToken constructs", "serviceTokenId");

/** @internal What to pass as a service token. */
export const SERVICE_TOKEN_HINT = "a ServiceToken, or an existing one with ServiceToken.fromServiceTokenId(…)";

const IDENTITY_PROVIDER_CONSTRUCT = having("an IdentityProvider", "IdentityProvider constructs", "identityProviderId");

/** @internal An identity provider, created or imported, or its id. */
export const IDENTITY_PROVIDER: Kind = {
  ...IDENTITY_PROVIDER_CONSTRUCT,
  accepts: (value) => TEXT.accepts(value) || IDENTITY_PROVIDER_CONSTRUCT.accepts(value),
};
