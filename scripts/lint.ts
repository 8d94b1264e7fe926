import { spawnSync } from "node:child_process";
import path from "node:path";
import { projectRoot } from "./entry-points";

const eslint = path.join(projectRoot, "node_modules/eslint/bin/eslint.js");
const { status } = spawnSync(
  process.execPath,
  [eslint, "--ext", ".ts", "--max-warnings", "0", ...process.argv.slice(2), "."],
  // projen writes .eslintrc.json, which ESLint 9 reads only when told to, and then warns about.
  { stdio: "inherit", env: { ...process.env, ESLINT_USE_FLAT_CONFIG: "false", NODE_NO_WARNINGS: "1" } },
);
process.exitCode = status ?? 1;
