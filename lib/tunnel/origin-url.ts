import { Token } from "cdktf";
import { isAddress } from "../core/addresses/cidr";
import { Problem } from "../core/errors";

const SCHEMES = ["http", "https", "ws", "wss", "tcp", "ssh", "rdp", "smb"];
const EXPECTED = `expected scheme://host[:port] with ${SCHEMES.join(", ")}, or unix:/path, unix+tls:/path, http_status:404`;

/** What cloudflared would start by itself, and why nobody gets it here. */
const REFUSED = new Map([
  ["hello_world", "starts cloudflared's demo server; name an origin of your own"],
  ["hello-world", "starts cloudflared's demo server; name an origin of your own"],
  [
    "bastion",
    "is an open jump host, where the client names any destination the connector can reach; name one with tcp:// or ssh://",
  ],
  ["socks-proxy", "is an open proxy into the connector's network; name one destination with tcp:// or ssh://"],
]);

/** @internal What a service gets wrong that cloudflared would reject (with the whole configuration) or misread. A token is not judged. */
export function validateOriginUrl(service: string): Problem[] {
  if (Token.isUnresolved(service)) return [];
  const mistake = mistakeIn(service);
  // A password must not get into logs by way of the message.
  const shown = service.replace(/\/\/.*@/s, "//***@");
  return mistake === undefined ? [] : [{ code: "ServiceInvalid", message: `service "${shown}" ${mistake}` }];
}

/** @internal The scheme of a service, as far as it is known at synth. */
export function serviceScheme(service: string): string | undefined {
  return /^([a-z][a-z0-9+._-]*):/i.exec(service)?.[1];
}

/** @internal Whether an origin's host is written as one: a name of any depth, or an IPv4 address. */
export function isOriginHost(host: string): boolean {
  const isName = /^\w(?:[\w.-]*\w)?$/.test(host) && !host.includes("..") && host.length <= 253;
  return isName && (!/^[\d.]+$/.test(host) || isAddress(host));
}

/** @internal Whether the text is a port number. */
export function isPort(text: string): boolean {
  return /^[1-9][0-9]{0,4}$/.test(text) && Number(text) <= 65535;
}

function mistakeIn(service: string): string | undefined {
  if (/[\s\p{Cc}]/u.test(service)) return "has white space or control characters; remove them";
  if (REFUSED.has(service)) return REFUSED.get(service);
  const [, scheme, slashes, rest] = /^([a-z][a-z0-9+._-]*):(\/\/)?(.*)$/i.exec(service) ?? [];
  if (scheme === "http_status") return statusMistake(service.slice("http_status:".length));
  if (scheme === "unix" || scheme === "unix+tls") return socketMistake(scheme, service.slice(scheme.length + 1));
  if (slashes === undefined) return `has no scheme and host; ${EXPECTED}`;
  if (SCHEMES.includes(scheme)) return authorityMistake(scheme, rest);
  if (SCHEMES.includes(scheme.toLowerCase())) return `has a scheme in capitals; write ${scheme.toLowerCase()}://`;
  return `has the scheme ${scheme}://, which cloudflared takes for raw TCP over WebSocket; ${EXPECTED}`;
}

function statusMistake(status: string): string | undefined {
  return /^[2-5][0-9]{2}$/.test(status) ? undefined : `has the status "${status}"; expected 200 to 599`;
}

function socketMistake(scheme: string, path: string): string | undefined {
  if (/^\/\/[^/]/.test(path)) return `reads like ${scheme}://host; write ${scheme}:/path, with one slash`;
  if (!path.startsWith("/")) return `has no absolute path; write ${scheme}:/path/of.sock`;
  if (!/^\/+[\w.@:+,=~-][\w./@:+,=~-]*$/.test(path)) {
    return `has the path "${path}"; expected letters, digits and ./@:+,=~_-`;
  }
  return undefined;
}

function authorityMistake(scheme: string, authority: string): string | undefined {
  if (authority.includes("@")) return "has user info, which cloudflared does not send; remove it";
  if (/[/?#]/.test(authority)) {
    return "has a path, a trailing slash, a query or a fragment; the request's own path is kept, so write scheme://host[:port] alone";
  }
  if (!authority.startsWith("[") && /:.*:/.test(authority)) {
    return "has too many colons; write an IPv6 address in brackets, like http://[::1]:8080";
  }
  const [, host, port] = /^(\[[^\]]*\]?|[^:]*)(?::(.*))?$/.exec(authority) ?? [undefined, authority, undefined];
  if (host.startsWith("[") ? !isIpv6(host) : !isOriginHost(host)) {
    return `has the host "${host}"; expected a name, an IPv4 address, or an IPv6 address in brackets`;
  }
  if (port === undefined) {
    return scheme === "tcp"
      ? "has no port; cloudflared's default for tcp is 7864, so say it: tcp://host:port"
      : undefined;
  }
  return isPort(port) ? undefined : `has the port "${port}"; expected 1 to 65535`;
}

function isIpv6(host: string): boolean {
  const address = host.slice(1, -1);
  return host.endsWith("]") && address.includes(":") && isAddress(address);
}
