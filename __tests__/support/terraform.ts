import { spawnSync } from "node:child_process";

/** Declares tests that run terraform. If it is not installed, they are skipped with a warning, or fail in CI. */
export function describeWithTerraform(name: string, fn: () => void): void {
  if (spawnSync("terraform", ["version"]).status === 0) {
    describe(name, fn);
  } else if (process.env.CI) {
    describe(name, () => {
      test("terraform is installed", () => {
        throw new Error("terraform is not on the PATH, but CI requires these tests");
      });
    });
  } else {
    console.warn(`Skipped "${name}": terraform is not on the PATH.`);
    describe.skip(name, fn);
  }
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
