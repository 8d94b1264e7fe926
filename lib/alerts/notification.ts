import { NotificationPolicy, NotificationPolicyConfig } from "@cdktf/provider-cloudflare/lib/notification-policy";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { AlertDestination, AlertMechanism } from "./destination";
import { Account, validateAccount } from "../core/account";
import { Problem, report } from "../core/errors";
import { validateOwnership } from "../core/owner";
import { ACCOUNT_HINT, PropNames } from "../core/props";
import { create } from "../core/terraform/create";
import { honourDependencies } from "../core/terraform/dependencies";
import { validateResourceName } from "../core/terraform/resources";

/** The properties of every alert. */
export interface AlertProps {
  /** The Cloudflare account. */
  readonly account: Account;
  /** Where Cloudflare sends the alert: at least one destination. */
  readonly destinations: AlertDestination[];
  /**
   * The name in the dashboard and in the subject of e-mails.
   *
   * @default - the construct id
   */
  readonly name?: string;
}

/** @internal The names of `AlertProps`. */
export const ALERT_PROPS: PropNames<AlertProps> = {
  required: { account: ACCOUNT_HINT, destinations: 'a list, such as [AlertDestination.emails("oncall@example.com")]' },
  optional: { name: true },
};

/** @internal Creates the notification policy of an alert in its construct. */
export function createNotification(
  scope: Construct,
  { account, destinations, name = scope.node.id }: AlertProps,
  settings: Pick<NotificationPolicyConfig, "alertType" | "description" | "filters">,
): NotificationPolicy {
  const idsOf = (mechanism: AlertMechanism) => {
    const ids = destinations.filter(({ _mechanism }) => _mechanism === mechanism).flatMap(({ _ids }) => _ids);
    return ids.length === 0 ? {} : { [mechanism]: ids.map((id) => ({ id })) };
  };
  const resource = create(NotificationPolicy, scope, "Resource", {
    provider: account.provider,
    accountId: account.accountId,
    name,
    enabled: true,
    mechanisms: { ...idsOf("email"), ...idsOf("webhooks"), ...idsOf("pagerduty") },
    ...settings,
  });
  report(
    scope,
    ...validateAccount(account),
    ...validateResourceName(resource),
    ...destinations.flatMap(({ _problems, _owner }) => [..._problems, ...validateOwnership(scope, account, _owner)]),
    ...validateDestinations(destinations),
  );
  honourDependencies(scope);
  return resource;
}

function validateDestinations(destinations: AlertDestination[]): Problem[] {
  const problem = (message: string): Problem => ({ code: "AlertInvalid", message: `destinations: ${message}` });
  if (destinations.length === 0) {
    return [
      problem("the list is empty, so no one is notified. Add a destination, such as AlertDestination.emails(…)."),
    ];
  }
  const ids = destinations.flatMap(({ _mechanism, _ids }) => _ids.map((id) => `${_mechanism} ${id}`));
  const repeated = ids.filter((id, i) => ids.indexOf(id) < i);
  return repeated.map((id) =>
    // The id of a webhook of the app is a token.
    problem(
      `${Token.isUnresolved(id) ? "a destination" : `"${id.replace(/^\w+ /, "")}"`} is listed more than once. Remove the duplicate.`,
    ),
  );
}
