import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "./entry-points";
import { brokenLinks } from "./site/links";

/** Writes docs/api, the website to publish, and checks its links. */
function main(): void {
  const out = path.join(projectRoot, "docs/api");
  rmSync(out, { recursive: true, force: true });
  const typedoc = path.join(projectRoot, "node_modules/typedoc/bin/typedoc");
  const options = path.join(__dirname, "site/typedoc.config.mjs");
  const { status } = spawnSync(process.execPath, [typedoc, "--options", options], { stdio: "inherit" });
  const broken = status === 0 ? brokenLinks(out) : [];
  for (const each of broken) console.error(each);
  if (broken.length > 0) console.error(`${broken.length} links of docs/api are broken.`);
  process.exitCode = status === 0 && broken.length === 0 ? 0 : 1;
}

main();
