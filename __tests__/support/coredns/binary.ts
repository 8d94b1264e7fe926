import { spawnSync } from "node:child_process";
import path from "node:path";
import { projectRoot } from "../../../scripts/entry-points";
import { describeWithTool, requiredInCi } from "../tool";

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
  const coredns = {
    name: `coredns ${VERSION}`,
    isInstalled: corednsBinary() !== undefined,
    required: requiredInCi(),
    places: "in .cache/bin or on the PATH",
    installation: GET_IT,
  };
  describeWithTool(coredns, name, fn);
}
