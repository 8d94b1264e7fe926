/** An element of a page. */
export interface Element {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: (Element | string)[];
}

const VOID = ["meta", "input", "br"];
const RAW = ["script", "style"];

/**
 * Reads the subset of HTML that the report uses, and fails for anything else, such as an element that is not closed or
 * a "<" that is not escaped. A browser would repair such a page, which would hide the defect.
 */
export function readHtml(html: string): Element {
  const doctype = "<!doctype html>\n";
  if (!html.startsWith(doctype)) throw new Error("The page has no doctype.");
  const root: Element = { name: "", attributes: {}, children: [] };
  const open = [root];
  let position = doctype.length;
  while (position < html.length) {
    const parent = open[open.length - 1];
    if (RAW.includes(parent.name)) {
      const end = html.indexOf(`</${parent.name}`, position);
      parent.children.push(html.slice(position, end));
      position = end + parent.name.length + 3;
      open.pop();
      continue;
    }
    const token = /<(\/?)([a-z][a-z0-9]*)((?: [A-Za-z][A-Za-z-]*="[^"<>]*")*)(\/?)>|[^<>]+/y;
    token.lastIndex = position;
    const match = token.exec(html);
    if (match === null) throw new Error(`Unexpected: ${html.slice(position, position + 80)}`);
    position = token.lastIndex;
    const [text, isEnd, name, attributes, isClosed] = match;
    if (name === undefined) {
      parent.children.push(decode(text));
    } else if (isEnd === "/") {
      if (parent.name !== name) throw new Error(`${name} closes ${parent.name}.`);
      open.pop();
    } else {
      const element: Element = { name, attributes: readAttributes(attributes), children: [] };
      parent.children.push(element);
      if (!VOID.includes(name) && isClosed === "") open.push(element);
    }
  }
  if (open.length !== 1) throw new Error(`Not closed: ${open[open.length - 1].name}`);
  return root;
}

/** All elements with a name, or all elements for "*". */
export function elementsOf(element: Element, name: string): Element[] {
  const below = element.children.flatMap((child) => (typeof child === "string" ? [] : elementsOf(child, name)));
  return name === "*" || element.name === name ? [element, ...below] : below;
}

export function textOf(element: Element): string {
  return element.children.map((child) => (typeof child === "string" ? child : textOf(child))).join("");
}

function readAttributes(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/ ([A-Za-z-]+)="([^"]*)"/g)].map(([, key, value]) => [key, decode(value)]),
  );
}

function decode(text: string): string {
  const rest = text.replace(/&#\d+;/g, "");
  if (rest.includes("&")) throw new Error(`Not escaped: ${text}`);
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}
