/**
 * The subset of regular expressions on which Gateway's engine, Rust, Go, re2js and JavaScript agree:
 *
 *     pattern := '^' items '$'                    anchored at both ends, because Gateway searches for a substring
 *     alt     := items ('|' items)*               items := (atom quantifier?)+
 *     atom    := [a-z0-9-] | '.' | class | '(?:' alt ')'
 *     class   := '[' '^'? (x | x-y)+ '-'? ']'     x, y in a-z 0-9 '.' '_'; ranges of letters or of digits only
 *     quantifier := * | + | ? | {n} | {n,} | {n,m}
 *
 * A quantified group must not contain a quantifier, except the label loop `(?:[a-z]+[.])*`: other nested quantifiers
 * take exponential time in JavaScript. Backslashes and quotes are not supported: it is unknown whether the hosted
 * engine requires one backslash or two.
 */
const MAX_COUNT = 63;
const MAX_TOTAL = 1000;
/** Comparing more suffixes than this takes longer than an automaton. */
const MAX_SUFFIXES = 64;

/** @internal An atom and its quantifier. */
export interface Item {
  /** The character, for an atom that matches only one. */
  readonly literal?: string;
  /** The alternatives of a group. */
  readonly choices?: Item[][];
  /** The upper bound of the quantifier; `*` and `+` count as 1. `undefined` without a quantifier. */
  readonly times?: number;
}

/** @internal A mistake and its position, a character index from 0. */
export interface PatternMistake {
  readonly position: number;
  readonly mistake: string;
}

/** @internal Parses a pattern of the subset. Returns the first mistake if it is not valid. */
export function parsePattern(source: string): Item[] | PatternMistake {
  try {
    return new Parser(source).pattern();
  } catch (error) {
    if (error instanceof Stop) return error;
    throw error;
  }
}

/**
 * @internal Literal suffixes: every match ends with one of them, such as ".dev.example.internal" or
 * ".stg.example.internal". Patterns with different suffixes can be compared without an automaton.
 */
export function literalSuffixes(items: Item[]): string[] {
  let suffixes = [""];
  for (const item of [...items].reverse()) {
    const texts = textsOf(item);
    if (texts === undefined || texts.length * suffixes.length > MAX_SUFFIXES) break;
    suffixes = texts.flatMap((text) => suffixes.map((suffix) => text + suffix));
  }
  return suffixes;
}

function textsOf({ literal, choices, times }: Item): string[] | undefined {
  if (times !== undefined) return undefined;
  if (literal !== undefined) return [literal];
  const plain = choices?.every((choice) =>
    choice.every((item) => item.literal !== undefined && item.times === undefined),
  );
  return plain ? choices!.map((choice) => choice.map((item) => item.literal).join("")) : undefined;
}

class Stop extends Error implements PatternMistake {
  public constructor(
    public readonly position: number,
    public readonly mistake: string,
  ) {
    super(mistake);
  }
}

class Parser {
  private at = 0;

  public constructor(private readonly source: string) {}

  public pattern(): Item[] {
    this.expect("^", 'expected "^" at the start, because Gateway also matches parts of longer names');
    const items = this.items();
    if (this.next === "|") {
      this.fail('"|" outside a group applies the anchors to one alternative only. Use "^(?:a|b)$"');
    }
    this.expect(
      "$",
      this.next === "" ? 'expected "$" at the end, because Gateway also matches parts of longer names' : this.unknown(),
    );
    if (this.next !== "") this.fail('"$" is supported only at the end');
    return items;
  }

  private alternation(): Item[][] {
    const choices = [this.items()];
    while (this.take("|")) choices.push(this.items());
    return choices;
  }

  private items(): Item[] {
    const items: Item[] = [];
    while (this.next !== "" && !"|)$".includes(this.next)) items.push(this.item());
    if (items.length === 0) this.fail("expected a letter, a digit, a class or a group");
    return items;
  }

  private item(): Item {
    const start = this.at;
    const atom = this.atom();
    const quantifier = this.at;
    const times = this.quantifier();
    if (times === undefined) return atom;
    if ("*+?{".includes(this.next) && this.next !== "") {
      this.fail("a second quantifier is not supported, because engines interpret it differently");
    }
    const inner = atom.choices?.flat().filter(holdsQuantifier) ?? [];
    if (inner.length > 0 && !isLabelLoop(this.source.slice(start, quantifier))) {
      this.fail(
        'a quantifier on a group that contains a quantifier is supported only for the label loop "(?:[a-z0-9_-]+[.])*"',
        quantifier,
      );
    }
    const total = times * Math.max(1, ...inner.map((item) => item.times ?? 1));
    if (total > MAX_TOTAL) this.fail(`nested counts multiply to ${total}. The maximum is ${MAX_TOTAL}`, quantifier);
    return { ...atom, times };
  }

