/**
 * The regular expressions on which Gateway's engine, Rust, Go, re2js and JavaScript agree:
 *
 *     pattern := '^' items '$'                    anchored at both ends: Gateway searches
 *     alt     := items ('|' items)*               items := (atom quantifier?)+
 *     atom    := [a-z0-9-] | '.' | class | '(?:' alt ')'
 *     class   := '[' '^'? (x | x-y)+ '-'? ']'     x, y in a-z 0-9 '.' '_'; a range within the letters or the digits
 *     quantifier := * | + | ? | {n} | {n,} | {n,m}
 *
 * No quantifier stands over a group that holds one, except in the label loop `(?:[a-z]+[.])*`: elsewhere JavaScript takes exponential time.
 * No backslash and no quote: whether the hosted engine wants one backslash or two is not known.
 */
const MAX_COUNT = 63;
const MAX_TOTAL = 1000;
/** Comparing more ends than this takes longer than an automaton. */
const MAX_ENDS = 64;

/** @internal One atom and how often it stands there. */
export interface Item {
  /** The one character that it is, where it is one. */
  readonly literal?: string;
  /** The choices of a group. */
  readonly choices?: Item[][];
  /** How often it counts at most; `*` and `+` count once. `undefined` without a quantifier. */
  readonly times?: number;
}

/** @internal What is wrong, and where: characters from 0. */
export interface PatternMistake {
  readonly position: number;
  readonly mistake: string;
}

/** @internal Reads a pattern of the subset; the first mistake otherwise. */
export function parsePattern(source: string): Item[] | PatternMistake {
  try {
    return new Parser(source).pattern();
  } catch (error) {
    if (error instanceof Stop) return error;
    throw error;
  }
}

/** @internal The texts of which every match has one at its end: ".dev.example.internal" and ".stg.example.internal". Ends unlike need no automaton. */
export function literalEnds(items: Item[]): string[] {
  let ends = [""];
  for (const item of [...items].reverse()) {
    const texts = textsOf(item);
    if (texts === undefined || texts.length * ends.length > MAX_ENDS) break;
    ends = texts.flatMap((text) => ends.map((end) => text + end));
  }
  return ends;
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
    this.expect("^", 'expected "^" first: Gateway searches, so the pattern would also match inside other names');
    const items = this.items();
    if (this.next === "|") {
      this.fail('"|" outside a group, where the anchors hold for one choice only; write "^(?:a|b)$"');
    }
    this.expect("$", this.next === "" ? 'expected "$" at the end: names that go on would match too' : this.unknown());
    if (this.next !== "") this.fail('"$" before the end; it stands last');
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
    if (items.length === 0) this.fail("nothing stands here; expected a letter, a digit, a class or a group");
    return items;
  }

  private item(): Item {
    const start = this.at;
    const atom = this.atom();
    const quantifier = this.at;
    const times = this.quantifier();
    if (times === undefined) return atom;
    if ("*+?{".includes(this.next) && this.next !== "") {
      this.fail("a second quantifier; engines disagree on it, so write one");
    }
    const inner = atom.choices?.flat().filter(holdsQuantifier) ?? [];
    if (inner.length > 0 && !isLabelLoop(this.source.slice(start, quantifier))) {
      this.fail(
        'a quantifier over a group that holds one; only the label loop "(?:[a-z0-9_-]+[.])*" may be one',
        quantifier,
      );
    }
    const total = times * Math.max(1, ...inner.map((item) => item.times ?? 1));
    if (total > MAX_TOTAL) this.fail(`counts that multiply to ${total}; ${MAX_TOTAL} at most`, quantifier);
    return { ...atom, times };
  }

  private atom(): Item {
    const { next } = this;
    if (/^[a-z0-9-]$/.test(next)) return { literal: this.advance() };
    if (this.take(".")) return {};
    if (next === "[") return this.class();
    if (this.take("(?:")) {
      const choices = this.alternation();
      this.expect(")", 'expected ")", which closes the group');
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
        this.fail('a range that is not within the letters or the digits; "-" stands last');
      }
      this.advance();
    }
    if (empty) this.fail('a class begins with a letter, a digit, "." or "_"; "-" stands last');
    this.take("-");
    this.expect(
      "]",
      this.next === "" ? 'expected "]", which closes the class' : `${this.shown()} in a class; ${ALLOWED_IN_CLASS}`,
    );
    const text = this.source.slice(start, this.at);
    return text.length === 3 ? { literal: text[1] } : {};
  }

  /** How often it may stand there at most; `undefined` without one. */
  private quantifier(): number | undefined {
    if (this.take("?") || this.take("*") || this.take("+")) return 1;
    if (this.next !== "{") return undefined;
    const count = /^\{(\d{1,4})(,(\d{1,4})?)?\}/.exec(this.source.slice(this.at));
    if (count === null) this.fail('expected {n}, {n,} or {n,m}, such as "{1,63}"');
    const [text, from, , to = from] = count!;
    const most = Math.max(Number(from), Number(to));
    if (most > MAX_COUNT) this.fail(`a count of ${most}; ${MAX_COUNT} at most, a label's length`);
    if (Number(to) < Number(from)) this.fail(`the count ${text}; expected {n,m} with n <= m`);
    if (text === "{0}" || text === "{0,0}") this.fail(`the count ${text}, which is nothing at all; leave it out`);
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
    if (next === "\\") return 'a backslash; write "[.]" for a dot, "[0-9]" for a digit';
    if (next === "_") return '"_" outside a class; write "[_]"';
    if (next === "(") return 'a group that captures, looks around or sets a flag; write "(?:…)"';
    if (/^[A-Z]$/.test(next)) return `${this.shown()}, but names are matched in lower case`;
    if ("*+?{".includes(next)) return "a quantifier with nothing in front";
    return `${this.shown()}; expected a-z, 0-9, "-", ".", a class or a group`;
  }
}

const ALLOWED_IN_CLASS = 'expected a-z, 0-9, "." and "_", and "-" last';

function holdsQuantifier({ times, choices }: Item): boolean {
  return times !== undefined || (choices ?? []).flat().some(holdsQuantifier);
}

/** Its class takes no dot, so that there is one way to read a name. */
function isLabelLoop(group: string): boolean {
  return /^\(\?:\[(?:[a-z0-9_-]+|\^[a-z0-9_-]*\.[a-z0-9._-]*)\](?:[*+?]|\{[0-9,]+\})\[\.\]\)$/.test(group);
}
