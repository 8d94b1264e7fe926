import { NotificationPolicy } from "@cdktf/provider-cloudflare/lib/notification-policy";
import { Construct } from "constructs";
import { ALERT_PROPS, AlertProps, createNotification } from "./notification";
import { checkProps } from "../core/props";

/**
 * Notifies about service tokens that expire soon. It covers all tokens of the account, because Cloudflare has no filter
 * for this alert.
 *
 * @example
 * new ServiceTokenExpiryAlert(this, "tokens", {
 *   account,
 *   destinations: [AlertDestination.emails("oncall@example.com")],
 * });
 *
 * @throws ValidationError AccountIdInvalid, AccountMismatch, AlertInvalid, ConstructIdInvalid, PropMissing,
 * PropUnknown, StackMismatch, TeamNameInvalid
 * @see https://developers.cloudflare.com/notifications/notification-available/
 */
export class ServiceTokenExpiryAlert extends Construct {
  /** The underlying L1 resource. */
  public readonly resource: NotificationPolicy;

  public constructor(scope: Construct, id: string, props: AlertProps) {
    super(scope, id);
    checkProps(this, "ServiceTokenExpiryAlert", props, ALERT_PROPS);
    this.resource = createNotification(this, props, {
      alertType: "expiring_service_token_alert",
      description: "A service token expires soon",
    });
  }
}
