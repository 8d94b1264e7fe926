import type { Expression, Operand, Operator } from "./syntax";
import { isExpression } from "../../core/terraform/expressions";

/** The limit of the engine. */
const MAX_DEPTH = 128;

const parsed = new Map<string, Expression>();

/**
 * Parses an expression as Terraform contains it, where `${` and `%{` of a regular expression are escaped. If a part of
 * it does not follow the grammar, or only Terraform can evaluate it, the whole expression is "unread".
 *
 * @internal
 */
export function parseExpression(source: string): Expression {
  const known = parsed.get(source);
  if (known !== undefined) return known;
  const expression = new Parser(source).parse();
  parsed.set(source, expression);
  return expression;
}

class Unreadable extends Error {}

/** A recursive descent parser. `not` binds stronger than `and`, and `and` stronger than `or`, as in the open engine. */
class Parser {
  private position = 0;
  private depth = 0;

  public constructor(private readonly source: string) {}

  public parse(): Expression {
    try {
      this.skipSpace();
      const expression = this.or();
      if (this.position < this.source.length) this.fail();
      return expression;
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return { kind: "unread", why: error.message, source: this.source };
    }
  }

  private or(): Expression {
    return this.chain("or", /or\b|\|\|/y, () => this.and());
  }

  private and(): Expression {
    return this.chain("and", /and\b|&&/y, () => this.unary());
  }

  private chain(kind: "and" | "or", word: RegExp, operand: () => Expression): Expression {
    const operands = [operand()];
    while (this.take(word) !== undefined) operands.push(operand());
    return operands.length === 1 ? operands[0] : { kind, operands };
  }

  private unary(): Expression {
    if (this.take(/not\b|!(?!=)/y) !== undefined) return this.nested(() => ({ kind: "not", operand: this.unary() }));
    if (this.take(/any\s*\(/y) !== undefined) {
      return this.nested(() => this.closed(() => ({ kind: "any", condition: this.unary() })));
    }
    if (this.take(/\(/y) !== undefined) return this.nested(() => this.closed(() => this.or()));
    return this.comparison();
  }

  private nested<T>(read: () => T): T {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new Unreadable(`it is nested more than ${MAX_DEPTH} levels deep`);
    const result = read();
    this.depth -= 1;
    return result;
  }

  private closed<T>(read: () => T): T {
    const result = read();
    if (this.take(/\)/y) === undefined) this.fail();
    return result;
  }

  private comparison(): Expression {
    const written = this.take(/[a-z_][a-z0-9_]*(?:(?:\[\*\])?\.[a-z_][a-z0-9_]*)*(?:\[\*\])?/y) ?? this.fail();
    const operator = this.take(/==|!=|>=|<=|>|<|in\b|matches\b/y) as Operator | undefined;
    if (operator === undefined) this.fail();
    const each = written.includes("[*]");
    const operands = operator === "in" ? this.set() : [this.operand()];
    return { kind: "comparison", field: written.replaceAll("[*]", ""), each, operator, operands };
  }

  private set(): Operand[] {
    const list = this.take(/\$[\w.-]+/y);
    if (list !== undefined) return [{ kind: "list", text: list }];
    if (this.take(/\{/y) === undefined) this.fail();
    const operands: Operand[] = [];
    while (this.take(/\}/y) === undefined) operands.push(this.operand());
    return operands;
  }

  private operand(): Operand {
    const raw = this.take(/r(#*)"[^]*?"\1/y);
    if (raw !== undefined) return quoted(raw.replace(/^r#*"|"#*$/g, ""), true);
    // A Terraform reference can contain quotes.
    const text = this.take(/"(?:[^"\\$]|\\[^]|\$\$\{|\$\{[^}]*\}|\$)*"/y);
    if (text !== undefined) return quoted(text.slice(1, -1), false);
    return { kind: "bare", text: this.take(/[0-9a-fA-F:][0-9a-fA-F:./x-]*/y) ?? this.fail() };
  }

  /** Consumes a token and the space after it. The engine does not accept tabs. */
  private take(token: RegExp): string | undefined {
    token.lastIndex = this.position;
    const [text] = token.exec(this.source) ?? [];
    if (text === undefined) return undefined;
    this.position += text.length;
    this.skipSpace();
    return text;
  }

  private skipSpace(): void {
    while (/[ \r\n]/.test(this.source[this.position] ?? "")) this.position += 1;
  }

  private fail(): never {
    const rest = this.source.slice(this.position, this.position + 20);
    if (rest.startsWith("${")) throw new Unreadable("only Terraform can evaluate it");
    throw new Unreadable(`it cannot be parsed at "${rest}"`);
  }
}

function quoted(written: string, raw: boolean): Operand {
  if (isExpression(written)) return { kind: "reference", text: written };
  const source = written.replace(/([$%])\1\{/g, "$1{");
  const text = raw ? source : unescaped(source);
  return { kind: "quoted", source, ...(text !== undefined && { text }) };
}

/** The engine supports `\"`, `\\`, `\xHH` and `\OOO`, and rejects other escapes. */
function unescaped(text: string): string | undefined {
  let wrong = false;
  const result = text.replace(/\\(?:(["\\])|x([0-7][0-9a-fA-F])|([01][0-7]{2})|)/g, (_, same, hex, octal) => {
    if (same !== undefined) return same;
    if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
    if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8));
    wrong = true;
    return "";
  });
  return wrong ? undefined : result;
}
