import { spawnSync } from "node:child_process";

/** Tests that run the real terraform: left out, and said so, where it is not installed; in CI they must run. */
export function describeWithTerraform(name: string, fn: () => void): void {
  if (spawnSync("terraform", ["version"]).status === 0) {
    describe(name, fn);
  } else if (process.env.CI) {
    describe(name, () => {
      test("terraform is installed", () => {
        throw new Error("terraform is not on the PATH; CI runs these tests");
      });
    });
  } else {
    console.warn(`"${name}" does not run: terraform is not on the PATH`);
    describe.skip(name, fn);
  }
}
