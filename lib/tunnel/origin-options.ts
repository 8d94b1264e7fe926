import { Token } from "cdktf";
import { isOriginHost, isPortText, serviceScheme } from "./origin-url";
import { isWildcard } from "../core/addresses/hostname";
import { Problem } from "../core/errors";

/**
 * Settings of the connection from a connector to an origin. A setting that is not specified has cloudflared's default.
 *
 * @example
 * Origin.https("10.0.3.7", 8443, { originServerName: "app.internal", connectTimeoutSeconds: 5 });
 *
 * @throws ValidationError OriginOptionInvalid
 * @see https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/configure-tunnels/origin-configuration/
 */
export interface OriginOptions {
  /** The timeout of a TCP connection, in whole seconds from 1 to 86400. @default 30 */
  readonly connectTimeoutSeconds?: number;
  /** The timeout of a TLS handshake, in whole seconds from 1 to 86400. @default 10 */
  readonly tlsTimeoutSeconds?: number;
  /** The interval between TCP keepalive packets, in whole seconds from 1 to 86400. @default 30 */
  readonly tcpKeepAliveSeconds?: number;
  /** The time after which an idle connection is closed, in whole seconds from 1 to 86400. @default 90 */
  readonly keepAliveTimeoutSeconds?: number;
  /** The maximum number of idle connections, 1 or more. @default 100 */
  readonly keepAliveConnections?: number;
  /**
   * Whether to accept any certificate of the origin. An attacker on the network between the two can then read and
   * change the traffic.
   *
   * For https, wss and unix+tls.
   *
   * @default false
   */
  readonly noTlsVerify?: boolean;
  /**
   * The Host header that the origin receives, `host[:port]`. The original one is sent as X-Forwarded-Host.
   *
   * For http, https, ws and wss.
   *
   * @default - the Host header of the request
   */
  readonly httpHostHeader?: string;
  /**
   * The hostname that the origin's certificate must contain.
   *
   * For https, wss and unix+tls.
   *
   * @default - the host of the service
   */
  readonly originServerName?: string;
  /**
   * Whether to send the Host header of the request as the TLS server name and to expect it in the origin's certificate.
   *
   * For https and wss, on an exact hostname, without `http2Origin`.
   *
   * @default false
   */
  readonly matchSniToHost?: boolean;
  /**
   * Whether to use HTTP/2 to the origin. For https.
   *
   * gRPC requires it, but gRPC calls to a published host fail behind policies and over QUIC.
   *
   * @default false
   */
  readonly http2Origin?: boolean;
  /**
   * A file with the PEM certificates that may sign the origin's certificate: an absolute path that exists on the disk
   * of **every** connector of the tunnel. A connector without the file rejects the whole configuration.
   *
   * For https, wss and unix+tls.
   *
   * @default - the certificates of the system
   */
  readonly caPool?: string;
  /** Whether to send bodies with Content-Length, for origins without chunked encoding (WSGI). @default false */
  readonly disableChunkedEncoding?: boolean;
  /** Whether to disable "happy eyeballs", which tries IPv4 and IPv6 addresses in parallel. @default false */
  readonly noHappyEyeballs?: boolean;
  /** Whether to offer a SOCKS5 proxy to the client. For tcp, ssh, rdp and smb. @default false */
  readonly socksProxy?: boolean;
}

/**
 * Settings of the connection from a connector to an SSH or VNC server.
 *
 * @example
 * Origin.ssh("10.0.3.12", 22, { browserRendering: true });
 *
 * @throws ValidationError BrowserRenderingInvalid, OriginOptionInvalid
 * @see https://developers.cloudflare.com/cloudflare-one/applications/non-http/browser-rendering/
 */
export interface TerminalOptions extends OriginOptions {
  /**
   * Whether Cloudflare renders a terminal for the server in the browser, after the login of the user. `cloudflared
   * access` reaches the server as well.
   *
   * The host requires policies that allow or deny users. Paths and service tokens are not supported.
   *
   * @default false
   */
  readonly browserRendering?: boolean;
}

