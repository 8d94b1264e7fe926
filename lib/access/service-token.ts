import { ZeroTrustAccessServiceToken } from "@cdktf/provider-cloudflare/lib/zero-trust-access-service-token";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { IAccessPolicy, IServiceToken } from "./interfaces";
import { AccessDecision, AccessPolicy } from "./policy";
import { AccessRule } from "./rule";
import { Account } from "../core/account";
import { Problem, report } from "../core/errors";
import { Owner } from "../core/owner";
import { ACCOUNT_HINT, checkProps, PropNames } from "../core/props";
import { registerIn } from "../core/registry";
import { honourDependencies } from "../core/terraform/dependencies";
import { CREATE_BEFORE_DESTROY, guardLifecycle } from "../core/terraform/lifecycle";
import { validateResourceName } from "../core/terraform/resources";
import { validateUuid } from "../core/uuid";

/** Defines a service token. */
export interface ServiceTokenProps {
  readonly account: Account;
  /** The name people read in the dashboard. @default - the construct's id */
  readonly name?: string;
  /** How long the token is valid, in hours, such as "8760h". @default "8760h", a year */
  readonly duration?: string;
  /** The secret's version, from 1: a higher one makes a new secret. @default 1 */
  readonly secretVersion?: number;
  /** Until when the secret before this one still works, RFC 3339; needed from version 2 on. @default - there is none */
  readonly previousSecretExpiresAt?: string;
}

const PROPS: PropNames<ServiceTokenProps> = {
  required: { account: ACCOUNT_HINT },
  optional: { name: true, duration: true, secretVersion: true, previousSecretExpiresAt: true },
};

/**
 * Defines a service token: what a machine sends in `CF-Access-Client-Id` and `CF-Access-Client-Secret` to get past Access.
 *
 * To rotate it without an outage, raise `secretVersion` and say in `previousSecretExpiresAt` how long the old secret still works.
 * Errors: IdInvalid, ServiceTokenInvalid.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/identity/service-tokens/
 */
export class ServiceToken extends Construct implements IServiceToken {
  /** Defines a token that another stack or somebody else owns. @param serviceTokenId its UUID, not the client id */
  public static fromServiceTokenId(scope: Construct, id: string, serviceTokenId: string): IServiceToken {
    class ImportedServiceToken extends Construct implements IServiceToken {
      public readonly serviceTokenId = serviceTokenId;
      public _policy(account: Account): IAccessPolicy {
        return policyOf(this, account);
      }
    }
    const token = new ImportedServiceToken(scope, id);
    report(token, ...validateUuid("serviceTokenId", serviceTokenId));
    return token;
  }

  public readonly resource: ZeroTrustAccessServiceToken;
  public readonly serviceTokenId: string;
  /** @internal */
  public readonly _owner: Owner;

  public constructor(scope: Construct, id: string, props: ServiceTokenProps) {
    super(scope, id);
    checkProps(this, "ServiceToken", props, PROPS);
    const { account, secretVersion, previousSecretExpiresAt } = props;
    this._owner = { construct: this, account, importer: "ServiceToken.fromServiceTokenId" };
    this.resource = new ZeroTrustAccessServiceToken(this, "Resource", {
      provider: registerIn(this, account, "serviceTokens"),
      lifecycle: { ...CREATE_BEFORE_DESTROY },
      accountId: account.accountId,
      name: props.name ?? id,
      duration: props.duration ?? "8760h",
      // The provider takes these two together or not at all.
      ...(previousSecretExpiresAt !== undefined && {
        clientSecretVersion: secretVersion,
        previousClientSecretExpiresAt: previousSecretExpiresAt,
      }),
    });
    this.serviceTokenId = this.resource.id;
    report(this, ...validateResourceName(this.resource), ...validateServiceToken(props));
    guardLifecycle(this, this.resource);
    honourDependencies(this);
  }

  /** What a machine sends in `CF-Access-Client-Id`. */
  public get clientId(): string {
    return this.resource.clientId;
  }

  /** What a machine sends in `CF-Access-Client-Secret`: sensitive, and in Terraform's state. */
  public get clientSecret(): string {
    return this.resource.clientSecret;
  }

  /** @internal */
  public _policy(): IAccessPolicy {
    return policyOf(this, this._owner.account);
  }
}

function policyOf(token: IServiceToken & Construct, account: Account): IAccessPolicy {
  const existing = token.node.tryFindChild("Policy");
  if (existing !== undefined) return existing as AccessPolicy;
  return new AccessPolicy(token, "Policy", {
    account,
    name: `service token ${token.node.id}`,
    decision: AccessDecision.NON_IDENTITY,
    include: [AccessRule.serviceToken(token)],
  });
}

function validateServiceToken(props: ServiceTokenProps): Problem[] {
  const { duration, secretVersion = 1, previousSecretExpiresAt } = props;
  const problem = (message: string): Problem => ({ code: "ServiceTokenInvalid", message });
  const problems: Problem[] = [];
  if (duration !== undefined && !Token.isUnresolved(duration) && !/^[1-9]\d*h$/.test(duration)) {
    problems.push(problem(`duration is "${duration}"; expected hours such as "8760h"`));
  }
  if (!Number.isInteger(secretVersion) || secretVersion < 1) {
    problems.push(problem(`secretVersion is ${secretVersion}; expected a whole number from 1`));
  }
  if (secretVersion > 1 && previousSecretExpiresAt === undefined) {
    problems.push(
      problem(
        `secretVersion is ${secretVersion} without previousSecretExpiresAt; expected the time until which the old secret still works, such as "2030-01-31T00:00:00Z"`,
      ),
    );
  }
  if (previousSecretExpiresAt !== undefined) {
    if (!Token.isUnresolved(previousSecretExpiresAt) && !isTime(previousSecretExpiresAt)) {
      problems.push(
        problem(
          `previousSecretExpiresAt is "${previousSecretExpiresAt}"; expected RFC 3339 such as "2030-01-31T00:00:00Z"`,
        ),
      );
    }
    if (props.secretVersion === undefined || secretVersion < 2) {
      problems.push(problem("previousSecretExpiresAt stands without a secretVersion of 2 or more; raise the version"));
    }
  }
  return problems;
}

/** RFC 3339, and a time that there is: `Date` alone takes looser spellings. */
function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));
}
