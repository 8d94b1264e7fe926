import { AccountError } from "../errors";

/** @internal Where the account's API is, and the token that reads it. */
export interface Connection {
  /** The URL of version 4 of the API, with a slash at the end. */
  readonly baseUrl: string;
  readonly token: string;
}

const CLOUDFLARE = "https://api.cloudflare.com/client/v4/";

/** A visible ASCII text without spaces, which a header can contain. */
const TOKEN = /^[\x21-\x7e]{8,}$/;

/** The hosts to which a request does not leave the machine. */
const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;

/**
 * Reads the connection from the environment.
 *
 * @throws AccountError AccountTokenMissing, AccountOptionsInvalid
 * @internal
 */
export function connectionFrom(env: NodeJS.ProcessEnv): Connection {
  const token = env.CLOUDFLARE_API_TOKEN?.trim() ?? "";
  if (!TOKEN.test(token)) {
    const what = token === "" ? "is not set" : "contains spaces or control characters, or is too short";
    throw new AccountError(
      "AccountTokenMissing",
      `The environment variable CLOUDFLARE_API_TOKEN ${what}. Set it to an API token that can read the account.`,
    );
  }
  return { baseUrl: baseUrlOf(env.CLOUDFLARE_BASE_URL?.trim()), token };
}

/** The messages omit the URL, because it can contain credentials. */
function baseUrlOf(written: string | undefined): string {
  if (written === undefined || written === "") return CLOUDFLARE;
  let url: URL;
  try {
    url = new URL(written.endsWith("/") ? written : `${written}/`);
  } catch {
    throw refused("is not a URL");
  }
  if (url.username !== "" || url.password !== "") throw refused("contains credentials");
  if (url.search !== "" || url.hash !== "") throw refused("contains a query or a fragment");
  const isLocal = url.protocol === "http:" && LOOPBACK.test(url.hostname);
  if (url.protocol !== "https:" && !isLocal) {
    throw refused("does not use HTTPS, so that the token would be sent in clear text");
  }
  return url.href;
}

function refused(why: string): AccountError {
  return new AccountError(
    "AccountOptionsInvalid",
    `The environment variable CLOUDFLARE_BASE_URL ${why}. Use an https URL such as ${CLOUDFLARE}, or leave it unset.`,
  );
}
