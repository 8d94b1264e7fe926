import { isMap, isScalar, LineCounter, parseDocument } from "yaml";
import { RulesError } from "./errors";
import { nearest } from "../../core/nearest";

type Path = readonly (string | number)[];

/** @internal A value of a YAML file, with its place for error messages. */
export class YamlValue {
  /**
   * Parses a file.
   *
   * @throws RulesError RulesUnreadable
   */
  public static parse(text: string, file: string): YamlValue {
    const lineCounter = new LineCounter();
    const document = parseDocument(text, { lineCounter, prettyErrors: false });
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) {
      const { line, col } = lineCounter.linePos(problem.pos[0]);
      throw unreadable(file, `line ${line}, column ${col}: ${problem.message.replace(/\s+/g, " ").replace(/\.$/, "")}`);
    }
    const lineOf = (path: Path): number | undefined => {
      for (let end = path.length; end >= 0; end--) {
        const node = document.getIn(path.slice(0, end), true) as { range?: [number, number, number] } | undefined;
        if (node?.range !== undefined) return lineCounter.linePos(node.range[0]).line;
      }
      return undefined;
    };
    const keyLineOf = (path: Path, key: string): number | undefined => {
      const node = path.length === 0 ? document.contents : document.getIn(path, true);
      const item = isMap(node)
        ? node.items.find(({ key: each }) => isScalar(each) && String(each.value) === key)
        : undefined;
      const range = isScalar(item?.key) ? item.key.range : undefined;
      return range ? lineCounter.linePos(range[0]).line : lineOf(path);
    };
    try {
      return new YamlValue(new Source(file, lineOf, keyLineOf), [], document.toJS() ?? undefined);
    } catch (error) {
      throw unreadable(file, (error as Error).message);
    }
  }

  /**
   * A value that does not come from a file.
   *
   * @param errorOf creates the error of a mistake
   */
  public static of(value: unknown, errorOf: (message: string) => Error): YamlValue {
    const error = (path: Path, clause: string) => errorOf(`${nameOf(path)} ${endOf(clause)}`.trim());
    return new YamlValue({ lineOf: () => undefined, keyLineOf: () => undefined, error }, [], value);
  }

  private constructor(
    private readonly source: ValueSource,
    private readonly path: Path,
    private readonly value: unknown,
  ) {}

  public get isMissing(): boolean {
    return this.value === undefined;
  }

  /** Reports a mistake in the value. The clause follows its name. */
  public fail(clause: string): never {
    throw this.source.error(this.path, clause, this.source.lineOf(this.path));
  }

  /** The values of a mapping, of which only some keys are known. A value that is not in the file is missing. */
  public fields<Key extends string>(
    known: readonly Key[],
    required: readonly NoInfer<Key>[] = [],
  ): Record<Key, YamlValue> {
    const values = this.mapping();
    for (const key of Object.keys(values)) {
      if ((known as readonly string[]).includes(key)) continue;
      const similar = nearest(key, [...known].sort());
      const hint = similar === undefined ? `use one of ${known.join(", ")}` : `did you mean "${similar}"?`;
      const line = this.source.keyLineOf(this.path, key);
      throw this.source.error(this.path, `has the unknown key "${key}"; ${hint}`, line);
    }
    for (const key of required) if (values[key] === undefined) this.fail(`has no "${key}"`);
    const entries = known.map((key) => [key, this.at(key, values[key])]);
    return Object.fromEntries(entries) as Record<Key, YamlValue>;
  }

  /** The values of a mapping with any keys. */
  public entries(): [key: string, value: YamlValue][] {
    return Object.entries(this.mapping()).map(([key, value]) => [key, this.at(key, value)]);
  }

  /** The items of a list. A list that is not in the file has none. */
  public items(): YamlValue[] {
    if (this.isMissing) return [];
    if (!Array.isArray(this.value)) this.fail(`must be a list, and is ${this.shown()}`);
    return (this.value as unknown[]).map((each, i) => this.at(i, each));
  }

  /** The items of a list that is not empty. */
  public someItems(): YamlValue[] {
    const items = this.items();
    if (items.length === 0) this.fail("must be a list with at least one item");
    return items;
  }

  /** Whether the value is a list. */
  public get isList(): boolean {
    return Array.isArray(this.value);
  }

  /** A text that is not empty. */
  public text(): string {
    if (typeof this.value !== "string" || this.value.trim() === "") this.fail(`must be a text, and is ${this.shown()}`);
    return this.value as string;
  }

  /** One of some values. */
  public oneOf<T extends string | number | boolean>(choices: readonly T[]): T {
    if (choices.includes(this.value as T)) return this.value as T;
    const similar = typeof this.value === "string" ? nearest(this.value, choices.map(String).sort()) : undefined;
    const accepted = `must be ${choices.length > 1 ? "one of " : ""}${choices.join(", ")}`;
    return this.fail(
      `${accepted}, and is ${this.shown()}${similar === undefined ? "" : `; did you mean "${similar}"?`}`,
    );
  }

  private mapping(): Record<string, unknown> {
    const { value } = this;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.fail(`must be a mapping, and is ${this.shown()}`);
    }
    return value as Record<string, unknown>;
  }

  private at(key: string | number, value: unknown): YamlValue {
    // A key without a value is a mistake, not an absent key.
    return new YamlValue(this.source, [...this.path, key], value);
  }

  private shown(): string {
    const { value } = this;
    if (value === null || value === undefined) return "empty";
    if (Array.isArray(value)) return "a list";
    return typeof value === "object" ? "a mapping" : JSON.stringify(value).slice(0, 80);
  }
}

/** Where a value comes from. */
interface ValueSource {
  readonly lineOf: (path: Path) => number | undefined;
  readonly keyLineOf: (path: Path, key: string) => number | undefined;
  error(path: Path, clause: string, line: number | undefined): Error;
}

class Source implements ValueSource {
  public constructor(
    private readonly file: string,
    public readonly lineOf: (path: Path) => number | undefined,
    public readonly keyLineOf: (path: Path, key: string) => number | undefined,
  ) {}

  public error(path: Path, clause: string, line: number | undefined): RulesError {
    const place = `"${this.file}"${line === undefined ? "" : `, line ${line}`}`;
    return new RulesError("RulesInvalid", `${place}: ${nameOf(path) || "the file"} ${endOf(clause)}`);
  }
}

function nameOf(path: Path): string {
  return path.map((each, i) => (typeof each === "number" ? `[${each}]` : `${i === 0 ? "" : "."}${each}`)).join("");
}

/** The clause as the end of a sentence. */
function endOf(clause: string): string {
  return `${clause.replace(/\s+/g, " ")}${clause.endsWith("?") ? "" : "."}`;
}

/** @internal The error of a file that cannot be read. */
export function unreadable(file: string, why: string): RulesError {
  return new RulesError("RulesUnreadable", `"${file}" cannot be read: ${why.replace(/\s+/g, " ")}.`);
}
