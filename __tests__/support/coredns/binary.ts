import { spawnSync } from "node:child_process";
import path from "node:path";
import { projectRoot } from "../../../scripts/entry-points";

/** The release that the library deploys. */
const VERSION = "1.14.7";
const GET_IT = `GOBIN="$PWD/.cache/bin" go install github.com/coredns/coredns@v${VERSION}`;

let found: string | undefined;

/** The real coredns of this release: what was built into the cache, or what is on the PATH. */
export function corednsBinary(): string | undefined {
  const candidates = [path.join(projectRoot, ".cache/bin/coredns"), "coredns"];
  return (found ??= candidates.find((binary) =>
    spawnSync(binary, ["-version"], { encoding: "utf8" }).stdout?.includes(`CoreDNS-${VERSION}`),
  ));
}

/** Tests that run the real coredns: left out, and said so, where it is not there; in CI they must run. */
export function describeWithCoredns(name: string, fn: () => void): void {
  if (corednsBinary() !== undefined) {
    describe(name, fn);
  } else if (process.env.CI) {
    describe(name, () => {
      test("coredns is there", () => {
        throw new Error(`coredns ${VERSION} is neither in .cache/bin nor on the PATH; CI runs these tests: ${GET_IT}`);
      });
    });
  } else {
    console.warn(`"${name}" does not run: coredns ${VERSION} is not there. To get it: ${GET_IT}`);
    describe.skip(name, fn);
  }
}
