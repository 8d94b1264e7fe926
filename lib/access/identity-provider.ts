import { ZeroTrustAccessIdentityProvider } from "@cdktf/provider-cloudflare/lib/zero-trust-access-identity-provider";
import { Construct } from "constructs";
import { registerAccessObject, resourceIdOf } from "./evaluation";
import { IdentityProviderType } from "./identity-provider-type";
import { IIdentityProvider } from "./interfaces";
import { Account } from "../core/account";
import { report } from "../core/errors";
import { Owner } from "../core/owner";
import { ACCOUNT_HINT, checkProps, PropNames } from "../core/props";
import { registerIn } from "../core/registry";
import { create, idOf } from "../core/terraform/create";
import { honourDependencies } from "../core/terraform/dependencies";
import { guardAttributes } from "../core/terraform/guarded-attributes";
import { CREATE_BEFORE_DESTROY, guardLifecycle } from "../core/terraform/lifecycle";
import { validateResourceName } from "../core/terraform/resources";
import { requireSecretReference } from "../core/terraform/secret";
import { UUID, validateUuid } from "../core/uuid";

/** The properties of an identity provider. */
export interface IdentityProviderProps {
  /** The Cloudflare account. */
  readonly account: Account;
  /** The type of the provider, with its settings. */
  readonly type: IdentityProviderType;
  /**
   * The name on the login page.
   *
   * @default - the construct id
   */
  readonly name?: string;
}

const PROPS: PropNames<IdentityProviderProps> = {
  required: { account: ACCOUNT_HINT, type: "a type, such as IdentityProviderType.okta({ … })" },
  optional: { name: true },
};

/** What an Aspect can change: the name, and the provisioning of users. */
const FREE_ATTRIBUTES = ["name", "scimConfig"];

/**
 * An identity provider, with which users log in to the hosts of the account.
 *
 * Rules and applications accept it in place of its id. It is deleted after the policies and applications that refer to
 * it have been updated. Register `https://<team>.cloudflareaccess.com/cdn-cgi/access/callback` as the callback URL at
 * the provider.
 *
 * @example
 * import { TerraformVariable } from "cdktf";
 *
 * const secret = new TerraformVariable(this, "okta_secret", { type: "string", sensitive: true });
 * const okta = new IdentityProvider(this, "okta", {
 *   account,
 *   type: IdentityProviderType.okta({
 *     accountUrl: "https://example.okta.com",
 *     clientId: "0oa1b2c3d4e5f6g7h8i9",
 *     clientSecret: secret.stringValue,
 *   }),
 * });
 * new AccessPolicy(this, "employees", { account, include: [AccessRule.loginMethod(okta)] });
 *
 * @throws ValidationError AccountIdInvalid, AccountLimitExceeded, ConstructIdInvalid, IdentityProviderInvalid,
 * PropMissing, PropUnknown, SafetyContractBroken, SecretLiteral, TeamNameInvalid
 * @see https://developers.cloudflare.com/cloudflare-one/integrations/identity-providers/
 */
export class IdentityProvider extends Construct implements IIdentityProvider {
  /**
   * Imports an existing identity provider by its id, a UUID. Whom it admits is not known here.
   *
   * @throws ValidationError IdInvalid
   */
  public static fromIdentityProviderId(scope: Construct, id: string, identityProviderId: string): IIdentityProvider {
    class ImportedIdentityProvider extends Construct implements IIdentityProvider {
      public readonly identityProviderId = identityProviderId;
    }
    const provider = new ImportedIdentityProvider(scope, id);
    report(provider, ...validateUuid("identityProviderId", identityProviderId, UUID));
    return provider;
  }

  /** The underlying L1 resource. */
  public readonly resource: ZeroTrustAccessIdentityProvider;
  /** The id of the identity provider: a UUID. */
  public readonly identityProviderId: string;
  /** Whether a login identifies a user of the organization, because the provider admits no other users. */
  public readonly ownUsersOnly: boolean;
  /** @internal */
  public readonly _owner: Owner;
  /** @internal */
  public readonly _type: string;

  public constructor(scope: Construct, id: string, props: IdentityProviderProps) {
    super(scope, id);
    checkProps(this, "IdentityProvider", props, PROPS);
    const { account, type, name = id } = props;
    this._owner = { construct: this, account, importer: "IdentityProvider.fromIdentityProviderId" };
    this._type = type._type;
    this.ownUsersOnly = account.ownUsersOnly === true ? type._type !== "onetimepin" : type.ownUsersOnly;
    // A provider that starts to admit anyone is another object, so that policies are updated before they depend on it.
    this.resource = create(ZeroTrustAccessIdentityProvider, this, resourceIdOf(!type.ownUsersOnly), {
      provider: registerIn(this, account, "identityProviders"),
      lifecycle: { ...CREATE_BEFORE_DESTROY },
      accountId: account.accountId,
      name,
      type: type._type,
      config: type._config,
    });
    this.identityProviderId = idOf(this.resource);
    // The settings do not show what the author declared.
    if (type._declaredOwnUsersOnly !== undefined) {
      this.resource.addOverride("//", { ownUsersOnly: type._declaredOwnUsersOnly });
    }
    registerAccessObject(this, this.identityProviderId, {
      name,
      providerType: type._type,
      admitsAnyone: !type.ownUsersOnly,
    });
    report(this, ...validateResourceName(this.resource), ...type._problems);
    const { clientSecret } = type._config;
    if (clientSecret !== undefined) requireSecretReference(this, "clientSecret", clientSecret);
    guardLifecycle(this, this.resource);
    guardAttributes(this, this.resource, FREE_ATTRIBUTES);
    honourDependencies(this);
  }
}
