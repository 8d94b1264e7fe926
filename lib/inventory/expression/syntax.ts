/**
 * Defines an expression of Gateway's language, as far as it is read: what stands in policies and in the matches of device profiles.
 *
 * @internal
 * @see https://developers.cloudflare.com/cloudflare-one/traffic-policies/expression-syntax/
 */
export type Expression =
  | { readonly kind: "and" | "or"; readonly operands: Expression[] }
  | { readonly kind: "not"; readonly operand: Expression }
  /** Whether the condition holds for an element of its list. */
  | { readonly kind: "any"; readonly condition: Expression }
  | Comparison
  /** What is not read, and so means anything. */
  | { readonly kind: "unread"; readonly why: string };

/** @internal */
export interface Comparison {
  readonly kind: "comparison";
  /** "net.dst.ip"; of a list without its "[*]". */
  readonly field: string;
  /** Whether it is asked of each element of a list. */
  readonly each: boolean;
  readonly operator: Operator;
  /** One, or those of a set. */
  readonly operands: Operand[];
}

/** @internal */
export type Operator = "==" | "!=" | "in" | "matches" | ">" | ">=" | "<" | "<=";

/** @internal */
export type Operand =
  /** A text between quotes. `text` is it without its escapes; undefined where the open engine refuses one. */
  | { readonly kind: "quoted"; readonly source: string; readonly text?: string }
  /** A text between quotes that only Terraform knows. */
  | { readonly kind: "reference"; readonly text: string }
  /** A number, an address or a range. */
  | { readonly kind: "bare"; readonly text: string }
  /** A list that the account keeps, by its id. */
  | { readonly kind: "list"; readonly text: string };
