import { Token } from "cdktf";
import { RE2JS } from "re2js";
import { Automaton, automatonOf, commonName, TooComplex } from "./overlap";
import { literalSuffixes, parsePattern } from "./pattern-grammar";
import { isDnsLabel } from "../core/addresses/hostname";
import { CodedError } from "../core/coded-error";
import { Problem } from "../core/errors";
import { literalExpected } from "../core/terraform/resources";

/** Any number of leading labels. "_" occurs in the names of SRV records. */
const LABELS = "(?:[a-z0-9_-]+[.])*";
const LABEL = "[a-z0-9_-]+";
const NAME = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** @internal The error of a pattern method that cannot answer. It has no construct path. */
export class HostnamePatternError extends CodedError {}

/**
 * A set of DNS names, as an anchored regular expression.
 *
 * Patterns use the subset of regular-expression syntax on which Gateway's engine, Rust, Go and JavaScript agree. They
 * are validated when a policy uses them.
 *
 * @example
 * const names = HostnamePattern.environments(["dev", "stg"], "k8s.example.internal");
 * names.matches("web.shop.svc.stg.k8s.example.internal"); // true
 *
 * @throws ValidationError HostnamePatternInvalid, TokenNotAllowed
 * @see https://developers.cloudflare.com/cloudflare-one/traffic-policies/expression-syntax/
 */
export class HostnamePattern {
  /**
   * Matches the given domains and every name below them.
   *
   * @param domains DNS names in lower case, without a wildcard or a final dot
   */
  public static under(...domains: string[]): HostnamePattern {
    return new HostnamePattern(
      `^${LABELS}${anyOf(domains)}$`,
      domains.flatMap((domain) => validateDnsName(domain)),
    );
  }

  /**
   * Matches exactly the given names.
   *
   * @param hosts DNS names in lower case, without a wildcard or a final dot
   */
  public static exactly(...hosts: string[]): HostnamePattern {
    return new HostnamePattern(
      `^${anyOf(hosts)}$`,
      hosts.flatMap((host) => validateDnsName(host)),
    );
  }

  /**
   * Matches `<environment>.<domain>` and every name below it, for each environment: `dev.<domain>`,
   * `web.shop.svc.dev.<domain>`.
   *
   * @param environments DNS labels, such as "dev"
   * @param domain the domain that contains the environments
   */
  public static environments(environments: string[], domain: string): HostnamePattern {
    return new HostnamePattern(`^${LABELS}${anyOf(environments)}[.]${literally(domain)}$`, [
      ...environments.flatMap(validatePatternLabel),
      ...validateDnsName(domain),
    ]);
  }

  /**
   * Matches names with a fixed number of labels.
   *
   * @param shape a name in which each label `*` matches exactly one label: `*.*.svc.dev.example.internal`
   */
  public static labels(shape: string): HostnamePattern {
    const source = shape.split(".").map((label) => (label === "*" ? LABEL : literally(label)));
    return new HostnamePattern(
      `^${source.join("[.]")}$`,
      validateDnsName(shape.replace(/(?<=^|\.)\*(?=\.|$)/g, "a"), shape),
    );
  }

  /**
   * Matches names by a regular expression of the supported subset.
   *
   * @param source anchored by `^` and `$`, with `[.]` for a dot: `^[a-z]+-[0-9]+[.]example[.]internal$`
   */
  public static regex(source: string): HostnamePattern {
    return new HostnamePattern(source, Token.isUnresolved(source) ? tokenProblem() : []);
  }

  /** The regular expression that is sent to Gateway. */
  public readonly source: string;
  /** @internal */
  public readonly _problems: Problem[];
  private readonly suffixes: string[];
  private compiled?: RE2JS;
  private automaton?: Automaton;

  private constructor(source: string, problems: Problem[]) {
    const parsed = problems.length === 0 ? parsePattern(source) : [];
    this.source = source;
    this.suffixes = Array.isArray(parsed) ? literalSuffixes(parsed) : [];
    this._problems = Array.isArray(parsed)
      ? problems
      : [invalid(`pattern "${source}", character ${parsed.position + 1}: ${parsed.mistake}.`)];
  }

