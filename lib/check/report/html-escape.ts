import { plain, plainLines } from "./plain";

/** @internal Escapes text for the content of an element and for an attribute in double quotes. */
export function escapeHtml(text: string): string {
  return entities(plain(text));
}

/** @internal Like `escapeHtml`, with the lines of the text. */
export function escapeHtmlLines(text: string): string {
  return entities(plainLines(text).join("\n"));
}

function entities(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}
