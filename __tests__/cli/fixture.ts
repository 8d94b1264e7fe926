import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A directory that exists while the tests of a file run. */
export function temporaryDirectory(prefix: string): { readonly path: string } {
  const directory = { path: "" };
  beforeAll(() => (directory.path = mkdtempSync(join(tmpdir(), prefix))));
  afterAll(() => rmSync(directory.path, { recursive: true }));
  return directory;
}

/** Writes the output directory of cdktf for these stacks. */
export function writeApp(
  path: string,
  stacks: Record<string, object>,
  more: { annotations?: object[]; dependencies?: Record<string, string[]> } = {},
): string {
  const { annotations = [], dependencies = {} } = more;
  const manifest: Record<string, object> = {};
  for (const [name, terraform] of Object.entries(stacks)) {
    mkdirSync(join(path, "stacks", name), { recursive: true });
    writeFileSync(join(path, "stacks", name, "cdk.tf.json"), JSON.stringify(terraform));
    const synthesizedStackPath = `stacks/${name}/cdk.tf.json`;
    manifest[name] = { name, synthesizedStackPath, annotations, dependencies: dependencies[name] ?? [] };
  }
  writeFileSync(join(path, "manifest.json"), JSON.stringify({ stacks: manifest }));
  return path;
}

/** Writes a directory with one file of Terraform JSON. */
export function writeTerraform(path: string, terraform: object): string {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "main.tf.json"), JSON.stringify(terraform));
  return path;
}

/** Runs the command in a process of its own. */
export function runCommand(
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const command = ["--import", "tsx", "lib/cli/main.ts", ...args];
    execFile(process.execPath, command, { env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}
