import type { DiagramRow } from "./diagram";
import { escapeHtml } from "./html-escape";

const CHARACTER = 8;
const PADDING = 24;
const GAP = 60;
const HEIGHT = 40;

/**
 * Draws who reaches a target, and the call that makes it so, with dashed lines. `id` makes the ids of the title and the
 * description unique on the page.
 *
 * @internal
 */
export function renderSvg({ who, when, target, origin, call }: DiagramRow, id: string): string {
  const boxes = columns([who, target, ...(origin === undefined ? [] : [origin])]);
  const [first, second, third] = boxes;
  const top = call === undefined ? 30 : 110;
  const width = Math.max(...boxes.map((box) => box.x + box.width), second.x + (call ? textWidth(call.object) : 0)) + 5;
  const middle = top + HEIGHT / 2;
  const desc = `${who} reaches ${target} ${when}.${origin === undefined ? "" : ` Its origin is ${origin}.`}`;
  return [
    `<svg viewBox="0 0 ${width} ${top + HEIGHT + 10}" role="img" aria-labelledby="${id}t ${id}d">`,
    `<title id="${id}t">Who reaches ${escapeHtml(target)} ${when}</title>`,
    `<desc id="${id}d">${escapeHtml(desc)}</desc>`,
    ...(call === undefined ? [] : renderCall(call, second.x, top)),
    `<path class="open" d="M${first.x + first.width} ${middle}H${second.x}"/>`,
    ...(third === undefined ? [] : [`<path class="open" d="M${second.x + second.width} ${middle}H${third.x}"/>`]),
    ...boxes.map(({ x, width: size, text }) => renderBox(text, x, top, size)),
    "</svg>",
  ].join("\n");
}

function renderCall({ operation, object }: NonNullable<DiagramRow["call"]>, x: number, bottom: number): string[] {
  const width = textWidth(object);
  return [
    `<path class="gone" d="M${x + 30} 50V${bottom}"/>`,
    renderBox(object, x, 10, width, "gone"),
    `<text class="label" x="${x + 40}" y="85">${escapeHtml(operation)}</text>`,
  ];
}

function columns(texts: string[]): { x: number; width: number; text: string }[] {
  let x = 10;
  return texts.map((text) => {
    const box = { x, width: textWidth(text), text };
    x += box.width + GAP;
    return box;
  });
}

function renderBox(text: string, x: number, y: number, width: number, style?: string): string {
  const attribute = style === undefined ? "" : ` class="${style}"`;
  return (
    `<rect${attribute} x="${x}" y="${y}" width="${width}" height="${HEIGHT}" rx="6"/>` +
    `<text x="${x + width / 2}" y="${y + 25}">${escapeHtml(text)}</text>`
  );
}

function textWidth(text: string): number {
  return [...text].length * CHARACTER + PADDING;
}
