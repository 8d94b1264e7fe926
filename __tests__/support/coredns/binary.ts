import { spawnSync } from "node:child_process";
import path from "node:path";
import { projectRoot } from "../../../scripts/entry-points";

/** The version that the library deploys. */
const VERSION = "1.14.7";
const GET_IT = `GOBIN="$PWD/.cache/bin" go install github.com/coredns/coredns@v${VERSION}`;

let found: string | undefined;

/** The path of a coredns binary of this version, from the cache or from the PATH. */
export function corednsBinary(): string | undefined {
  const candidates = [path.join(projectRoot, ".cache/bin/coredns"), "coredns"];
  return (found ??= candidates.find((binary) =>
    spawnSync(binary, ["-version"], { encoding: "utf8" }).stdout?.includes(`CoreDNS-${VERSION}`),
  ));
}

/** Declares tests that run coredns. If it is not installed, they are skipped with a warning, or fail in CI. */
export function describeWithCoredns(name: string, fn: () => void): void {
  if (corednsBinary() !== undefined) {
    describe(name, fn);
  } else if (process.env.CI) {
    describe(name, () => {
      test("coredns is installed", () => {
        throw new Error(
          `coredns ${VERSION} is neither in .cache/bin nor on the PATH, but CI requires these tests: ${GET_IT}`,
        );
      });
    });
  } else {
    console.warn(`Skipped "${name}": coredns ${VERSION} is not installed. To install it: ${GET_IT}`);
    describe.skip(name, fn);
  }
}
