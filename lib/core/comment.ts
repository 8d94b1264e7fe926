import { Problem } from "./errors";

/** @internal The maximum length of a comment at Cloudflare, in characters. */
export const COMMENT_LENGTH = 100;

/**
 * What the comment of a record or a route begins with when this library creates no protection for it. The reason
 * follows. `lib/inventory` reads these prefixes back, so a change of one is a change of the format.
 *
 * @internal
 */
export const COMMENT_PREFIXES = {
  /** A host without Access. */
  public: "public: ",
  /** A host whose Access application is managed elsewhere. */
  existing: "Access elsewhere: ",
  /** A private route without a guarding policy. */
  unguarded: "unguarded: ",
} as const;

/** @internal Whether a comment declares a reason after a prefix. */
export function declares(prefix: string, comment = ""): boolean {
  return comment.startsWith(prefix) && comment.length > prefix.length;
}

/** @internal Validates a reason that is stored in a comment after one of the prefixes. */
export function validateReason(reason: string, prefix: string, place: string): Problem[] {
  const longest = COMMENT_LENGTH - prefix.length;
  if (/\S/.test(reason) && !/[\n\r]/.test(reason) && reason.length <= longest) return [];
  return [
    {
      code: "ReasonInvalid",
      message: `reason: "${reason}" has ${reason.length} characters. Use one line of 1 to ${longest} characters; it is stored in the comment of the ${place}.`,
    },
  ];
}
