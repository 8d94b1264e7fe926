import { spawnSync } from "node:child_process";
import { describeWithTool, requiredInCi } from "./tool";

/** Declares tests that run terraform. If it is not installed, they are skipped with a warning, or fail in CI. */
export function describeWithTerraform(name: string, fn: () => void): void {
  const isInstalled = spawnSync("terraform", ["version"]).status === 0;
  describeWithTool({ name: "terraform", isInstalled, required: requiredInCi(), places: "on the PATH" }, name, fn);
}

/** Runs a function while TERRAFORM_BINARY_NAME is set to a program. */
export function withTerraform<Result>(binary: string, run: () => Result): Result {
  const saved = process.env.TERRAFORM_BINARY_NAME;
  process.env.TERRAFORM_BINARY_NAME = binary;
  try {
    return run();
  } finally {
    if (saved === undefined) delete process.env.TERRAFORM_BINARY_NAME;
    else process.env.TERRAFORM_BINARY_NAME = saved;
  }
}
