import { spawnSync } from "node:child_process";
import path from "node:path";
import { describeWithTool } from "./tool";
import { projectRoot } from "../../scripts/entry-points";

const CANDIDATES = [path.join(projectRoot, ".cache/bin/tofu"), "tofu"];
const GET_IT = "bash scripts/build-opentofu.sh";

let found: string | undefined;

/** The path or the name of an OpenTofu binary, from the cache or from the PATH. */
export function opentofuBinary(): string | undefined {
  return (found ??= CANDIDATES.find((binary) =>
    // Warnings about the configuration of the program come first.
    /^OpenTofu v/m.test(spawnSync(binary, ["version"], { encoding: "utf8" }).stdout ?? ""),
  ));
}

/**
 * Declares tests that run OpenTofu. If it is not installed, they are skipped with a warning. With REQUIRE_OPENTOFU,
 * they fail. Its build takes too long for every run in CI.
 */
export function describeWithOpentofu(name: string, fn: () => void): void {
  const opentofu = {
    name: "OpenTofu",
    isInstalled: opentofuBinary() !== undefined,
    required: process.env.REQUIRE_OPENTOFU ? "REQUIRE_OPENTOFU is set" : undefined,
    places: "in .cache/bin or on the PATH",
    installation: GET_IT,
  };
  describeWithTool(opentofu, name, fn);
}
