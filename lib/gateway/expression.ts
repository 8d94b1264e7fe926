import { Token } from "cdktf";
import { escapeTemplate } from "../core/terraform/resources";

/**
 * The API normalizes expressions, and Terraform then plans a permanent change. These helpers write only the forms that
 * the API returns unchanged: one line, single spaces, no outer parentheses, no space inside braces.
 */

/** The maximum length that Gateway accepts. */
const MAX_LENGTH = 140_000;

/** @internal `net.dst.port in {80 443}` */
export function isOneOf(field: string, values: string[]): string {
  return `${field} in {${[...new Set(values)].join(" ")}}`;
}

/** @internal `any(dns.domains[*] in {"a.example" "b.example"})`: the list contains at least one of the values. */
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

/** @internal Quotes a text and escapes it for Terraform. It must satisfy `isQuotable`. */
export function quoted(text: string): string {
  return `"${escaped(text)}"`;
}

/** @internal Escapes Terraform templates, except CDKTF tokens and attribute references. */
export function escaped(text: string): string {
  if (!Token.isUnresolved(text)) return isReference(text) ? text : escapeTemplate(text);
  return text
    .split(/(\$\{TfToken\[[^\]]*\]\})/)
    .map((part, i) => (i % 2 === 1 ? part : escapeTemplate(part)))
    .join("");
}

/**
 * @internal Whether a text can be quoted without a backslash: the hosted engine and the open-source engine may parse
 * backslashes differently.
 */
export function isQuotable(text: string): boolean {
  return Token.isUnresolved(text) || isReference(text) || (/\S/.test(text) && !/["\\\p{Cc}]/u.test(text));
}

/** @internal The predicate of the error message if the expression is too long. */
export function lengthMistake(expression: string): string | undefined {
  if (expression.length <= MAX_LENGTH) return undefined;
  return `has ${expression.length} characters, but Gateway accepts at most 140,000. Split it into several policies.`;
}

/** Whether the text is an attribute reference from `attribute()`. */
function isReference(text: string): boolean {
  return /^\$\{[a-z0-9_]+\.[A-Za-z0-9_-]+\.[a-z0-9_]+\}$/.test(text);
}
