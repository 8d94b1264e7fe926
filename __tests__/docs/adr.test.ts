import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const FOLDER = path.join(__dirname, "../../docs/adr");
const records = readdirSync(FOLDER).filter((name) => /^\d{4}-.*\.md$/.test(name));
const read = (name: string) => readFileSync(path.join(FOLDER, name), "utf8");

describe("architecture decision records", () => {
  test("are numbered without gaps and listed in the index in that order", () => {
    const listed = [...read("README.md").matchAll(/\]\((\d{4}-[^)]+)\)/g)].map(([, name]) => name);
    expect(listed).toEqual([...records].sort());
    expect(records.map((name) => Number(name.slice(0, 4))).sort((a, b) => a - b)).toEqual(records.map((_, i) => i + 1));
  });

  test.each(records)("%s has a title with its number, a status, and three sections", (name) => {
    const text = read(name);
    expect(text).toMatch(new RegExp(`^# ${Number(name.slice(0, 4))}\\. .+\n\nStatus: \\w+`));
    expect([...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title)).toEqual([
      "Context",
      "Decision",
      "Consequences",
    ]);
  });

  test.each([...records, "README.md"])("%s links to existing files", (name) => {
    const links = [...read(name).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => link);
    expect(links.filter((link) => !existsSync(path.join(FOLDER, link)))).toEqual([]);
  });
});
