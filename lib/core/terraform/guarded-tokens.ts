import { IResolvable, IResolveContext, Token, Tokenization } from "cdktf";
import { mapTokens } from "./literals";
import { ErrorCode } from "../error-codes";
import { refuse } from "../errors";

/** @internal What the value of a token in an expression may contain: for Terraform, for JavaScript, and in words. */
export interface AllowedValue {
  /** An RE2 regex, as the text of an HCL string. It contains no braces, which lib/inventory could not skip. */
  readonly hcl: string;
  readonly grammar: RegExp;
  readonly words: string;
}

/** @internal A value inside quotes. It cannot end the quotes. */
export const QUOTED: AllowedValue = {
  hcl: String.raw`^[^\"\\\\[:cntrl:]]+$`,
  grammar: /^[^"\\\p{Cc}]+$/u,
  words: "a text without quotes, backslashes and line breaks",
};

/** @internal A value anywhere in an expression. It cannot contain an operator, a set or quotes. */
export const WORD: AllowedValue = {
  hcl: "^[A-Za-z0-9._:/@-]+$",
  grammar: /^[A-Za-z0-9._:/@-]+$/,
  words: 'one word of letters, digits and "._:/@-"',
};

/** Cloudflare creates these ids, so they contain no quotes. */
const CLOUDFLARE_ID = /^cloudflare_zero_trust_\w+\.[\w-]+\.id$/;

/**
 * A token in an expression. Terraform fails if its value contains what could change the meaning of the expression: a
 * group name from a variable must not add another group.
 */
class GuardedToken implements IResolvable {
  public readonly creationStack: string[] = [];

  public constructor(
    private readonly token: IResolvable,
    private readonly allowed: AllowedValue,
    private readonly code: ErrorCode,
  ) {}

  public resolve(context: IResolveContext): string {
    const value = String(context.resolve(this.token));
    if (CLOUDFLARE_ID.test(identifierOf(this.token))) return value;
    if (!/[$%]\{/.test(value)) return this.literal(context, value);
    const [, reference] = /^\$\{([^{}]*)\}$/.exec(value) ?? [];
    return `\${regex("${this.allowed.hcl}", ${reference ?? `"${value}"`})}`;
  }

  public toString(): string {
    return Token.asString(this);
  }

  private literal({ scope }: IResolveContext, value: string): string {
    if (this.allowed.grammar.test(value)) return value;
    const message = `the value ${JSON.stringify(value)} of a token in an expression is not valid. Use ${this.allowed.words}.`;
    return refuse(scope, this.code, message);
  }
}

const guards = new WeakMap<IResolvable, Map<AllowedValue, string>>();

/**
 * Lets Terraform check the value of every token in a text that becomes part of an expression.
 *
 * @internal
 * @param code the code of the problem if the value is known at synth
 */
export function guardTokens(text: string, allowed: AllowedValue, code: ErrorCode): string {
  return mapTokens(text, (part) => {
    const [token] = Tokenization.reverseString(part).tokens;
    if (token === undefined || token instanceof GuardedToken) return part;
    const known = guards.get(token) ?? new Map<AllowedValue, string>();
    guards.set(token, known);
    const guarded = known.get(allowed) ?? Token.asString(new GuardedToken(token, allowed, code));
    known.set(allowed, guarded);
    return guarded;
  });
}

/** The reference before CDKTF replaces it by an output of another stack. */
function identifierOf(token: IResolvable): string {
  const { identifier } = token as { identifier?: unknown };
  return typeof identifier === "string" ? identifier : "";
}
