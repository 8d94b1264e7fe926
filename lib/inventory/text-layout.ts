/** @internal The line width, which fits a terminal and a code review. */
export const WIDTH = 100;

/** @internal Wraps text at spaces. A word that exceeds the width is not broken. */
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

/** @internal Writes text after a label. Further lines are indented by the width of the label. */
export function hang(label: string, text: string): string[] {
  const indent = " ".repeat(label.length);
  return wrap(text, WIDTH - label.length).map((line, index) => (index === 0 ? label : indent) + line);
}

/** @internal The width of the widest cell of a column, up to a limit. */
export function columnWidth(cells: string[], limit: number): number {
  return Math.min(limit, Math.max(0, ...cells.map((cell) => cell.length)));
}

/** @internal "1 host", "2 hosts". */
export function count(number: number, singular: string): string {
  return `${number} ${singular}${number === 1 ? "" : "s"}`;
}
