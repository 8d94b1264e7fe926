import { Token } from "cdktf";
import { ErrorCode } from "../core/error-codes";
import { guardTokens, QUOTED } from "../core/terraform/guarded-tokens";
import { literalParts } from "../core/terraform/literals";

/**
 * The API normalizes expressions, and Terraform then plans a permanent change. These helpers write only the forms that
 * the API returns unchanged: one line, single spaces, no outer parentheses, no space inside braces.
 *
 * The resource escapes the expression for Terraform, so it is written here as Gateway reads it.
 */

/** The maximum length that Gateway accepts. */
const MAX_LENGTH = 140_000;

/** @internal `net.dst.port in {80 443}` */
export function isOneOf(field: string, values: string[]): string {
  return `${field} in {${[...new Set(values)].join(" ")}}`;
}

/** @internal `any(dns.domains[*] in {"a.example" "b.example"})`: the list contains at least one of the values. */
export function holdsOneOf(list: string, values: string[], code: ErrorCode): string {
  const quotes = values.map((value) => quoted(value, code));
  return `any(${isOneOf(`${list}[*]`, quotes)})`;
}

/** @internal `net.vnet_id == "…"` */
export function equals(field: string, value: string, code: ErrorCode): string {
  return `${field} == ${quoted(value, code)}`;
}

/** @internal `dns.fqdn matches "^…$"` */
export function matches(field: string, regex: string): string {
  return `${field} matches "${regex}"`;
}

/** @internal Quotes a text. It must satisfy `isQuotable`. Terraform checks that no token in it ends the quotes. */
export function quoted(text: string, code: ErrorCode): string {
  return `"${guardTokens(text, QUOTED, code)}"`;
}

/**
 * @internal Whether a text can be quoted without a backslash: the hosted engine and the open-source engine may parse
 * backslashes differently.
 */
export function isQuotable(text: string): boolean {
  if (literalParts(text).some((part) => /["\\\p{Cc}]/u.test(part))) return false;
  return Token.isUnresolved(text) || /\S/.test(text);
}

/** @internal The predicate of the error message if the expression is too long. */
export function lengthMistake(expression: string): string | undefined {
  if (expression.length <= MAX_LENGTH) return undefined;
  return `has ${expression.length} characters, but Gateway accepts at most 140,000. Split it into several policies.`;
}
