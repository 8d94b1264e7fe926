import { list, text, Values } from "../core/terraform/values";

/** @internal What an application declares about CORS preflight requests. */
export type Preflight =
  /** Cloudflare answers them for the declared origins. */
  | { readonly kind: "cors"; readonly origins: "any" | readonly string[]; readonly method: string }
  /** They pass the edge without a login, so the connector must refuse them. */
  | { readonly kind: "bypass" };

/** @internal Reads the CORS settings of an Access application. Undefined if it declares none that can be asked for. */
export function preflightOf(application: Values): Preflight | undefined {
  if (application.options_preflight_bypass === true) return { kind: "bypass" };
  const [cors] = [application.cors_headers].flat();
  if (typeof cors !== "object" || cors === null) return undefined;
  const { allow_all_origins: all, allowed_origins: allowed, allowed_methods: methods } = cors as Values;
  const origins = list(allowed).flatMap((origin) => text(origin) ?? []);
  const isAny = all === true || origins.includes("*");
  // A pattern is not an origin that a browser sends.
  const exact = origins.filter((origin) => !origin.includes("*") && !origin.includes("${"));
  if (!isAny && exact.length === 0) return undefined;
  return { kind: "cors", origins: isAny ? "any" : exact, method: text(list(methods)[0]) ?? "GET" };
}

/** @internal Whether the header of an answer allows an origin to read it. */
export function allowsOrigin(header: string | undefined, origin: string): boolean {
  return header === "*" || header?.toLowerCase() === origin.toLowerCase();
}
