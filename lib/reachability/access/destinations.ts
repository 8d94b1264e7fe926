import { coversHostname, coversPath, PathReading } from "./wildcards";
import { canonicalHostname } from "../../core/addresses/hostname";
import { blocks, keyword, text, Values } from "../../core/terraform/values";

/** @internal A public hostname, or some paths of it, that an application covers. */
export interface PublicDestination<Owner> {
  readonly owner: Owner;
  readonly hostname: string;
  /** Empty for the whole host. */
  readonly path: string;
}

/**
 * The types of applications that cover public hosts. Other types cover none: "mcp" controls the visibility of a server
 * in a portal, and the server's own URL stays open; "bookmark" and "app_launcher" are pages of links; "saas" and
 * "dash_sso" sign assertions; "warp" enrolls devices. It is not documented that "biso" or "proxy_endpoint" protects a
 * host, so they do not count either.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/applications/choose-application-type/
 */
const COVERING_TYPES = new Set(["self_hosted", "ssh", "vnc", "rdp", "mcp_portal"]);

/**
 * The public destinations of an application, from its Terraform arguments. `destinations` replaces
 * `self_hosted_domains`.
 *
 * @internal
 */
export function publicDestinations<Owner>(owner: Owner, application: Values): PublicDestination<Owner>[] {
  if (!COVERING_TYPES.has(keyword(application.type) ?? "self_hosted")) return [];
  const destinations = blocks(application.destinations);
  const uris = destinations.filter(({ type }) => (keyword(type) ?? "public") === "public").map(({ uri }) => uri);
  const { domain, self_hosted_domains: domains } = application;
  const others = destinations.length === 0 && Array.isArray(domains) ? domains : uris;
  const all = new Set([domain, ...others].flatMap((uri) => text(uri) ?? []));
  return [...all].map((uri) => ({ owner, ...splitUri(uri) }));
}

/**
 * Splits a URI into the hostname, in lower case unless it contains a reference, and the path, which is empty for the
 * whole host: for `example.com` and for all paths of it.
 *
 * @internal
 */
export function splitUri(uri: string): { readonly hostname: string; readonly path: string } {
  // A reference can contain a slash.
  const [, hostname, path] = /^(?:https?:\/\/)?((?:\$\{[^}]*\}|[^/])*)(.*)$/is.exec(uri)!;
  return {
    hostname: canonicalHostname(hostname),
    path: /^\/?\*?$/.test(path) ? "" : path,
  };
}

/** @internal Finds the applications that cover public requests. */
export class PublicDestinations<Owner> {
  private readonly named = new Map<string, PublicDestination<Owner>[]>();
  private readonly wildcards: PublicDestination<Owner>[] = [];

  public constructor(destinations: Iterable<PublicDestination<Owner>>) {
    for (const each of destinations) {
      if (each.hostname.includes("*")) this.wildcards.push(each);
      else this.named.set(each.hostname, [...(this.named.get(each.hostname) ?? []), each]);
    }
  }

  /**
   * The applications that may cover a request; `undefined` stands for none. Exactly one of them decides. There are
   * several if the documentation does not determine which: a user may get in if any of them admits the user, and
   * surely gets in if all of them do.
   */
  public at(hostname: string, path: string): readonly (Owner | undefined)[] {
    const onHost = this.onHost(hostname);
    const sure = onHost.filter((each) => coversPath(each.path, path, PathReading.NARROW));
    const decisive = onHost
      .filter((each) => coversPath(each.path, path, PathReading.WIDE))
      .filter((each) => !sure.some((other) => isMoreSpecific(other, each)));
    const owners = decisive.map(({ owner }) => owner);
    return [...new Set(sure.length > 0 ? owners : [...owners, undefined])];
  }

  /** The paths of a host at which another application may decide: `/` and the paths of its destinations. */
  public pathsOf(hostname: string): string[] {
    return [...new Set(["/", ...this.onHost(hostname).map(({ path }) => path || "/")])];
  }

  private onHost(hostname: string): PublicDestination<Owner>[] {
    const wildcards = this.wildcards.filter((each) => coversHostname(each.hostname, hostname));
    return [...(this.named.get(hostname) ?? []), ...wildcards];
  }
}

/**
 * Whether the first destination decides where both cover a request.
 *
 * On the same host, the more specific path does, which is documented. Between a hostname and a wildcard the hostname
 * does, whatever their paths are, as in DNS; this is not documented. The order of two wildcards is not documented
 * either, and users report it as inconsistent, so neither decides.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/policies/app-paths/
 */
function isMoreSpecific<Owner>(a: PublicDestination<Owner>, b: PublicDestination<Owner>): boolean {
  if (a.hostname !== b.hostname) return b.hostname.includes("*") && !a.hostname.includes("*");
  return a.path !== b.path && coversPath(b.path, a.path, PathReading.NARROW);
}
