import { createHash } from "node:crypto";

/** The style. Nothing on the page has a `style` attribute, because the policy of the page forbids it. */
const STYLE = `
:root{color-scheme:light dark;--fg:#1c2128;--dim:#59636e;--bg:#fff;--card:#f6f8fa;--line:#d1d9e0;--bad:#b3261e;--ok:#1a7f37;--unk:#8a5a00}
@media (prefers-color-scheme:dark){:root{--fg:#e6edf3;--dim:#9198a1;--bg:#0d1117;--card:#151b23;--line:#3d444d;--bad:#ff7b72;--ok:#3fb950;--unk:#e3b341}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:64rem;padding:2rem 1.25rem;font:1rem/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg);overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.3;margin:0 0 .25rem}h2{font-size:1.125rem;margin:2.5rem 0 .75rem}h3{font-size:1rem;margin:0 0 .5rem}
code,pre{font:.875rem/1.5 ui-monospace,monospace}pre{overflow:auto;margin:.5rem 0}
.dim{color:var(--dim)}.fail{color:var(--bad)}.pass{color:var(--ok)}.unknown{color:var(--unk)}.note{color:var(--dim)}
.badge{font-weight:700;border:2px solid;border-radius:.375rem;padding:0 .5rem;margin-right:.5rem}
article{background:var(--card);border:1px solid var(--line);border-left:.375rem solid currentColor;border-radius:.375rem;padding:1rem 1.25rem;margin:0 0 1rem}article>*{color:var(--fg)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.25rem;margin:0 0 1rem}dt{color:var(--dim)}dd{margin:0;min-width:0}
ol{padding-left:1.5rem;margin:.5rem 0 1rem}
table{width:100%;table-layout:fixed;border-collapse:collapse}caption{text-align:left;color:var(--dim);padding:0 0 .5rem}
th,td{text-align:left;vertical-align:top;padding:.375rem .75rem .375rem 0;border-top:1px solid var(--line)}tbody{content-visibility:auto;contain-intrinsic-size:auto 40rem}
label{display:block;margin:0 0 .25rem}input{font:inherit;width:100%;max-width:24rem;padding:.375rem .5rem;color:inherit;background:var(--bg);border:1px solid var(--dim);border-radius:.375rem}
:focus-visible{outline:3px solid #4493f8;outline-offset:2px}
svg{display:block;width:100%;max-width:40rem;height:auto;margin:0 0 1rem}svg text{text-anchor:middle;font:14px system-ui,sans-serif;fill:var(--fg)}svg .label{text-anchor:start;fill:var(--dim)}svg rect{fill:var(--bg);stroke:var(--dim)}svg path{fill:none;stroke:var(--dim);stroke-width:2}svg .gone{stroke-dasharray:6 5}svg .open{stroke:var(--bad);stroke-width:4}
footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:1rem;font-size:.875rem;color:var(--dim)}
.scripted{display:none}.js .scripted{display:block}[hidden]{display:none!important}
@media (max-width:40rem){thead{position:absolute;clip-path:inset(50%)}tr{display:block;padding:.5rem 0;border-top:1px solid var(--line)}td{display:block;padding:0;border:0}dl{grid-template-columns:1fr}}
@media print{body{max-width:none}.scripted{display:none!important}}
`;

/** The filter of the targets. Without it, as in a viewer that runs no scripts, all rows are visible. */
const SCRIPT = `
document.documentElement.classList.add("js");
const input = document.getElementById("filter");
const rows = [...document.querySelectorAll("#targets tbody tr")].map((row) => [row, row.textContent.toLowerCase()]);
const count = document.getElementById("count");
let timer;
function filter() {
  const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let shown = 0;
  for (const [row, text] of rows) {
    row.hidden = !words.every((word) => text.includes(word));
    if (!row.hidden) shown++;
  }
  count.textContent = shown + " of " + rows.length;
}
input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(filter, 100); });
filter();
`;

/**
 * A page that loads nothing. Its policy allows only its own style and script, so that even markup that was not escaped
 * could not run. `title` and `body` are escaped already.
 *
 * @internal
 */
export function htmlPage(title: string, body: string): string {
  const policy = [
    "default-src 'none'",
    `style-src '${sha256(STYLE)}'`,
    `script-src '${sha256(SCRIPT)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function sha256(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
