import { spawnSync } from "node:child_process";
import path from "node:path";
import { projectRoot } from "./entry-points";

function run(args: string[], env: NodeJS.ProcessEnv = {}): boolean {
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit", env: { ...process.env, ...env } });
  return status === 0;
}

const eslint = path.join(projectRoot, "node_modules/eslint/bin/eslint.js");
// projen writes .eslintrc.json. ESLint 9 reads that file only with this variable, and then prints a warning.
const legacyConfig = { ESLINT_USE_FLAT_CONFIG: "false", NODE_NO_WARNINGS: "1" };

const results = [
  run([eslint, "--ext", ".ts", "--max-warnings", "0", ...process.argv.slice(2), "."], legacyConfig),
  run(["--import", "tsx", path.join(__dirname, "prose-lint.ts")]),
];
process.exitCode = results.every(Boolean) ? 0 : 1;
