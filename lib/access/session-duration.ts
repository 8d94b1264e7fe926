import { Token } from "cdktf";
import { Problem } from "../core/errors";

/** @internal Cloudflare's default. It is always explicit, since Terraform would report an omitted one as a change. */
export const DEFAULT_SESSION_DURATION = "24h";

/** @internal Validates a duration in Go's notation without days. */
export function validateSessionDuration(duration: string): Problem[] {
  if (Token.isUnresolved(duration) || /^(\d+(\.\d+)?(ms|s|m|h))+$/.test(duration)) return [];
  return [
    {
      code: "SessionDurationInvalid",
      message: `sessionDuration: "${duration}" is not a valid duration. Use hours, minutes and seconds, such as "8h" or "1h30m"; there is no unit for days.`,
    },
  ];
}
