/**
 * An expression of Gateway's language, as policies and the matches of device profiles contain it.
 *
 * @internal
 * @see https://developers.cloudflare.com/cloudflare-one/traffic-policies/expression-syntax/
 */
export type Expression =
  | { readonly kind: "and" | "or"; readonly operands: Expression[] }
  | { readonly kind: "not"; readonly operand: Expression }
  /** Whether the condition is true for at least one element of its list. */
  | { readonly kind: "any"; readonly condition: Expression }
  | Comparison
  /** An expression that could not be parsed, so that its result is unknown. `source` is the text of all of it. */
  | { readonly kind: "unread"; readonly why: string; readonly source?: string };

/** @internal A comparison of a field with one or more operands. */
export interface Comparison {
  readonly kind: "comparison";
  /** The field, such as "net.dst.ip", without "[*]". */
  readonly field: string;
  /** Whether each element of a list is compared ("[*]"). */
  readonly each: boolean;
  readonly operator: Operator;
  /** One operand, or those of a set. */
  readonly operands: Operand[];
}

/** @internal A comparison operator. */
export type Operator = "==" | "!=" | "in" | "matches" | ">" | ">=" | "<" | "<=";

/** @internal An operand of a comparison. */
export type Operand =
  /** A quoted text. `text` has its escapes resolved, and is undefined if the open engine rejects one of them. */
  | { readonly kind: "quoted"; readonly source: string; readonly text?: string }
  /** A quoted text that only Terraform can evaluate. */
  | { readonly kind: "reference"; readonly text: string }
  /** A number, an address or a range. */
  | { readonly kind: "bare"; readonly text: string }
  /** A list of the account, by its id. */
  | { readonly kind: "list"; readonly text: string };

/** @internal Returns every comparison of an expression. */
export function comparisonsIn(expression: Expression): Comparison[] {
  switch (expression.kind) {
    case "comparison":
      return [expression];
    case "not":
      return comparisonsIn(expression.operand);
    case "any":
      return comparisonsIn(expression.condition);
    case "and":
    case "or":
      return expression.operands.flatMap(comparisonsIn);
    case "unread":
      return [];
  }
}
