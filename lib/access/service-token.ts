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
import { create, idOf } from "../core/terraform/create";
import { honourDependencies } from "../core/terraform/dependencies";
import { CREATE_BEFORE_DESTROY, guardLifecycle } from "../core/terraform/lifecycle";
import { validateResourceName } from "../core/terraform/resources";
import { validateUuid } from "../core/uuid";

/** The properties of a service token. */
export interface ServiceTokenProps {
  /** The Cloudflare account. */
  readonly account: Account;
  /**
   * The name of the token in the dashboard.
   *
   * @default - the construct id
   */
  readonly name?: string;
  /**
   * The validity of the token in hours, such as "8760h".
   *
   * @default "8760h", one year
   */
  readonly duration?: string;
  /**
   * The version of the secret, from 1. A higher version creates a new secret.
   *
   * @default 1
   */
  readonly secretVersion?: number;
  /**
   * The time until which the previous secret is accepted, in RFC 3339. Required from version 2.
   *
   * @default - there is no previous secret
   */
  readonly previousSecretExpiresAt?: string;
}

const PROPS: PropNames<ServiceTokenProps> = {
  required: { account: ACCOUNT_HINT },
  optional: { name: true, duration: true, secretVersion: true, previousSecretExpiresAt: true },
};

/**
 * An Access service token. A client sends it in the headers `CF-Access-Client-Id` and `CF-Access-Client-Secret`.
 *
 * To rotate the secret without an outage, increase `secretVersion` and set `previousSecretExpiresAt` to the time until
 * which the previous secret is accepted.
 *
 * @example
 * const ci = new ServiceToken(this, "ci", { account, duration: "2160h" });
 * const app = tunnel.publish("app.example.com", {
 *   zone,
 *   origin: Origin.http("10.0.3.7", 8080),
 *   access: HostAccess.policies(staff),
 * });
 * app.allowServiceToken(ci);
 *
 * @throws ValidationError ServiceTokenInvalid
 * @see https://developers.cloudflare.com/cloudflare-one/identity/service-tokens/
 */
export class ServiceToken extends Construct implements IServiceToken {
  /**
   * Imports an existing service token.
   *
   * @param serviceTokenId the UUID of the token, not the client id
   * @throws ValidationError IdInvalid
   */
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

  /** The underlying L1 resource. */
  public readonly resource: ZeroTrustAccessServiceToken;
  /** The id of the token: a UUID. It differs from the client id, which clients send. */
  public readonly serviceTokenId: string;
  /** @internal */
  public readonly _owner: Owner;

  public constructor(scope: Construct, id: string, props: ServiceTokenProps) {
    super(scope, id);
    checkProps(this, "ServiceToken", props, PROPS);
    const { account, secretVersion, previousSecretExpiresAt } = props;
    this._owner = { construct: this, account, importer: "ServiceToken.fromServiceTokenId" };
    this.resource = create(ZeroTrustAccessServiceToken, this, "Resource", {
      provider: registerIn(this, account, "serviceTokens"),
      lifecycle: { ...CREATE_BEFORE_DESTROY },
      accountId: account.accountId,
      name: props.name ?? id,
      duration: props.duration ?? "8760h",
      // The provider requires both of these or neither.
      ...(previousSecretExpiresAt !== undefined && {
        clientSecretVersion: secretVersion,
        previousClientSecretExpiresAt: previousSecretExpiresAt,
      }),
    });
    this.serviceTokenId = idOf(this.resource);
    report(this, ...validateResourceName(this.resource), ...validateServiceToken(props));
    guardLifecycle(this, this.resource);
    honourDependencies(this);
  }

  /** The value of the header `CF-Access-Client-Id`. */
  public get clientId(): string {
    return this.resource.clientId;
  }

  /** The value of the header `CF-Access-Client-Secret`. It is sensitive and stored in Terraform's state. */
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
    problems.push(problem(`duration: "${duration}" is not valid. Use hours, such as "8760h".`));
  }
  if (!Number.isInteger(secretVersion) || secretVersion < 1) {
    problems.push(problem(`secretVersion: ${secretVersion} is not valid. Use a whole number from 1.`));
  }
  if (secretVersion > 1 && previousSecretExpiresAt === undefined) {
    problems.push(
      problem(
        `secretVersion ${secretVersion} requires previousSecretExpiresAt. Set it to the time until which the previous secret is accepted, such as "2030-01-31T00:00:00Z".`,
      ),
    );
  }
  if (previousSecretExpiresAt !== undefined) {
    if (!Token.isUnresolved(previousSecretExpiresAt) && !isTime(previousSecretExpiresAt)) {
      problems.push(
        problem(
          `previousSecretExpiresAt: "${previousSecretExpiresAt}" is not a valid time. Use RFC 3339, such as "2030-01-31T00:00:00Z".`,
        ),
      );
    }
    if (props.secretVersion === undefined || secretVersion < 2) {
      problems.push(problem("previousSecretExpiresAt requires a secretVersion of 2 or more. Increase secretVersion."));
    }
  }
  return problems;
}

/** Whether the text is a valid RFC 3339 time. `Date` alone accepts other formats too. */
function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));
}
