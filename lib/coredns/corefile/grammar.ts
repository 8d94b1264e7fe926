// Renders a Corefile from a tree and parses it back, to ensure that CoreDNS reads exactly the intended configuration.

/**
 * One line: its words, and the lines of its block if it opens one. The words of a server block are its keys.
 *
 * @internal
 */
export interface Line {
  readonly words: string[];
  readonly block?: Line[];
}

/**
 * The characters that CoreDNS reads literally. Not included: quotes, because braces keep their meaning inside them;
 * "#", which starts a comment; "$" and "%", which insert environment variables; all other white space, because any
 * Unicode white space ends a word.
 */
const PLAIN = /^[A-Za-z0-9 \n.,:;=!(){}_/-]*$/;

/**
 * Renders one directive per line, with `{` last on its line and `}` alone on it. Anywhere else, CoreDNS reads a brace
 * as an argument.
 *
 * @internal
 */
export function renderLines(lines: Line[], indent = ""): string {
  return lines
    .map(({ words, block }) => {
      const line = `${indent}${words.join(" ")}`;
      return block === undefined ? `${line}\n` : `${line} {\n${renderLines(block, `${indent}    `)}${indent}}\n`;
    })
    .join("");
}

/**
 * Parses a Corefile as CoreDNS does. It throws on characters that CoreDNS does not read literally, on misplaced braces,
 * and on an import of another file.
 *
 * @internal
 */
export function parseLines(text: string): Line[] {
  if (!PLAIN.test(text)) throw new Error("The Corefile contains characters that CoreDNS does not read literally.");
  const top: Line[] = [];
  const open = [top];
  for (const row of text.split("\n")) {
    const words = row.split(" ").filter((word) => word !== "");
    if (words.length === 0) continue;
    if (words[0] === "import") throw new Error("The Corefile imports another file.");
    if (words.length === 1 && words[0] === "}") {
      open.pop();
      if (open.length === 0) throw new Error('The Corefile has an unmatched "}".');
      continue;
    }
    const opens = words.at(-1) === "{";
    const content = opens ? words.slice(0, -1) : words;
    if (content.length === 0 || content.includes("{") || content.includes("}")) {
      throw new Error(`The Corefile has a misplaced brace: "${row}".`);
    }
    const block: Line[] | undefined = opens ? [] : undefined;
    open.at(-1)!.push({ words: content, ...(block !== undefined && { block }) });
    if (block !== undefined) open.push(block);
  }
  if (open.length > 1) throw new Error('The Corefile lacks a closing "}".');
  return top;
}

/**
 * Renders the lines and verifies that they parse back to the same tree. A mismatch is a defect of this library, not of
 * the user's input, which is validated before.
 *
 * @internal
 */
export function corefileOf(lines: Line[]): string {
  const text = renderLines(lines);
  if (JSON.stringify(parseLines(text)) !== JSON.stringify(lines)) {
    throw new Error(`The Corefile does not parse back to the intended configuration:\n${text}`);
  }
  return text;
}
