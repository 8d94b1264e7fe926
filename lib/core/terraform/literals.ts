import { IResolvable, Lazy, Tokenization } from "cdktf";

/**
 * The one place where the text of the caller becomes Terraform: every L1 construct of the library is created by
 * `create`, every `Lazy` value by `lazyLiterals`, and every `terraform_data` escapes its values. Text is a literal
 * there, whatever it contains. Only tokens remain expressions.
 */

const TOKEN = /(\$\{TfToken\[[^\]]*\]\})/;

/** @internal A value that is produced at the end of the synthesis, as literals. */
export function lazyLiterals(produce: () => unknown): IResolvable {
  return Lazy.anyValue({ produce: () => literals(produce()) });
}

/** @internal A copy of a value in which all text is literal: strings, and the names and values of objects and lists. */
export function literals<T>(value: T): T {
  return converted(value) as T;
}

function converted(value: unknown): unknown {
  if (typeof value === "string") return escapeTemplate(value);
  if (Array.isArray(value)) return value.map(converted);
  if (!isBlock(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [escapeTemplate(name), converted(each)]));
}

/** @internal Whether a value is an object of names and values. Constructs, tokens and references are not. */
export function isBlock(value: unknown): value is { readonly [name: string]: unknown } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === null || Object.getPrototypeOf(prototype) === null) && !Tokenization.isResolvable(value);
}

/** @internal Escapes text, so that Terraform does not interpret it as a template. Tokens in it remain expressions. */
export function escapeTemplate(text: string): string {
  if (!/[$%]\{/.test(text)) return text;
  const parts = text.split(TOKEN);
  return parts
    .map((part, i) => {
      if (i % 2 === 1) return part;
      const escaped = part.replace(/([$%])\{/g, "$1$1{");
      // "$" before a reference would escape the reference.
      return i < parts.length - 1 ? escaped.replace(/\$+$/, (dollars) => `\${"${dollars}"}`) : escaped;
    })
    .join("");
}

/** @internal The text of a value around its tokens. */
export function literalParts(text: string): string[] {
  return text.split(TOKEN).filter((_, i) => i % 2 === 0);
}

/** @internal Replaces every token of a text. */
export function mapTokens(text: string, replace: (token: string) => string): string {
  return text
    .split(TOKEN)
    .map((part, i) => (i % 2 === 1 ? replace(part) : part))
    .join("");
}
