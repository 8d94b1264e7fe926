import type { ErrorEntry } from "./entry";

/** @internal Codes of the commands that read an account through Cloudflare's API. */
export const ACCOUNT_CODES = {
  AccountOptionsInvalid: {
    means:
      "The id of the account is unknown or malformed, or `CLOUDFLARE_BASE_URL` is not a URL that a token may be sent to.",
    remedy:
      "Set `--account-id` or `CLOUDFLARE_ACCOUNT_ID` to the 32 hexadecimal digits in the URL of the dashboard. Leave " +
      "`CLOUDFLARE_BASE_URL` unset, or set it to an https URL.",
  },
  AccountTokenMissing: {
    means: "The environment variable `CLOUDFLARE_API_TOKEN` is not set, or its value cannot be a token.",
    remedy:
      "Create an API token with read permissions, and export it without quotation marks inside the value. " +
      "docs/drift.md lists the permissions.",
  },
  AccountTokenRejected: {
    means: "Cloudflare does not accept the token, or the token can read nothing of this account.",
    remedy:
      "Verify that the token is active, that it belongs to this account, and that it has the permissions in docs/drift.md.",
  },
  AccountUnreachable: {
    means: "Every request to Cloudflare's API failed, after repetitions.",
    remedy: "Read the first failure in the message. Check the connection, the proxy, and `CLOUDFLARE_BASE_URL`.",
  },
  ImportsUnwritable: {
    means: "The file with the import blocks cannot be written, or exists and was not written by `adopt`.",
    remedy: "Move your own import blocks to another file, or make the directory of the stack writable.",
  },
} as const satisfies Record<string, ErrorEntry>;
