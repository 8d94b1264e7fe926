// A Corefile as a tree, as text, and back: what CoreDNS will read must be what was meant.

/** @internal Defines one line: its words, and the lines of its block where it opens one. The words of a server block are its keys. */
export interface Line {
  readonly words: string[];
  readonly block?: Line[];
}

/**
 * The characters that CoreDNS reads as they stand. No quote, since braces count even in quotes; no "#", which ends a word; no "$" and "%", which
 * put in the environment; no white space but these two, since any in Unicode ends a word.
 */
const PLAIN = /^[A-Za-z0-9 \n.,:;=!(){}_/-]*$/;

/** @internal One line a directive, `{` last on its line and `}` alone on it: anywhere else CoreDNS takes a brace for an argument. */
export function renderLines(lines: Line[], indent = ""): string {
  return lines
    .map(({ words, block }) => {
      const line = `${indent}${words.join(" ")}`;
      return block === undefined ? `${line}\n` : `${line} {\n${renderLines(block, `${indent}    `)}${indent}}\n`;
    })
    .join("");
}

/** @internal Reads a Corefile of plain characters as CoreDNS does. Throws on everything else, on braces out of place, and on another file's import. */
export function parseLines(text: string): Line[] {
  if (!PLAIN.test(text)) throw new Error("the Corefile has characters that CoreDNS does not read as they stand");
  const top: Line[] = [];
  const open = [top];
  for (const row of text.split("\n")) {
    const words = row.split(" ").filter((word) => word !== "");
    if (words.length === 0) continue;
    if (words[0] === "import") throw new Error("the Corefile imports another file");
    if (words.length === 1 && words[0] === "}") {
      open.pop();
      if (open.length === 0) throw new Error('the Corefile has a "}" too many');
      continue;
    }
    const opens = words.at(-1) === "{";
    const said = opens ? words.slice(0, -1) : words;
    if (said.length === 0 || said.includes("{") || said.includes("}")) {
      throw new Error(`the Corefile has a brace out of place: "${row}"`);
    }
    const block: Line[] | undefined = opens ? [] : undefined;
    open.at(-1)!.push({ words: said, ...(block !== undefined && { block }) });
    if (block !== undefined) open.push(block);
  }
  if (open.length > 1) throw new Error('the Corefile lacks a "}"');
  return top;
}

/** @internal The text of these lines, read back: a word that is none, or more than one, is no mistake of the user's but of ours. */
export function corefileOf(lines: Line[]): string {
  const text = renderLines(lines);
  if (JSON.stringify(parseLines(text)) !== JSON.stringify(lines)) {
    throw new Error(`the Corefile does not say what was meant:\n${text}`);
  }
  return text;
}
