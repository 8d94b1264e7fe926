import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** The links of the pages of a website that point to no file or to no anchor of it, as "page -> link", sorted. */
export function brokenLinks(folder: string): string[] {
  const pages = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".html"));
  const anchors = new Map<string, ReadonlySet<string>>();
  const anchorsOf = (file: string): ReadonlySet<string> => {
    const known = anchors.get(file) ?? new Set(attributes(readFileSync(file, "utf8"), "id"));
    anchors.set(file, known);
    return known;
  };
  const isBroken = (page: string, link: string): boolean => {
    const [target, anchor = ""] = link.split("#").map(decodeURIComponent);
    const named = path.join(folder, target === "" ? page : path.join(path.dirname(page), target));
    const file = existsSync(named) && statSync(named).isDirectory() ? path.join(named, "index.html") : named;
    if (!existsSync(file)) return true;
    return anchor !== "" && file.endsWith(".html") && !anchorsOf(file).has(anchor);
  };
  return pages.sort().flatMap((page) => {
    const text = readFileSync(path.join(folder, page), "utf8");
    const links = new Set([...attributes(text, "href"), ...attributes(text, "src")]);
    const internal = [...links].filter((link) => !/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(link));
    return internal.filter((link) => isBroken(page, link)).map((link) => `${page} -> ${link}`);
  });
}

/** The values of an attribute in all tags of a page. */
function attributes(html: string, name: string): string[] {
  const values = html.matchAll(new RegExp(`<[^<>]*?\\s${name}="([^"]*)"`, "g"));
  return [...values].map(([, value]) => value.replaceAll("&amp;", "&"));
}
