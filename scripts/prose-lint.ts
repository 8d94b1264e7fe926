import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "./entry-points";
import { lintProse, renderFinding } from "./prose/lint-prose";

/** These list the phrases themselves. */
const EXCLUDED = ["scripts/prose/phrases.ts", "__tests__/project/prose-lint.test.ts"];

/** The files with prose that git tracks or would track, relative to the root of the project. */
function proseFiles(paths: string[]): string[] {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...paths];
  const listed = execFileSync("git", args, { cwd: projectRoot, encoding: "utf8" }).split("\0");
  return listed.filter((file) => /\.([jt]s|md|ya?ml)$/.test(file) && !EXCLUDED.includes(file));
}

function main(): void {
  const findings = proseFiles(process.argv.slice(2)).flatMap((file) =>
    lintProse(file, readFileSync(path.join(projectRoot, file), "utf8")),
  );
  for (const finding of findings) console.log(renderFinding(finding));
  if (findings.length > 0) console.error(`${findings.length} places do not follow the writing style.`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}

if (require.main === module) main();
