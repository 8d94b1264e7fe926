import { Problem } from "./errors";

/** @internal How long a comment is at Cloudflare. */
export const COMMENT_LENGTH = 100;

/** @internal What is wrong with the reason for something open, which lands in a comment behind these words. */
export function validateReason(reason: string, lead: string, place: string): Problem[] {
  const longest = COMMENT_LENGTH - lead.length;
  if (/\S/.test(reason) && !/[\n\r]/.test(reason) && reason.length <= longest) return [];
  return [
    {
      code: "ReasonInvalid",
      message: `the reason is "${reason}" (${reason.length} characters); expected one line of 1 to ${longest}: it lands in the ${place}'s comment`,
    },
  ];
}
