import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { check, CheckCommandOptions } from "../../../lib/cli/check";
import { inScratch } from "../../../scripts/scratch";
import { withTerraform } from "../../support/terraform";
import { refusalOf } from "../messages";

const PLAN = path.join(__dirname, "../../check/plan/fixtures/no-changes.json");

/** Errors of the options of `check`, and of what it reads. */
export default {
  CheckInputInvalid: () => refused({ format: ["pdf"] }),
  DigestMismatch: () => refused({ planJson: PLAN, expectDigest: "9f2c41d7" }),
  GraphUnreadable: () => refused({ planJson: PLAN, graph: PLAN }),
  PlanCommandFailed: () =>
    inScratch((folder) => {
      const binary = path.join(folder, "terraform");
      writeFileSync(binary, '#!/bin/sh\necho "Error: Saved plan is stale" >&2\nexit 1\n');
      chmodSync(binary, 0o755);
      const messages = withTerraform(binary, () => refused({ plan: path.join(folder, "tfplan"), chdir: folder }));
      return messages.map((message) => message.replaceAll(`${folder}/`, "").replaceAll(folder, "infra"));
    }),
};

function refused(options: CheckCommandOptions): string[] {
  return refusalOf(() => void check(undefined, options, { stdout: () => undefined, toolVersion: "0.0.0" })) ?? [];
}
