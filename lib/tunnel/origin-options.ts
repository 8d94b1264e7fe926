import { Token } from "cdktf";
import { isOriginHost, isPort, serviceScheme } from "./origin-url";
import { isWildcard } from "../core/addresses/hostname";
import { Problem } from "../core/errors";

/**
 * Defines how a connector talks to an origin; what is not said is cloudflared's default.
 *
 * Errors: OriginOptionInvalid.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/configure-tunnels/origin-configuration/
 */
export interface OriginOptions {
  /** How long to wait for a TCP connection: whole seconds, 1 to 86400. @default 30 */
  readonly connectTimeoutSeconds?: number;
  /** How long to wait for a TLS handshake: whole seconds, 1 to 86400. @default 10 */
  readonly tlsTimeoutSeconds?: number;
  /** Time between TCP keepalive packets: whole seconds, 1 to 86400. @default 30 */
  readonly tcpKeepAliveSeconds?: number;
  /** How long an idle connection is kept: whole seconds, 1 to 86400. @default 90 */
  readonly keepAliveTimeoutSeconds?: number;
  /** How many idle connections are kept, 1 or more. @default 100 */
  readonly keepAliveConnections?: number;
  /** Takes any certificate from the origin: whoever is in between can read and change. For https, wss and unix+tls. @default false */
  readonly noTlsVerify?: boolean;
  /** The Host header that the origin gets, host[:port]; the original goes to X-Forwarded-Host. For http, https, ws and wss. @default - the request's */
  readonly httpHostHeader?: string;
  /** The name expected in the origin's certificate. For https, wss and unix+tls. @default - the service's host */
  readonly originServerName?: string;
  /** Sends the request's Host as the TLS server name, and expects it in the certificate. For https and wss, on an exact hostname, without http2Origin. @default false */
  readonly matchSniToHost?: boolean;
  /** Speaks HTTP/2 to the origin. For https. @default false */
  readonly http2Origin?: boolean;
  /** A file of PEM certificates that the origin's certificate is checked against: an absolute path on the disk of **every** connector of the tunnel, or they drop the whole configuration. For https, wss and unix+tls. @default - the system's */
  readonly caPool?: string;
  /** Sends bodies with Content-Length, for origins that do not know chunked encoding (WSGI). @default false */
  readonly disableChunkedEncoding?: boolean;
  /** Turns off the race of IPv4 and IPv6 addresses. @default false */
  readonly noHappyEyeballs?: boolean;
  /** Speaks SOCKS5 to the client. For tcp, ssh, rdp and smb. @default false */
  readonly socksProxy?: boolean;
}

type Option = keyof OriginOptions;

/** Judges one value: what was expected, where it is something else. */
type Judge = (value: unknown) => string | undefined;

const seconds: Judge = (value) => otherwise(isWhole(value) && value <= 86400, "whole seconds from 1 to 86400");
const count: Judge = (value) => otherwise(isWhole(value), "a whole number, 1 or more");
const flag: Judge = (value) => otherwise(typeof value === "boolean", "true or false");
const hostHeader: Judge = (value) =>
  otherwise(typeof value === "string" && isHostHeader(value), "host[:port], of letters, digits and ._-");
const serverName: Judge = (value) =>
  otherwise(typeof value === "string" && isOriginHost(value), "a hostname, without port or wildcard");
const file: Judge = (value) =>
  otherwise(
    typeof value === "string" && /^(?:\/[\w.@+-]+)+$/.test(value),
    "an absolute path of a PEM file that exists on every connector, never its text",
  );

const JUDGES: { [option in Option]-?: Judge } = {
  connectTimeoutSeconds: seconds,
  tlsTimeoutSeconds: seconds,
  tcpKeepAliveSeconds: seconds,
  keepAliveTimeoutSeconds: seconds,
  keepAliveConnections: count,
  noTlsVerify: flag,
  httpHostHeader: hostHeader,
  originServerName: serverName,
  matchSniToHost: flag,
  http2Origin: flag,
  caPool: file,
  disableChunkedEncoding: flag,
  noHappyEyeballs: flag,
  socksProxy: flag,
};

const TLS = ["https", "wss", "unix+tls"];

/** Where an option does something; elsewhere cloudflared ignores it. */
const SCHEMES: { [option in Option]?: string[] } = {
  noTlsVerify: TLS,
  originServerName: TLS,
  caPool: TLS,
  matchSniToHost: ["https", "wss"],
  http2Origin: ["https"],
  httpHostHeader: ["http", "https", "ws", "wss"],
  socksProxy: ["tcp", "ssh", "rdp", "smb"],
};

/** @internal What the options get wrong for a service and a hostname; tokens are not judged. */
export function validateOriginOptions(options: OriginOptions, service: string, hostname: string): Problem[] {
  const said = Object.entries(options).filter(([, value]) => value !== undefined && !Token.isUnresolved(value));
  const mistakes = said.flatMap(([option, value]) => mistakeIn(option, value) ?? []);
  return [...mistakes, ...misplaced(options, service), ...sniConflicts(options, hostname)].map((message) => ({
    code: "OriginOptionInvalid",
    message,
  }));
}

function mistakeIn(option: string, value: unknown): string | undefined {
  if (!Object.hasOwn(JUDGES, option)) {
    return `${option} is no origin option; expected one of ${Object.keys(JUDGES).join(", ")}`;
  }
  const expected = JUDGES[option as Option](value);
  return expected === undefined ? undefined : `${option} is ${shown(value)}; expected ${expected}`;
}

function misplaced(options: OriginOptions, service: string): string[] {
  const scheme = serviceScheme(service);
  if (scheme === undefined) return [];
  return Object.entries(SCHEMES).flatMap(([option, schemes]) => {
    if (!isOn(options[option as Option]) || schemes.includes(scheme)) return [];
    return [
      `${option} does nothing for a service with ${scheme}; it is for ${schemes.join(", ")}: remove it or change the service`,
    ];
  });
}

/** cloudflared keeps connections with the server name of the host that opened them. */
function sniConflicts(options: OriginOptions, hostname: string): string[] {
  if (!isOn(options.matchSniToHost)) return [];
  const conflicts: string[] = [];
  if (isOn(options.http2Origin)) conflicts.push("matchSniToHost keeps http2Origin from working; remove one");
  if (isOn(options.originServerName)) conflicts.push("matchSniToHost overrides originServerName; remove one");
  if (options.httpHostHeader !== undefined && /:\d+$/.test(options.httpHostHeader)) {
    conflicts.push(
      `matchSniToHost would send httpHostHeader "${options.httpHostHeader}" as the server name, with its port; use originServerName`,
    );
  }
  if (isWildcard(hostname)) {
    conflicts.push(
      `matchSniToHost on "${hostname}" would send one host's server name for another; use originServerName`,
    );
  }
  return conflicts;
}

function isOn(value: OriginOptions[Option]): boolean {
  return value !== undefined && value !== false;
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function isHostHeader(value: string): boolean {
  const [host, port, ...rest] = value.split(":");
  return rest.length === 0 && isOriginHost(host) && (port === undefined || isPort(port));
}

function otherwise(holds: boolean, expected: string): string | undefined {
  return holds ? undefined : expected;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
