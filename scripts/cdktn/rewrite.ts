/** A text that one package has and the other does not, or that both have. */
export interface Rule {
  /** The source of a regular expression, which is case-sensitive. */
  readonly pattern: string;
  /** The text of the other package. A text that both packages have is kept. */
  readonly replacement?: string;
}

/** A passage that no rule can convert, because it names versions or addresses. */
export interface Passage {
  /** The text, or a regular expression that matches it. */
  readonly from: string | RegExp;
  readonly to: string;
}

/** The result for one file. */
export interface Rewritten {
  readonly text: string;
  /** The lines with the name of the CDK that no rule matches: "3: const x = …". */
  readonly unknown: string[];
}

const NAME = /cdktf/i;

/**
 * Rewrites a file from the package for CDK for Terraform to the package for CDK Terrain. Where several rules match, the
 * first one of the list applies.
 *
 * @throws Error a passage does not occur in the text
 */
export function rewrite(text: string, rules: readonly Rule[], passages: readonly Passage[] = []): Rewritten {
  const pieces = passages.reduce(splitAtPassage, [{ text, isFinal: false }]);
  const unknown: string[] = [];
  let line = 1;
  const rewritten = pieces.map((piece) => {
    const result = piece.isFinal ? piece.text : rewriteText(piece.text, rules, line, unknown);
    line += piece.isFinal ? piece.lines : piece.text.split("\n").length - 1;
    return result;
  });
  return { text: rewritten.join(""), unknown };
}

type Piece =
  | { readonly text: string; readonly isFinal: false }
  | { readonly text: string; readonly isFinal: true; readonly lines: number };

function splitAtPassage(pieces: Piece[], { from, to }: Passage): Piece[] {
  const index = pieces.findIndex(({ text, isFinal }) => !isFinal && found(text, from) !== undefined);
  if (index === -1) throw new Error(`The passage does not occur: ${String(from)}`);
  const { text } = pieces[index];
  const [start, passage] = found(text, from)!;
  return [
    ...pieces.slice(0, index),
    { text: text.slice(0, start), isFinal: false },
    { text: to, isFinal: true, lines: passage.split("\n").length - 1 },
    { text: text.slice(start + passage.length), isFinal: false },
    ...pieces.slice(index + 1),
  ];
}

/** Where a text contains a passage, and the passage itself. */
function found(text: string, from: string | RegExp): [number, string] | undefined {
  if (typeof from === "string") return text.includes(from) ? [text.indexOf(from), from] : undefined;
  const match = from.exec(text);
  return match === null ? undefined : [match.index, match[0]];
}

function rewriteText(text: string, rules: readonly Rule[], firstLine: number, unknown: string[]): string {
  const pattern = new RegExp(rules.map((rule) => `(${rule.pattern})`).join("|"), "g");
  let end = 0;
  const rewritten: string[] = [];
  const skipTo = (start: number): void => {
    const skipped = text.slice(end, start);
    for (const { index } of skipped.matchAll(new RegExp(NAME, "gi"))) {
      unknown.push(lineAt(text, end + index, firstLine));
    }
    rewritten.push(skipped);
  };
  for (const match of text.matchAll(pattern)) {
    skipTo(match.index);
    const rule = rules[match.slice(1).findIndex((group) => group !== undefined)];
    rewritten.push(rule.replacement ?? match[0]);
    end = match.index + match[0].length;
  }
  skipTo(text.length);
  return rewritten.join("");
}

function lineAt(text: string, index: number, firstLine: number): string {
  const before = text.slice(0, index).split("\n").length - 1;
  return `${firstLine + before}: ${text.split("\n")[before].trim().slice(0, 160)}`;
}
