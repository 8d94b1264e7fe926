import { Token } from "cdktf";
import { isAddress } from "../core/addresses/cidr";
import { isPort } from "../core/addresses/port";
import { Problem } from "../core/errors";

const SCHEMES = ["http", "https", "ws", "wss", "tcp", "ssh", "rdp", "smb"];
const ACCEPTED = `Use scheme://host[:port] with ${SCHEMES.join(", ")}, or unix:/path, unix+tls:/path, http_status:404.`;

/** Services that cloudflared itself would run, and the reason why each is refused. */
const REFUSED = new Map([
  ["hello_world", "starts cloudflared's demo server. Specify your own origin."],
  ["hello-world", "starts cloudflared's demo server. Specify your own origin."],
  [
    "bastion",
    "is an open jump host: the client chooses any destination that the connector can reach. Specify one with tcp:// or ssh://.",
  ],
  ["socks-proxy", "is an open proxy into the connector's network. Specify one destination with tcp:// or ssh://."],
]);

/**
 * Validates a service. cloudflared would reject the whole configuration because of a malformed one, or misinterpret it.
 * A token is not checked.
 *
 * @internal
 */
export function validateOriginUrl(service: string): Problem[] {
  if (Token.isUnresolved(service)) return [];
  const mistake = mistakeIn(service);
  // Messages end up in logs, so they must not contain a password.
  const shown = service.replace(/\/\/.*@/s, "//***@");
  return mistake === undefined ? [] : [{ code: "ServiceInvalid", message: `service: "${shown}" ${mistake}` }];
}

/** @internal Returns the scheme of a service, or `undefined` if it is not known at synth. */
export function serviceScheme(service: string): string | undefined {
  return /^([a-z][a-z0-9+._-]*):/i.exec(service)?.[1];
}

/** @internal Whether the text is a valid host of an origin: a name with any number of labels, or an IPv4 address. */
export function isOriginHost(host: string): boolean {
  const isName = /^\w(?:[\w.-]*\w)?$/.test(host) && !host.includes("..") && host.length <= 253;
  return isName && (!/^[\d.]+$/.test(host) || isAddress(host));
}

/** @internal Whether the text is a port number without leading zeros. */
export function isPortText(text: string): boolean {
  return /^[1-9][0-9]*$/.test(text) && isPort(Number(text));
}

function mistakeIn(service: string): string | undefined {
  if (/[\s\p{Cc}]/u.test(service)) return "contains white space or control characters. Remove them.";
  if (REFUSED.has(service)) return REFUSED.get(service);
  const [, scheme, slashes, rest] = /^([a-z][a-z0-9+._-]*):(\/\/)?(.*)$/i.exec(service) ?? [];
  if (scheme === "http_status") return statusMistake(service.slice("http_status:".length));
  if (scheme === "unix" || scheme === "unix+tls") return socketMistake(scheme, service.slice(scheme.length + 1));
  if (slashes === undefined) return `has no scheme and host. ${ACCEPTED}`;
  if (SCHEMES.includes(scheme)) return authorityMistake(scheme, rest);
  if (SCHEMES.includes(scheme.toLowerCase())) return `has an upper-case scheme; use ${scheme.toLowerCase()}://.`;
  return `has the scheme ${scheme}://, which cloudflared treats as raw TCP over WebSocket. ${ACCEPTED}`;
}

function statusMistake(status: string): string | undefined {
  return /^[2-5][0-9]{2}$/.test(status) ? undefined : `has the status "${status}"; use 200 to 599.`;
}

function socketMistake(scheme: string, path: string): string | undefined {
  if (/^\/\/[^/]/.test(path)) return `looks like ${scheme}://host; use ${scheme}:/path, with one slash.`;
  if (!path.startsWith("/")) return `has no absolute path; use ${scheme}:/path/of.sock.`;
  if (!/^\/+[\w.@:+,=~-][\w./@:+,=~-]*$/.test(path)) {
    return `has the path "${path}"; use letters, digits and ./@:+,=~_-`;
  }
  return undefined;
}

function authorityMistake(scheme: string, authority: string): string | undefined {
  if (authority.includes("@")) return "contains user info, which cloudflared does not send. Remove it.";
  if (/[/?#]/.test(authority)) {
    return "has a path, a trailing slash, a query or a fragment. cloudflared keeps the path of the request; use scheme://host[:port].";
  }
  if (!authority.startsWith("[") && /:.*:/.test(authority)) {
    return "has too many colons; write an IPv6 address in brackets, such as http://[::1]:8080.";
  }
  const [, host, port] = /^(\[[^\]]*\]?|[^:]*)(?::(.*))?$/.exec(authority) ?? [undefined, authority, undefined];
  if (host.startsWith("[") ? !isIpv6(host) : !isOriginHost(host)) {
    return `has the host "${host}"; use a name, an IPv4 address, or an IPv6 address in brackets.`;
  }
  if (port === undefined) {
    return scheme === "tcp"
      ? "has no port, and cloudflared's default for tcp is 7864; use tcp://host:port."
      : undefined;
  }
  return isPortText(port) ? undefined : `has the port "${port}"; use 1 to 65535.`;
}

function isIpv6(host: string): boolean {
  const address = host.slice(1, -1);
  return host.endsWith("]") && address.includes(":") && isAddress(address);
}
