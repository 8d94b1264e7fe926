import { Token } from "cdktf";
import { Problem } from "../core/errors";

/** @internal Cloudflare's own default, always written out: an absent one would be read back as a change. */
export const DEFAULT_SESSION_DURATION = "24h";

/** @internal */
export function validateSessionDuration(duration: string): Problem[] {
  if (Token.isUnresolved(duration) || /^(\d+(\.\d+)?(ms|s|m|h))+$/.test(duration)) return [];
  return [
    {
      code: "SessionDurationInvalid",
      message: `sessionDuration is "${duration}"; expected hours, minutes and seconds such as "8h" or "1h30m" (there is no unit for days)`,
    },
  ];
}
