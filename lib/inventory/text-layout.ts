/** @internal The width that fits a terminal and a review. */
export const WIDTH = 100;

/** @internal Breaks text at spaces; a word that is longer than the width stays whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return line === "" ? lines : [...lines, line];
}

/** @internal Text after a label of a fixed width; what does not fit hangs below its beginning. */
export function hang(label: string, text: string): string[] {
  const indent = " ".repeat(label.length);
  return wrap(text, WIDTH - label.length).map((line, index) => (index === 0 ? label : indent) + line);
}

/** @internal One column, as wide as its widest cell up to a limit. */
export function columnWidth(cells: string[], limit: number): number {
  return Math.min(limit, Math.max(0, ...cells.map((cell) => cell.length)));
}

/** @internal */
export function count(number: number, singular: string): string {
  return `${number} ${singular}${number === 1 ? "" : "s"}`;
}
