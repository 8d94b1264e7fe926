import { NotificationPolicyWebhooks } from "@cdktf/provider-cloudflare/lib/notification-policy-webhooks";
import { Token } from "cdktf";
import { Construct, IConstruct } from "constructs";
import { Account, validateAccount } from "../core/account";
import { Problem, report } from "../core/errors";
import { Owner } from "../core/owner";
import { ACCOUNT_HINT, checkProps, PropNames } from "../core/props";
import { create, idOf } from "../core/terraform/create";
import { honourDependencies } from "../core/terraform/dependencies";
import { CREATE_BEFORE_DESTROY } from "../core/terraform/lifecycle";
import { validateResourceName } from "../core/terraform/resources";
import { requireSecretReference } from "../core/terraform/secret";
import { UUID, validateUuid } from "../core/uuid";

/** A webhook for alerts, created in this app or imported by its id. */
export interface IAlertWebhook extends IConstruct {
  /** The id of the webhook: a UUID. */
  readonly webhookId: string;
  /** @internal The construct that created it; `undefined` if it is imported. */
  readonly _owner?: Owner;
}

/** The properties of a webhook for alerts. */
export interface AlertWebhookProps {
  /** The Cloudflare account. */
  readonly account: Account;
  /**
   * The https URL that Cloudflare calls. The URLs of chat services, such as Slack's, contain a secret: pass them as a
   * reference.
   */
  readonly url: string;
  /**
   * The secret that Cloudflare sends in the header `cf-webhook-auth`, as a reference, such as the `stringValue` of a
   * sensitive `TerraformVariable`. A literal is refused. Terraform stores the secret in its state.
   *
   * @default - no header
   */
  readonly secret?: string;
  /**
   * The name, which every request contains.
   *
   * @default - the construct id
   */
  readonly name?: string;
}

const PROPS: PropNames<AlertWebhookProps> = {
  required: { account: ACCOUNT_HINT, url: "the https URL that Cloudflare calls" },
  optional: { secret: true, name: true },
};

/** The webhooks of chat services, whose URL contains the secret. */
const SECRET_URL =
  /^https:\/\/(hooks\.slack\.com\/|discord(app)?\.com\/api\/webhooks\/|chat\.googleapis\.com\/|[\w.-]+\.webhook\.office\.com\/|open\.feishu\.cn\/|api\.opsgenie\.com\/)/;

/**
 * A webhook that receives alerts.
 *
 * @example
 * import { TerraformVariable } from "cdktf";
 *
 * const secret = new TerraformVariable(this, "webhook_secret", { type: "string", sensitive: true });
 * const webhook = new AlertWebhook(this, "alerts", {
 *   account,
 *   url: "https://alerts.example.com/cloudflare",
 *   secret: secret.stringValue,
 * });
 * AlertDestination.webhook(webhook);
 *
 * @throws ValidationError AccountIdInvalid, AlertInvalid, ConstructIdInvalid, PropMissing, PropUnknown, SecretLiteral,
 * TeamNameInvalid
 * @see https://developers.cloudflare.com/notifications/get-started/configure-webhooks/
 */
export class AlertWebhook extends Construct implements IAlertWebhook {
  /**
   * Imports an existing webhook by its id, a UUID.
   *
   * @throws ValidationError IdInvalid
   */
  public static fromWebhookId(scope: Construct, id: string, webhookId: string): IAlertWebhook {
    class ImportedAlertWebhook extends Construct implements IAlertWebhook {
      public readonly webhookId = webhookId;
    }
    const webhook = new ImportedAlertWebhook(scope, id);
    report(webhook, ...validateUuid("webhookId", webhookId, UUID));
    return webhook;
  }

  /** The underlying L1 resource. */
  public readonly resource: NotificationPolicyWebhooks;
  /** The id of the webhook: a UUID. */
  public readonly webhookId: string;
  /** @internal */
  public readonly _owner: Owner;

  public constructor(scope: Construct, id: string, props: AlertWebhookProps) {
    super(scope, id);
    checkProps(this, "AlertWebhook", props, PROPS);
    const { account, url, secret, name = id } = props;
    this._owner = { construct: this, account, importer: "AlertWebhook.fromWebhookId" };
    this.resource = create(NotificationPolicyWebhooks, this, "Resource", {
      provider: account.provider,
      // An alert stops using the webhook before it is deleted.
      lifecycle: { ...CREATE_BEFORE_DESTROY },
      accountId: account.accountId,
      name,
      url,
      ...(secret !== undefined && { secret }),
    });
    this.webhookId = idOf(this.resource);
    report(this, ...validateAccount(account), ...validateResourceName(this.resource), ...validateUrl(url));
    if (secret !== undefined) requireSecretReference(this, "secret", secret);
    if (SECRET_URL.test(url)) requireSecretReference(this, "url", url);
    honourDependencies(this);
  }
}

function validateUrl(url: string): Problem[] {
  if (Token.isUnresolved(url) || (URL.canParse(url) && new URL(url).protocol === "https:")) return [];
  const message = `url: "${url}" is not valid. Use an absolute URL with https, such as "https://alerts.example.com/cloudflare".`;
  return [{ code: "AlertInvalid", message }];
}
