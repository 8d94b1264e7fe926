import { RE2JS } from "re2js";
import { tunnelMatches } from "../core/addresses/hostname";
import { isExpression } from "../core/terraform/expressions";
import { literalText, text, Values } from "../core/terraform/values";
import { ANY_HOSTNAME, hostnameOf } from "../inventory/hosts/ingress-matching";

/** @internal A path that no application serves. */
export const UNKNOWN_PATH = "/cdktf-zero-trust-probe";

/** The form of a regular expression that represents a literal path, or that path and all below. */
const LITERAL = /^\^((?:\\[^a-zA-Z0-9]|[\w/~@!&'",:;<=>-])+)(?:\(\?:\/\|\$\)|\(\/\|\$\)|\$)$/;

/** @internal The path that an ingress rule matches, if its regular expression represents a literal path. */
export function literalPath(regex: string): string | undefined {
  return LITERAL.exec(regex)?.[1].replace(/\\(.)/g, "$1");
}

/**
 * What cloudflared answers at a path: the origin of the first rule that matches, or the status that the rule returns.
 *
 * @param rules all rules of the tunnel, in order
 * @internal
 */
export function servedAt(hostname: string, path: string, rules: readonly Values[]): "origin" | number {
  const first = rules.find((rule) => matchesHost(rule, hostname) && matchesPath(rule, path));
  const status = Number(/^http_status:(\d{3})$/.exec(text(first?.service) ?? "")?.[1]);
  if (first === undefined) return 404;
  return status >= 400 ? status : "origin";
}

function matchesHost(rule: Values, hostname: string): boolean {
  const pattern = hostnameOf(rule);
  return pattern === ANY_HOSTNAME || tunnelMatches(pattern, hostname);
}

/** A path that only Terraform or cloudflared can evaluate may match. */
function matchesPath(rule: Values, path: string): boolean {
  const regex = text(rule.path);
  if (regex === undefined || isExpression(regex)) return true;
  try {
    return RE2JS.compile(literalText(regex)!).matcher(path).find();
  } catch {
    return true;
  }
}