  /**
   * Whether the pattern matches a name.
   *
   * @param host a name in lower case, without a final dot
   * @throws Error HostnamePatternInvalid, TokenNotAllowed
   */
  public matches(host: string): boolean {
    this.requireValid();
    this.compiled ??= RE2JS.compile(this.source);
    return this.compiled.matcher(host).find();
  }

  /**
   * Whether at least one name matches both patterns.
   *
   * @throws Error HostnamePatternInvalid, HostnamePatternTooComplex, TokenNotAllowed
   */
  public overlaps(other: HostnamePattern): boolean {
    return this.findCommonName(other) !== undefined;
  }

  /**
   * Finds a shortest name that both patterns match. `undefined` proves that there is none.
   *
   * @throws Error HostnamePatternInvalid, HostnamePatternTooComplex, TokenNotAllowed
   */
  public findCommonName(other: HostnamePattern): string | undefined {
    this.requireValid();
    other.requireValid();
    try {
      return nameInAll([this, other]);
    } catch (error) {
      if (!(error instanceof TooComplex)) throw error;
      throw new HostnamePatternError("HostnamePatternTooComplex", `${tooComplex(this, other)}.`);
    }
  }

  /** @internal Whether the literal suffixes of the patterns already prove that they are disjoint. */
  public _isDisjointBySuffix(other: HostnamePattern): boolean {
    return this.suffixes.every((one) =>
      other.suffixes.every((another) => !one.endsWith(another) && !another.endsWith(one)),
    );
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
 * Finds a shortest name that every pattern of `within` and no pattern of `without` matches. `undefined` proves that
 * there is none.
 *
 * @internal
 */
export function nameInAll(within: HostnamePattern[], without: HostnamePattern[] = []): string | undefined {
  if (within.some((one, i) => within.slice(i + 1).some((other) => one._isDisjointBySuffix(other)))) return undefined;
  const automata = (patterns: HostnamePattern[]) => patterns.map((pattern) => pattern._automaton());
  return commonName(automata(within), automata(without));
}

/** @internal The message without its final period, so that callers can add another remedy. */
export function tooComplex(...patterns: HostnamePattern[]): string {
  const sources = patterns.map(({ source }) => `"${source}"`).join(" and ");
  return `comparing ${sources} takes too long. Use fewer counts or literal labels`;
}

/** @internal Validates a DNS name that a policy matches. */
export function validateDnsName(name: string, shown = name): Problem[] {
  if (Token.isUnresolved(name)) return tokenProblem();
  if (NAME.test(name) && name.length <= 253) return [];
  if (name.endsWith(".") && name !== ".") return [invalid(`"${shown}" ends with a dot. Remove the dot.`)];
  return [
    invalid(
      `"${shown}" is not a valid DNS name. Expected labels of a-z, 0-9, "-" and "_", in lower case and ` +
        "punycode, without a wildcard.",
    ),
  ];
}

function validatePatternLabel(label: string): Problem[] {
  if (Token.isUnresolved(label)) return tokenProblem();
  if (isDnsLabel(label)) return [];
  return [
    invalid(`environments: "${label}" is not a valid DNS label. Expected 1 to 63 characters of a-z, 0-9 and "-".`),
  ];
}

function tokenProblem(): Problem[] {
  return [literalExpected("a name of a hostname pattern")];
}

function invalid(message: string): Problem {
  return { code: "HostnamePatternInvalid", message };
}

function literally(name: string): string {
  return name.replace(/[._]/g, "[$&]");
}

/** An empty list results in an empty group, which the grammar refuses. */
function anyOf(names: string[]): string {
  const choices = [...new Set(names)].map(literally);
  return choices.length === 1 ? choices[0] : `(?:${choices.join("|")})`;
}
