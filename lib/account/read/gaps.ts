import { ApiFailure } from "../api/failure";
import { AccountError } from "../errors";
import type { Gap } from "../model";

/** @internal Collects what could not be read. */
export class GapReporter {
  private readonly found: Gap[] = [];

  /**
   * Runs a request. A failure of the API is a gap, and the result is undefined.
   *
   * @throws AccountError AccountTokenRejected
   */
  public async around<Result>(gap: Omit<Gap, "why">, read: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      if (error.isTokenRejected) throw rejected(error.message);
      const { permission, ...others } = gap;
      const isDenied = error.status === 403;
      this.found.push({ ...others, why: error.message, ...(isDenied && permission !== undefined && { permission }) });
      return undefined;
    }
  }

  /** Adds gaps that no failure of the API shows. */
  public add(...gaps: Gap[]): void {
    this.found.push(...gaps);
  }

  /** The gaps, sorted. */
  public all(): Gap[] {
    return [...this.found].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /**
   * Requires that fewer than this number of requests failed.
   *
   * @throws AccountError AccountTokenRejected, AccountUnreachable
   */
  public requireLess(asked: number): void {
    if (this.found.length < asked) return;
    const [{ why }] = this.found;
    if (this.found.every(({ permission }) => permission !== undefined)) throw rejected(why);
    throw new AccountError(
      "AccountUnreachable",
      `Every request to the account failed; the first one: ${why}. Check the connection and CLOUDFLARE_BASE_URL.`,
    );
  }
}

function rejected(why: string): AccountError {
  return new AccountError(
    "AccountTokenRejected",
    `Cloudflare does not accept the token for this account: ${why}. Check CLOUDFLARE_API_TOKEN, the account id and the ` +
      "permissions of the token.",
  );
}
