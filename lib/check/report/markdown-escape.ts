import { clip, plain, plainLines } from "./plain";
import { PACKAGE_NAME } from "../../core/package-name";

/** The characters after which a rendered value is cut. */
const CODE_LIMIT = 160;
const PROSE_LIMIT = 480;
const PROSE_BYTES = 1_000;
const LINES = 40;
const NAME_LIMIT = 300;

/**
 * Renders a value as code, for any place including a table. GitHub looks for mentions, issue numbers and links outside
 * of code only.
 *
 * @internal
 */
export function code(text: string): string {
  const value = clip(plain(text), CODE_LIMIT);
  if (value === "") return '`""`';
  // A code span cannot contain backticks, and a table splits it at "|". HTML can contain both as entities.
  return /[`|\\]/.test(value) ? `<code>${entities(value)}</code>` : `\`${value}\``;
}

/**
 * Renders a sentence. Every word that is more than letters and digits, such as a hostname, and everything in quotes
 * becomes code, so that it has no meaning in Markdown.
 *
 * @internal
 */
export function prose(text: string): string {
  const words = clip(plain(text), PROSE_LIMIT).match(/(?<=^|\s)\(?"[^"]+"[),.;:!?]*(?=\s|$)|\S+/g) ?? [];
  const rendered = withinBytes(words, PROSE_BYTES, word);
  return rendered.length < words.length ? `${rendered.join(" ")} …` : rendered.join(" ");
}

/** @internal A block of code with a fence that its lines cannot close. */
export function fence(language: string, lines: string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length));
  const marks = "`".repeat(longest + 1);
  return [marks + language, ...lines, marks].join("\n");
}

/** @internal Text of a plan as lines of code. */
export function codeLines(text: string): string[] {
  const lines = plainLines(text);
  const shown = lines.slice(0, LINES).map((line) => clip(line, CODE_LIMIT));
  return lines.length > LINES ? [...shown, `# and ${lines.length - LINES} more lines`] : shown;
}

/** @internal A table. The cells are rendered already. */
export function table(header: string[], rows: string[][]): string {
  const line = (cells: string[]): string => `| ${cells.join(" | ")} |`.replace(/\| +(?=\|)/g, "| ");
  return [line(header), `|${"---|".repeat(header.length)}`, ...rows.map(line)].join("\n");
}

/** @internal A section that is folded. The summary is text of this package. */
export function fold(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** @internal The comment that identifies the report of a stack, so that a pipeline can update it. */
export function marker(name: string): string {
  const safe = encodeURIComponent(plain(name))
    .replace(/%2F/g, "/")
    .replace(/%20/g, "+")
    .replace(/[!'()*~]/g, "_");
  return `<!-- ${PACKAGE_NAME}:check:${safe.slice(0, NAME_LIMIT).replace(/-(?=-|$)/g, "%2D")} -->`;
}

/** @internal Renders items until the next one exceeds the limit. */
export function withinBytes<T, R extends string | string[]>(
  items: readonly T[],
  limit: number,
  render: (item: T) => R,
): R[] {
  const rendered: R[] = [];
  let size = 0;
  for (const item of items) {
    const text = render(item);
    // Six bytes are more than what separates blocks, and what begins and ends a row.
    size += Buffer.byteLength(typeof text === "string" ? text : text.join("   ")) + (typeof text === "string" ? 1 : 6);
    if (size > limit) break;
    rendered.push(text);
  }
  return rendered;
}

function word(text: string): string {
  const quoted = /^(\(?)"([^"]+)"([),.;:!?]*)$/.exec(text);
  if (quoted !== null) return quoted[1] + code(quoted[2]) + quoted[3];
  const [, before, core, after] = /^([("]*)(.*?)([)",.;:!?]*)$/su.exec(text) as unknown as string[];
  if (core === "") return isMark(text) ? text : code(text);
  return isPlainWord(core) ? text : before + code(core) + after;
}

function isMark(text: string): boolean {
  return /^[(),.;:!?"]+$/.test(text);
}

/** Letters, digits, hyphens and apostrophes. GitHub links hexadecimal numbers to commits, and GH-1 to issues. */
function isPlainWord(text: string): boolean {
  return (
    /^[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[-'’,][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*['’…]?$/u.test(text) &&
    !/^(?=.*\d)[0-9a-f]{7,}$/i.test(text) &&
    !/gh-\d/i.test(text)
  );
}

function entities(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, (character) => `&#${character.charCodeAt(0)};`);
}