type Option = keyof OriginOptions;

/** Returns what is accepted, or `undefined` for a valid value. */
type Check = (value: unknown) => string | undefined;

const seconds: Check = (value) => unless(isWhole(value) && value <= 86400, "whole seconds from 1 to 86400");
const count: Check = (value) => unless(isWhole(value), "a whole number, 1 or more");
const flag: Check = (value) => unless(typeof value === "boolean", "true or false");
const hostHeader: Check = (value) =>
  unless(typeof value === "string" && isHostHeader(value), "host[:port] with letters, digits and ._-");
const serverName: Check = (value) =>
  unless(typeof value === "string" && isOriginHost(value), "a hostname without a port or wildcard");
const file: Check = (value) =>
  unless(
    typeof value === "string" && /^(?:\/[\w.@+-]+)+$/.test(value),
    "the absolute path of a PEM file that exists on every connector, not its content",
  );

const CHECKS: { [option in Option]-?: Check } = {
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

/** The schemes that support an option. cloudflared ignores it elsewhere. */
const SCHEMES: { [option in Option]?: string[] } = {
  noTlsVerify: TLS,
  originServerName: TLS,
  caPool: TLS,
  matchSniToHost: ["https", "wss"],
  http2Origin: ["https"],
  httpHostHeader: ["http", "https", "ws", "wss"],
  socksProxy: ["tcp", "ssh", "rdp", "smb"],
};

/** @internal Validates the options of a service on a hostname. Tokens are not checked. */
export function validateOriginOptions(options: OriginOptions, service: string, hostname: string): Problem[] {
  const specified = Object.entries(options).filter(([, value]) => value !== undefined && !Token.isUnresolved(value));
  const mistakes = specified.flatMap(([option, value]) => mistakeIn(option, value) ?? []);
  return [...mistakes, ...misplaced(options, service), ...sniConflicts(options, hostname)].map((message) => ({
    code: "OriginOptionInvalid",
    message,
  }));
}

function mistakeIn(option: string, value: unknown): string | undefined {
  if (!Object.hasOwn(CHECKS, option)) {
    return `${option}: not an origin option. Use one of ${Object.keys(CHECKS).join(", ")}.`;
  }
  const accepted = CHECKS[option as Option](value);
  return accepted === undefined ? undefined : `${option}: ${shown(value)} is not valid; use ${accepted}.`;
}

function misplaced(options: OriginOptions, service: string): string[] {
  const scheme = serviceScheme(service);
  if (scheme === undefined) return [];
  return Object.entries(SCHEMES).flatMap(([option, schemes]) => {
    if (!isOn(options[option as Option]) || schemes.includes(scheme)) return [];
    return [
      `${option}: no effect on a service with the scheme ${scheme}; it applies to ${schemes.join(", ")}. Remove it or change the service.`,
    ];
  });
}

/** cloudflared keeps connections open with the server name of the request that opened them. */
function sniConflicts(options: OriginOptions, hostname: string): string[] {
  if (!isOn(options.matchSniToHost)) return [];
  const conflicts: string[] = [];
  if (isOn(options.http2Origin)) conflicts.push("matchSniToHost: it disables http2Origin. Remove one of them.");
  if (isOn(options.originServerName)) {
    conflicts.push("matchSniToHost: it overrides originServerName. Remove one of them.");
  }
  if (options.httpHostHeader !== undefined && /:\d+$/.test(options.httpHostHeader)) {
    conflicts.push(
      `matchSniToHost: it would send the httpHostHeader "${options.httpHostHeader}" as the server name, with its port. Use originServerName instead.`,
    );
  }
  if (isWildcard(hostname)) {
    conflicts.push(
      `matchSniToHost: on "${hostname}" it would send the server name of one host for another. Use originServerName instead.`,
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
  return rest.length === 0 && isOriginHost(host) && (port === undefined || isPortText(port));
}

function unless(valid: boolean, accepted: string): string | undefined {
  return valid ? undefined : accepted;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
