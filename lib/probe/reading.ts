import type { Answer } from "./client";
import type { ProbeGapCode } from "./model";

/** @internal What an answer shows. Texts are clauses. */
export type Reading =
  /** Access requires a login of the own team, or the edge or the connector refuses the request. */
  | { readonly kind: "denied"; readonly how: string }
  | { readonly kind: "foreign login"; readonly how: string }
  /** The application, or something else behind the edge, answers. */
  | { readonly kind: "answered"; readonly how: string }
  /** The answer shows nothing about the host. */
  | { readonly kind: "unclear"; readonly code: ProbeGapCode; readonly how: string };

const LOGIN_HOST = /^([a-z0-9-]+)\.cloudflareaccess\.com$/;

/** The schemes with which an application asks for credentials itself. */
const OWN_LOGIN = /^(basic|digest|negotiate|ntlm)\b/i;

/**
 * Reads an answer to a request without a login.
 *
 * @param teams the own teams. Empty if they are not known.
 * @internal
 */
export function readAnswer({ status, headers }: Answer, name: string, teams: readonly string[]): Reading {
  const team = loginTeam(status, headers.location);
  if (team !== undefined) return loginReading(team, teams);
  if (headers["cf-mitigated"] !== undefined) {
    const how = `Cloudflare challenges the request (cf-mitigated: ${headers["cf-mitigated"]}) before Access decides`;
    return { kind: "unclear", code: "RequestChallenged", how };
  }
  if (status === 429) {
    return { kind: "unclear", code: "RateLimited", how: "the host limits the rate of requests (429)" };
  }
  if (status === 401 || status === 403) return refusal(status, headers);
  return { kind: "answered", how: answerText(status, headers.location, name) };
}

/** The team to whose login an answer redirects. Undefined if it is not a login of Access. */
function loginTeam(status: number, location: string | undefined): string | undefined {
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined || !URL.canParse(location)) {
    return undefined;
  }
  const { protocol, hostname, port, username, password, pathname } = new URL(location);
  if (protocol !== "https:" || port !== "" || username !== "" || password !== "") return undefined;
  return pathname.startsWith("/cdn-cgi/access/login/") ? LOGIN_HOST.exec(hostname)?.[1] : undefined;
}

function loginReading(team: string, teams: readonly string[]): Reading {
  if (teams.some((each) => each.toLowerCase() === team)) return { kind: "denied", how: `login of team ${team}` };
  if (teams.length > 0) {
    return { kind: "foreign login", how: `redirects to the login of team ${team}, not of ${teams.join(" or ")}` };
  }
  return { kind: "unclear", code: "TeamUnknown", how: `redirects to the login of team ${team}` };
}

function refusal(status: number, headers: Answer["headers"]): Reading {
  const [scheme] = OWN_LOGIN.exec(headers["www-authenticate"] ?? "") ?? [];
  if (scheme !== undefined) {
    return { kind: "answered", how: `the application answers ${status} and asks for its own ${scheme} credentials` };
  }
  // Cloudflare adds the header to each answer, and a rule cannot remove it.
  if (headers["cf-ray"] === undefined) {
    const how = `answers ${status}, but not through Cloudflare (no cf-ray header), so Access was not asked`;
    return { kind: "unclear", code: "NotFromCloudflare", how };
  }
  return { kind: "denied", how: `refused with ${status}` };
}

function answerText(status: number, location: string | undefined, name: string): string {
  if (status === 101) return "accepts the WebSocket (101)";
  if (status >= 500) return `the edge forwards the request and answers ${status}`;
  if (status < 300 || status >= 400) return `the application answers ${status}`;
  if (location === undefined) return `the application answers ${status} without a location`;
  if (!URL.canParse(location, `https://${name}`)) return `the application redirects to an invalid location (${status})`;
  const { host, pathname } = new URL(location, `https://${name}`);
  const where = host === name ? `its own ${pathname}` : host;
  return `the application redirects to ${where} (${status})`;
}
