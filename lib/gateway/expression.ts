import { Token } from "cdktf";
import { escapeTemplate } from "../core/terraform/resources";

/**
 * The API rewrites an expression that is not spelled as it likes, and Terraform then plans a change for ever. So these are the shapes
 * that are known to come back unchanged, and there are no others: one line, single spaces, no outer parentheses, no space inside braces.
 */

/** The most that Gateway takes. */
const MAX_LENGTH = 140_000;

/** @internal `net.dst.port in {80 443}` */
export function isOneOf(field: string, values: string[]): string {
  return `${field} in {${[...new Set(values)].join(" ")}}`;
}

/** @internal `any(dns.domains[*] in {"a.example" "b.example"})`: quoted values, one of which an element of the list is. */
export function holdsOneOf(list: string, values: string[]): string {
  return `any(${isOneOf(`${list}[*]`, values.map(quoted))})`;
}

/** @internal `net.vnet_id == "…"` */
export function equals(field: string, value: string): string {
  return `${field} == ${quoted(value)}`;
}

/** @internal `dns.fqdn matches "^…$"` */
export function matches(field: string, regex: string): string {
  return `${field} matches ${quoted(regex)}`;
}

/** @internal A text that needs no backslash, which the hosted engine may read otherwise than the open one; ready for Terraform. */
export function quoted(text: string): string {
  return `"${escaped(text)}"`;
}

/** @internal Escapes all but CDKTF's own references. */
export function escaped(text: string): string {
  if (!Token.isUnresolved(text)) return isReference(text) ? text : escapeTemplate(text);
  return text
    .split(/(\$\{TfToken\[[^\]]*\]\})/)
    .map((part, i) => (i % 2 === 1 ? part : escapeTemplate(part)))
    .join("");
}

/** @internal Whether a text can stand between quotes as it is. */
export function isQuotable(text: string): boolean {
  return Token.isUnresolved(text) || isReference(text) || (/\S/.test(text) && !/["\\\p{Cc}]/u.test(text));
}

/** @internal How an expression is too long, if it is. */
export function lengthMistake(expression: string): string | undefined {
  if (expression.length <= MAX_LENGTH) return undefined;
  return `has ${expression.length} characters; Gateway takes 140,000 at most, so divide it over several policies`;
}

/** An attribute of a resource of ours: what `attribute()` makes. */
function isReference(text: string): boolean {
  return /^\$\{[a-z0-9_]+\.[A-Za-z0-9_-]+\.[a-z0-9_]+\}$/.test(text);
}