  private atom(): Item {
    const { next } = this;
    if (/^[a-z0-9-]$/.test(next)) return { literal: this.advance() };
    if (this.take(".")) return {};
    if (next === "[") return this.class();
    if (this.take("(?:")) {
      const choices = this.alternation();
      this.expect(")", 'expected ")" to close the group');
      return { choices };
    }
    return this.fail(this.unknown());
  }

  private class(): Item {
    const start = this.at;
    this.advance();
    this.take("^");
    let empty = true;
    while (/^[a-z0-9._]$/.test(this.next)) {
      const from = this.advance();
      empty = false;
      if (this.next !== "-" || this.source[this.at + 1] === "]") continue;
      this.advance();
      const to = this.next;
      const kind = [/^[a-z]$/, /^[0-9]$/].find((letters) => letters.test(from));
      if (!kind?.test(to) || to < from) {
        this.fail('a range must be within the letters or within the digits. Put a literal "-" last');
      }
      this.advance();
    }
    if (empty) this.fail('a class must begin with a letter, a digit, "." or "_". Put a literal "-" last');
    this.take("-");
    this.expect(
      "]",
      this.next === ""
        ? 'expected "]" to close the class'
        : `${this.shown()} is not supported in a class. ${ALLOWED_IN_CLASS}`,
    );
    const text = this.source.slice(start, this.at);
    return text.length === 3 ? { literal: text[1] } : {};
  }

  /** The upper bound of the quantifier; `undefined` without one. */
  private quantifier(): number | undefined {
    if (this.take("?") || this.take("*") || this.take("+")) return 1;
    if (this.next !== "{") return undefined;
    const count = /^\{(\d{1,4})(,(\d{1,4})?)?\}/.exec(this.source.slice(this.at));
    if (count === null) this.fail('expected {n}, {n,} or {n,m}, such as "{1,63}"');
    const [text, from, , to = from] = count!;
    const most = Math.max(Number(from), Number(to));
    if (most > MAX_COUNT) this.fail(`the count ${most} exceeds ${MAX_COUNT}, the maximum length of a label`);
    if (Number(to) < Number(from)) this.fail(`the count ${text} is not valid. Expected {n,m} with n <= m`);
    if (text === "{0}" || text === "{0,0}") this.fail(`the count ${text} matches nothing. Remove the item`);
    this.at += text.length;
    return Math.max(1, Number(to));
  }

  private get next(): string {
    return this.source[this.at] ?? "";
  }

  private advance(): string {
    return this.source[this.at++];
  }

  private take(text: string): boolean {
    if (!this.source.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  private expect(text: string, mistake: string): void {
    if (!this.take(text)) this.fail(mistake);
  }

  private fail(mistake: string, position = this.at): never {
    throw new Stop(position, mistake);
  }

  private shown(): string {
    return JSON.stringify(String.fromCodePoint(this.source.codePointAt(this.at)!));
  }

  private unknown(): string {
    const { next } = this;
    if (next === "\\") return 'backslashes are not supported. Use "[.]" for a dot and "[0-9]" for a digit';
    if (next === "_") return '"_" is supported only in a class. Use "[_]"';
    if (next === "(") return 'capturing groups, lookarounds and flags are not supported. Use "(?:…)"';
    if (/^[A-Z]$/.test(next)) return `${this.shown()} never matches, because names are matched in lower case`;
    if ("*+?{".includes(next)) return "a quantifier must follow an atom";
    return `${this.shown()} is not supported. Expected a-z, 0-9, "-", ".", a class or a group`;
  }
}

const ALLOWED_IN_CLASS = 'Expected a-z, 0-9, "." and "_", and "-" last';

function holdsQuantifier({ times, choices }: Item): boolean {
  return times !== undefined || (choices ?? []).flat().some(holdsQuantifier);
}

/** The class must not match a dot, so that a name has only one parse. */
function isLabelLoop(group: string): boolean {
  return /^\(\?:\[(?:[a-z0-9_-]+|\^[a-z0-9_-]*\.[a-z0-9._-]*)\](?:[*+?]|\{[0-9,]+\})\[\.\]\)$/.test(group);
}
