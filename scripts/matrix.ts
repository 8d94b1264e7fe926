import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { projectRoot } from "./entry-points";
import { combinationsFor } from "./matrix/combinations";
import { Consumer } from "./matrix/consumer";
import { matrixTable, Result } from "./matrix/table";
import { inScratch, removeScratch } from "./scratch";
import { packProject } from "../__tests__/support/consumer";

/** Installs, type-checks and runs each package with each combination of versions, and prints the results. */
function main(): void {
  const { positionals } = parseArgs({ allowPositionals: true });
  const dist = path.join(projectRoot, "dist");
  const built = existsSync(dist) ? readdirSync(dist).filter((file) => file.endsWith(".tgz")) : [];
  const tarballs = positionals.length > 0 ? positionals : built.map((file) => path.join(dist, file));
  for (const tarball of tarballs) tryAll(path.resolve(tarball));
  if (tarballs.length > 0) return;
  const { file } = packProject();
  tryAll(file);
  removeScratch(path.dirname(file));
}

function tryAll(tarball: string): void {
  const { title, results } = inScratch((folder) => resultsOf(new Consumer(folder, tarball)));
  console.log(matrixTable(title, results));
  if (results.some(({ failure }) => failure !== undefined)) process.exitCode = 1;
}

function resultsOf(consumer: Consumer): { readonly title: string; readonly results: readonly Result[] } {
  const all = combinationsFor(consumer.name);
  const results = all.map((combination, i) => {
    console.error(`${i + 1} of ${all.length}: ${Object.values(combination).join(" ")}`);
    return consumer.try(combination);
  });
  return { title: consumer.title, results };
}

if (require.main === module) main();
