import { ALLOWED, Allowed, DOC_COMMENT_START, Phrase, PHRASES } from "./phrases";
import { Text, textsOfPlain, textsOfTypeScript } from "./texts";

/** Prose in Markdown wraps at this column. */
const WIDTH = 120;

/** A place in a file whose wording must change. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/**
 * Checks the wording of one file. The extension of the path decides what is prose: the comments and strings of
 * TypeScript and JavaScript, and the whole text of Markdown and YAML. The path is relative to the root of the project.
 */
export function lintProse(file: string, source: string, allowed: Allowed[] = ALLOWED): Finding[] {
  const texts = /\.[jt]s$/.test(file) ? textsOfTypeScript(source) : textsOfPlain(source);
  const matches = texts.flatMap(matchesIn).sort((a, b) => a.offset - b.offset);
  const exceptions = allowed.filter((each) => each.file === file);
  const isAllowed = (phrase: string) => exceptions.some((each) => each.phrase === phrase);
  const unused = exceptions.filter(({ phrase }) => !matches.some((match) => match.phrase === phrase));
  return [
    ...matches
      .filter(({ phrase }) => !isAllowed(phrase))
      .map(({ offset, message }) => ({ file, ...position(source, offset), message })),
    ...unused.map(({ phrase }) => ({
      file,
      line: 1,
      column: 1,
      message: `The exception for "${phrase}" is not used.`,
    })),
    ...(file.endsWith(".md") ? longLines(file, source) : []),
    ...mergeMarkers(file, source),
  ];
}

/** One finding as a line that editors and terminals recognize as a link. */
export function renderFinding({ file, line, column, message }: Finding): string {
  return `${file}:${line}:${column}: ${message}`;
}

interface Match {
  readonly offset: number;
  readonly phrase: string;
  readonly message: string;
}

const COMPILED = PHRASES.map((phrase) => ({ phrase, regex: new RegExp(`(?<!\\w)${body(phrase)}(?!\\w)`, "gi") }));
const START = new RegExp(`^\\s*(?:@internal\\s+)?(${body(DOC_COMMENT_START)})(?!\\w)`, "i");

function body({ pattern }: Phrase): string {
  return `(?:${pattern.replaceAll(" ", "[\\s-]+")})`;
}

function matchesIn({ text, offset, isDocComment }: Text): Match[] {
  const matches = COMPILED.flatMap(({ phrase, regex }) =>
    [...text.matchAll(regex)].map((match) => matchOf(phrase, match[0], offset + match.index)),
  );
  const start = isDocComment ? START.exec(text) : null;
  if (start === null) return matches;
  return [...matches, matchOf(DOC_COMMENT_START, start[1], offset + start[0].length - start[1].length)];
}

function matchOf({ suggestion }: Phrase, found: string, offset: number): Match {
  const phrase = found.toLowerCase().replace(/[\s-]+/g, " ");
  return { offset, phrase, message: `"${found.replace(/\s+/g, " ")}": write ${suggestion}.` };
}

function position(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset).split("\n");
  return { line: before.length, column: before[before.length - 1].length + 1 };
}

/** Tables, code, lines that consist of links, and what a command printed cannot be wrapped. */
function longLines(file: string, source: string): Finding[] {
  const findings: Finding[] = [];
  let fence: string | undefined;
  let isOutput = false;
  source.split("\n").forEach((line, index) => {
    if (/^<!-- (?:end of )?output\b/.test(line)) isOutput = /^<!-- output\b.*until the next marker/.test(line);
    const marker = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (marker !== undefined && fence === undefined) {
      fence = marker;
    } else if (marker !== undefined && marker.startsWith(fence!)) {
      fence = undefined;
    } else if (fence === undefined && !isOutput && line.length > WIDTH && isWrappable(line)) {
      const message = `The line has ${line.length} characters. Wrap prose at ${WIDTH}.`;
      findings.push({ file, line: index + 1, column: WIDTH + 1, message });
    }
  });
  return findings;
}

/** What git writes around both versions of a conflict. No other tool refuses it in prose. */
function mergeMarkers(file: string, source: string): Finding[] {
  return [...source.matchAll(/^(?:<{7}|>{7}) .*$/gm)].map(({ 0: marker, index }) => ({
    file,
    ...position(source, index),
    message: `"${marker}": resolve the merge conflict.`,
  }));
}

function isWrappable(line: string): boolean {
  const isTable = /^\s*\|/.test(line);
  const withoutLinks = line.replace(/!?\[[^\]]*\]\([^)]*\)|^\s*\[[^\]]+\]:.*$|https?:\S+/g, "");
  return !isTable && /\w/.test(withoutLinks) && /\S\s+\S/.test(line.trim());
}
