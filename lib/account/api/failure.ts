/** @internal A request of the account's API that did not succeed. The message never contains the token. */
export class ApiFailure extends Error {
  /** @param status the HTTP status of the answer. Undefined without one. */
  public constructor(
    message: string,
    public readonly status?: number,
    public readonly codes: readonly number[] = [],
  ) {
    super(message);
  }

  /** Whether the API does not accept the token at all, in contrast to a token that lacks a permission. */
  public get isTokenRejected(): boolean {
    return this.status === 401 || this.codes.some((code) => REJECTED.has(code)) || INVALID.test(this.message);
  }
}

/** Invalid API token (1000), invalid request headers (6003, 6111). */
const REJECTED = new Set([1000, 6003, 6111]);

/** The code of this message (9109) is also that of a missing permission. */
const INVALID = /invalid access token/i;
