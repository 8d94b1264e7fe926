import { matchesPattern } from "../users/email-pattern";

/** The number of examples of one regular expression. */
const LIMIT = 64;

/**
 * Returns texts that a regular expression matches: one for each alternative, with the first character of each class and
 * each repetition as often as necessary, but at least once. Returns none for syntax that has no simple examples.
 *
 * @internal
 */
export function examplesOf(regex: string): string[] {
  const known = found.get(regex) ?? read(regex);
  found.set(regex, known);
  return known;
}

/** Policies are evaluated for many targets, so each regular expression is read once. */
const found = new Map<string, string[]>();

function read(regex: string): string[] {
  const examples = new Examples(regex).read() ?? [];
  return [...new Set(examples)].filter((each) => matchesPattern(regex, each) === true);
}

class Examples {
  private position = 0;

  public constructor(private readonly regex: string) {}

  public read(): string[] | undefined {
    try {
      const examples = this.alternatives();
      return this.position === this.regex.length ? examples : undefined;
    } catch (error) {
      if (error instanceof NoExample) return undefined;
      throw error;
    }
  }

  private alternatives(): string[] {
    const examples = this.sequence();
    while (this.take(/[|]/y) !== undefined) examples.push(...this.sequence());
    return examples.slice(0, LIMIT);
  }

  private sequence(): string[] {
    let examples = [""];
    while (this.position < this.regex.length && !/[|)]/.test(this.regex[this.position])) {
      const parts = this.repeated(this.atom());
      examples = examples.flatMap((before) => parts.map((part) => before + part)).slice(0, LIMIT);
    }
    return examples;
  }

  private repeated(parts: string[]): string[] {
    const count = this.take(/(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})[?]?/y);
    const least = Math.min(Math.max(Number(/[0-9]+/.exec(count ?? "")?.[0] ?? 1), 1), LIMIT);
    return parts.map((part) => part.repeat(least));
  }

  private atom(): string[] {
    if (this.take(/[\^$]|\(\?[a-zA-Z]+\)/y) !== undefined) return [""];
    if (this.take(/\((?:\?:)?/y) !== undefined) {
      const examples = this.alternatives();
      if (this.take(/\)/y) === undefined) throw new NoExample();
      return examples;
    }
    const set = this.take(/\[\^?\]?(?:\\[^]|\[:\^?[a-z]+:\]|[^\]\\])*\]/y);
    if (set !== undefined) return [this.memberOf(set)];
    const escape = this.take(/\\[^]/y);
    if (escape !== undefined) return [ESCAPES[escape[1]] ?? (/[a-z0-9]/i.test(escape[1]) ? this.fail() : escape[1])];
    if (this.take(/[.]/y) !== undefined) return ["a"];
    return [this.take(/[^*+?{}[\]()|\\]/y) ?? this.fail()];
  }

  private memberOf(set: string): string {
    const members = set.startsWith("[^") ? [] : [...set.slice(1, -1)].filter((each) => each !== "\\");
    const candidates = [...members, ...CANDIDATES];
    return candidates.find((each) => matchesPattern(`^${set}$`, each) === true) ?? this.fail();
  }

  private take(token: RegExp): string | undefined {
    token.lastIndex = this.position;
    const [text] = token.exec(this.regex) ?? [];
    if (text !== undefined) this.position += text.length;
    return text;
  }

  private fail(): never {
    throw new NoExample();
  }
}

class NoExample extends Error {}

const ESCAPES: Record<string, string> = { d: "0", w: "a", s: " ", A: "", z: "", b: "" };
const CANDIDATES = "abcdefghijklmnopqrstuvwxyz0123456789-._@";
