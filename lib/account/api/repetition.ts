/** The longest wait that a client accepts in milliseconds: Cloudflare blocks a token for up to five minutes. */
const LONGEST = 300_000;

/** @internal Whether a request can succeed if it is repeated. Without an answer, there is no status. */
export function isRepeatable(status: number | undefined): boolean {
  return status === undefined || status === 429 || status >= 500;
}

/**
 * The wait before a repetition in milliseconds: what the API asks for in seconds or as a date, otherwise twice the last
 * wait, with up to a quarter added so that several clients do not repeat at the same time.
 *
 * @internal
 */
export function waitAfter(attempt: number, first: number, retryAfter: string | null = null, now = Date.now()): number {
  const asked = retryAfter === null || retryAfter.trim() === "" ? NaN : millisecondsOf(retryAfter, now);
  const own = first * 2 ** attempt * (1 + Math.random() / 4);
  return Math.min(LONGEST, Number.isNaN(asked) ? own : Math.max(0, asked));
}

function millisecondsOf(retryAfter: string, now: number): number {
  const seconds = Number(retryAfter);
  return Number.isNaN(seconds) ? Date.parse(retryAfter) - now : seconds * 1000;
}
