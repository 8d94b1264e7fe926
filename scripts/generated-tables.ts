const MARKERS = ["<!-- tables: `npm run docs` writes what is between these -->", "<!-- end of tables -->"];

/** Replaces the generated part of a page. */
export function replaceTables(page: string, ...parts: string[]): string {
  const [start, end] = MARKERS.map((marker) => page.indexOf(marker));
  if (start < 0 || end < 0) throw new Error(`the page does not contain the markers ${MARKERS.join(" and ")}`);
  return `${page.slice(0, start)}${[MARKERS[0], ...parts].join("\n\n")}\n\n${page.slice(end)}`;
}
