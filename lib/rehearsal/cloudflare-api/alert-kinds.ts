import type { ObjectKind } from "./object-kind";

const ALERTING = "accounts/{account_id}/alerting/v3";

/** @internal Notifications, and the webhooks that receive them. */
export const ALERT_KINDS: ObjectKind[] = [
  {
    type: "cloudflare_notification_policy",
    path: `${ALERTING}/policies`,
    update: "PUT",
    defaults: { enabled: true },
    assign: ({ now }) => ({ created: now }),
    derive: (_, { now }) => ({ modified: now }),
  },
  {
    type: "cloudflare_notification_policy_webhooks",
    path: `${ALERTING}/destinations/webhooks`,
    update: "PUT",
    assign: ({ now }) => ({ created_at: now, type: "generic" }),
    secret: ["secret"],
  },
];
