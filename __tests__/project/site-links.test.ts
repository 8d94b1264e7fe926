import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inScratch } from "../../scripts/scratch";
import { brokenLinks } from "../../scripts/site/links";

/** The broken links of a website whose page documents/a.html has this body. */
function broken(body: string): string[] {
  return inScratch((folder) => {
    for (const [name, text] of Object.entries({
      "index.html": '<h2 class="x" id="settings">Settings</h2>',
      "documents/a.html": `<h1 id="top">A</h1>${body}`,
      "documents/b.html": '<h1 id="b&amp;c">B</h1>',
      "assets/icons.svg": "<svg></svg>",
    })) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    return brokenLinks(folder);
  });
}

test.each([
  '<a href="b.html">B</a>',
  '<a class="x" href="b.html#b&amp;c">B</a>',
  '<a href="#top">top</a>',
  '<a href="../#settings">settings</a>',
  '<a href="../index.html">home</a>',
  '<use href="../assets/icons.svg#icon"></use>',
  '<a href="https://example.com/missing#x">elsewhere</a>',
  '<a href="mailto:security@example.com">mail</a>',
  '<code>href="missing.html"</code>',
])("accepts %s", (body) => {
  expect(broken(body)).toEqual([]);
});

test.each([
  ['<a href="missing.html">x</a>', "missing.html"],
  ['<a href="b.html#missing">x</a>', "b.html#missing"],
  ['<a href="#missing">x</a>', "#missing"],
  ['<a href="../#missing">x</a>', "../#missing"],
  ['<a href="../documents">x</a>', "../documents"],
  ['<img alt="x" src="missing.png">', "missing.png"],
])("reports %s", (body, link) => {
  expect(broken(body)).toEqual([`documents/a.html -> ${link}`]);
});
