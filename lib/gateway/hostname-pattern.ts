import { Token } from "cdktf";
import { RE2JS } from "re2js";
import { Automaton, automatonOf, commonName, TooComplex } from "./overlap";
import { literalEnds, parsePattern } from "./pattern-grammar";
import { isDnsLabel } from "../core/addresses/hostname";
import { ErrorCode } from "../core/error-codes";
import { Problem } from "../core/errors";

/** Any labels in front, "_" for the names of SRV records. */
const LABELS = "(?:[a-z0-9_-]+[.])*";
const LABEL = "[a-z0-9_-]+";
const NAME = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** @internal Defines the error for a question to a pattern that has no answer; there is no construct to blame. */
export class HostnamePatternError extends Error {
  public constructor(
    public readonly code: ErrorCode,
    message: string,
  ) {
    super(`${code}: ${message}`);
    this.name = "HostnamePatternError";
  }
}

/**
 * Defines which DNS names a Gateway policy speaks of: an anchored regular expression in the subset on which Gateway's engine, Rust, Go and
 * JavaScript agree.
 *
 * What it is given is judged where it is used. Errors: HostnamePatternInvalid, TokenNotAllowed.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/traffic-policies/expression-syntax/
 */
export class HostnamePattern {
  /** Defines these domains and every name below them. */
  public static under(...domains: string[]): HostnamePattern {
    return new HostnamePattern(
      `^${LABELS}${anyOf(domains)}$`,
      domains.flatMap((domain) => validateDnsName(domain)),
    );
  }

  /** Defines these names alone. */
  public static exactly(...hosts: string[]): HostnamePattern {
    return new HostnamePattern(
      `^${anyOf(hosts)}$`,
      hosts.flatMap((host) => validateDnsName(host)),
    );
  }

  /** Defines the domains of these environments and every name below them: `dev.<domain>`, `web.shop.svc.dev.<domain>`. @param environments DNS labels */
  public static environments(environments: string[], domain: string): HostnamePattern {
    return new HostnamePattern(`^${LABELS}${anyOf(environments)}[.]${literally(domain)}$`, [
      ...environments.flatMap(validatePatternLabel),
      ...validateDnsName(domain),
    ]);
  }

  /** Defines names of one depth. @param shape a name where each label `*` stands for exactly one label: `*.*.svc.dev.example.internal` */
  public static labels(shape: string): HostnamePattern {
    const source = shape.split(".").map((label) => (label === "*" ? LABEL : literally(label)));
    return new HostnamePattern(
      `^${source.join("[.]")}$`,
      validateDnsName(shape.replace(/(?<=^|\.)\*(?=\.|$)/g, "a"), shape),
    );
  }

  /** Defines names by a regular expression of the subset. @param source anchored by `^` and `$`, with `[.]` for a dot: `^[a-z]+-[0-9]+[.]example[.]internal$` */
  public static regex(source: string): HostnamePattern {
    return new HostnamePattern(source, Token.isUnresolved(source) ? tokenProblem() : []);
  }

  /** The regular expression that Gateway gets. */
  public readonly source: string;
  /** @internal */
  public readonly _problems: Problem[];
  private readonly ends: string[];
  private compiled?: RE2JS;
  private automaton?: Automaton;

  private constructor(source: string, problems: Problem[]) {
    const parsed = problems.length === 0 ? parsePattern(source) : [];
    this.source = source;
    this.ends = Array.isArray(parsed) ? literalEnds(parsed) : [];
    this._problems = Array.isArray(parsed)
      ? problems
      : [invalid(`pattern "${source}" has, at character ${parsed.position + 1}: ${parsed.mistake}`)];
  }

  /** Whether a name is one of them. Names are lower case, without a final dot. */
  public matches(host: string): boolean {
    this.requireValid();
    this.compiled ??= RE2JS.compile(this.source);
    return this.compiled.matcher(host).find();
  }

  /**
   * Whether at least one name matches both patterns.
   *
   * @throws HostnamePatternTooComplex
   */
  public overlaps(other: HostnamePattern): boolean {
    return this.findCommonName(other) !== undefined;
  }

  /**
   * A shortest name that both patterns match; `undefined` proves that there is none.
   *
   * @throws HostnamePatternTooComplex
   */
  public findCommonName(other: HostnamePattern): string | undefined {
    this.requireValid();
    other.requireValid();
    try {
      return nameInAll([this, other]);
    } catch (error) {
      if (!(error instanceof TooComplex)) throw error;
      throw new HostnamePatternError("HostnamePatternTooComplex", tooComplex(this, other));
    }
  }

  /** @internal Whether the ends of their names already tell them apart. */
  public _endsUnlike(other: HostnamePattern): boolean {
    return this.ends.every((mine) => other.ends.every((end) => !mine.endsWith(end) && !end.endsWith(mine)));
  }

  /** @internal */
  public _automaton(): Automaton {
    this.requireValid();
    return (this.automaton ??= automatonOf(this.source));
  }

  private requireValid(): void {
    if (this._problems.length > 0) throw new HostnamePatternError(this._problems[0].code, this._problems[0].message);
  }
}

/**
 * Finds a shortest name that all of these match and none of `without`; `undefined` proves that there is none.
 *
 * @internal
 */
export function nameInAll(within: HostnamePattern[], without: HostnamePattern[] = []): string | undefined {
  if (within.some((one, i) => within.slice(i + 1).some((other) => one._endsUnlike(other)))) return undefined;
  const automata = (patterns: HostnamePattern[]) => patterns.map((pattern) => pattern._automaton());
  return commonName(automata(within), automata(without));
}

/** @internal */
export function tooComplex(...patterns: HostnamePattern[]): string {
  const sources = patterns.map(({ source }) => `"${source}"`).join(" and ");
  return `whether ${sources} match one name takes too long to find out; write them with fewer counts, or as literal labels`;
}

/** @internal What a DNS name gets wrong that a policy shall compare with. */
export function validateDnsName(name: string, shown = name): Problem[] {
  if (Token.isUnresolved(name)) return tokenProblem();
  if (NAME.test(name) && name.length <= 253) return [];
  const mistake =
    name.endsWith(".") && name !== "." ? "without a final dot" : "lower case and punycode, without wildcard";
  return [invalid(`the name "${shown}" is no DNS name; expected labels of a-z, 0-9, "-" and "_", ${mistake}`)];
}

function validatePatternLabel(label: string): Problem[] {
  if (Token.isUnresolved(label)) return tokenProblem();
  if (isDnsLabel(label)) return [];
  return [invalid(`the environment "${label}" is no DNS label; expected a-z, 0-9 and "-", 1 to 63 characters`)];
}

function tokenProblem(): Problem[] {
  return [
    {
      code: "TokenNotAllowed",
      message: "a hostname pattern is made of a token; expected a literal: it is checked at synth",
    },
  ];
}

function invalid(message: string): Problem {
  return { code: "HostnamePatternInvalid", message };
}

function literally(name: string): string {
  return name.replace(/[._]/g, "[$&]");
}

/** None at all makes an empty group, which the grammar refuses. */
function anyOf(names: string[]): string {
  const choices = [...new Set(names)].map(literally);
  return choices.length === 1 ? choices[0] : `(?:${choices.join("|")})`;
}
