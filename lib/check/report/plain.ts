/**
 * Makes text of a plan safe to print on a line: no line breaks, no control characters, no characters that are
 * invisible or that change the direction of text, and no commands of a pipeline.
 *
 * @internal
 */
export function plain(text: string): string {
  // Nearly every value is printable ASCII with single spaces, and a report can have 100,000 of them.
  if (/^[!-~]+(?: [!-~]+)*$/.test(text)) return withoutCommands(text);
  return withoutCommands(printable(text.replace(/\s+/g, " ").trim()));
}

/** @internal Like `plain`, for each line of a text, such as code. Indentation stays. */
export function plainLines(text: string): string[] {
  const lines = text.replace(/\t/g, "  ").split(/\r\n|[\n\r\u2028\u2029]/);
  return lines.map((line) => withoutCommands(printable(line.trimEnd())));
}

/** @internal Shortens a text to a number of characters. */
export function clip(text: string, limit: number): string {
  // Most texts are short, and only long ones need to be split into characters.
  if (text.length <= limit) return text;
  const characters = [...text];
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join("")}…`;
}

/** @internal Text that ends with a period, unless it ends with another mark. */
export function sentence(text: string): string {
  return /[.!?…:]$/.test(text) ? text : `${text}.`;
}

/** @internal The first letter in upper case, unless the first word is a name, such as a host. */
export function capitalized(text: string): string {
  return /^[a-z]+(?=[\s,;:]|$)/.test(text) ? text[0].toUpperCase() + text.slice(1) : text;
}

/**
 * Breaks what GitHub, Azure Pipelines and TeamCity run as a command when a step prints it. GitHub ignores spaces before
 * a command, so indentation is not enough.
 *
 * @internal
 */
export function withoutCommands(line: string): string {
  return line.replace(/##(?=[\w-]*\[)/g, "# #").replace(/^(\s*):(?=:\s*[a-z][^:]*(?::[^:]+)*::)/i, "$1: ");
}

const UNPRINTABLE =
  // eslint-disable-next-line no-control-regex -- these are the characters to replace
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

function printable(text: string): string {
  return text
    .replace(UNPRINTABLE, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`)
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd")
    .replace(/\u{e0000}|[\u{e0020}-\u{e007f}]/gu, "\ufffd");
}
