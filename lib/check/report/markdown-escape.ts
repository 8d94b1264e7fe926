import { clip, plain, plainLines } from "./plain";

/** The characters after which a rendered value is cut. */
const CODE_LIMIT = 160;
const PROSE_LIMIT = 480;

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
  return words.map(word).join(" ");
}

/** @internal A block of code with a fence that its lines cannot close. */
export function fence(language: string, text: string, limit = 40): string {
  const lines = plainLines(text);
  const shown = lines.slice(0, limit).map((line) => clip(line, CODE_LIMIT));
  const more = lines.length - shown.length;
  if (more > 0) shown.push(`# and ${more} more lines`);
  const longest = Math.max(2, ...shown.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length));
  const marks = "`".repeat(longest + 1);
  return [marks + language, ...shown, marks].join("\n");
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
  return `<!-- cdktf-zero-trust:check:${safe.replace(/-(?=-|$)/g, "%2D")} -->`;
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
    !/^gh-\d/i.test(text)
  );
}

function entities(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, (character) => `&#${character.charCodeAt(0)};`);
}
