import { Token } from "cdktf";
import { IAlertWebhook } from "./webhook";
import { Problem } from "../core/errors";
import { Owner } from "../core/owner";
import { UUID } from "../core/uuid";

/** @internal How Cloudflare delivers an alert. */
export type AlertMechanism = "email" | "webhooks" | "pagerduty";

const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;

/**
 * Where Cloudflare sends an alert.
 *
 * @example
 * new ServiceTokenExpiryAlert(this, "tokens", {
 *   account,
 *   destinations: [AlertDestination.emails("oncall@example.com")],
 * });
 *
 * @throws ValidationError AlertInvalid
 * @see https://developers.cloudflare.com/notifications/get-started/
 */
export class AlertDestination {
  /** Sends the alert to e-mail addresses. */
  public static emails(...addresses: string[]): AlertDestination {
    const problems = addresses
      .filter((address) => !Token.isUnresolved(address) && !EMAIL.test(address))
      .map((address) =>
        invalid(`"${address}" is not a valid e-mail address. Use an address such as "oncall@example.com".`),
      );
    return new AlertDestination("email", addresses, problems);
  }

  /** Sends the alert to a webhook. */
  public static webhook(webhook: IAlertWebhook): AlertDestination {
    return new AlertDestination("webhooks", [webhook.webhookId], [], webhook._owner);
  }

  /**
   * Sends the alert to a PagerDuty service that is connected to the account.
   *
   * @param serviceId the id of the service at Cloudflare: a UUID, which the API for PagerDuty destinations returns
   */
  public static pagerDuty(serviceId: string): AlertDestination {
    const isValid = Token.isUnresolved(serviceId) || UUID.test(serviceId);
    const problem = invalid(
      `"${serviceId}" is not the id of a PagerDuty service. Use the UUID in lower case that Cloudflare assigned, not PagerDuty's key.`,
    );
    return new AlertDestination("pagerduty", [serviceId], isValid ? [] : [problem]);
  }

  private constructor(
    /** @internal */
    public readonly _mechanism: AlertMechanism,
    /** @internal What the mechanism requires: addresses or ids. */
    public readonly _ids: string[],
    /** @internal */
    public readonly _problems: Problem[],
    /** @internal The construct that created the webhook. */
    public readonly _owner?: Owner,
  ) {
    if (_ids.length === 0) this._problems = [invalid("a destination has no address. Use at least one.")];
  }
}

function invalid(message: string): Problem {
  return { code: "AlertInvalid", message: `destinations: ${message}` };
}
