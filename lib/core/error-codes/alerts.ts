import type { ErrorEntry } from "./entry";

/** @internal Codes of alerts. */
export const ALERT_CODES = {
  AlertInvalid: {
    means:
      "An alert has no destination, a duplicate, a malformed e-mail address, id or URL, an empty list of tunnels, or an unknown status.",
    remedy:
      "List each destination once. The id of a PagerDuty service is the UUID that Cloudflare assigned, and the URL of a webhook has https. Use the values of `TunnelStatus`.",
  },
} as const satisfies Record<string, ErrorEntry>;
