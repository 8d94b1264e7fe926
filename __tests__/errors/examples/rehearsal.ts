import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { rehearseProvider } from "../../../lib/cli/rehearse-provider";
import { baselineOf } from "../../../lib/rehearsal/exploration/baseline";
import { requireTerraform } from "../../../lib/rehearsal/terraform/binary";
import { Rehearsal } from "../../../lib/rehearsal/terraform/rehearsal";
import { requireRehearsable } from "../../../lib/rehearsal/terraform/requirements";
import { stepOf } from "../../../lib/rehearsal/terraform/synthesized";
import { Terraform } from "../../../lib/rehearsal/terraform/terraform";
import { inScratch, makeScratch, removeScratch } from "../../../scripts/scratch";
import { refusalOf, rejectionOf } from "../messages";

/** Errors of the machine and of synthesized stacks, which contain no construct. */
export default {
  RehearsalDoesNotConverge: () => rejectionOf(() => baselineOf(neverConverging as unknown as Rehearsal, [STEP])),
  RehearsalImpossible: () =>
    inStandIn("", async () => {
      requireRehearsable({ name: "app", terraform: { module: { vpc: { source: "./vpc" } } } });
    }),
  RehearsalOptionsInvalid: () => {
    const options = { seed: 0, seconds: 0, provider: "cloudflare" };
    return rejectionOf(() => rehearseProvider(["cdktf.out"], options, process));
  },
  RehearsalStackNotFound: () =>
    inScratch((folder) => {
      const stacks = { publish: { name: "publish", synthesizedStackPath: "cdk.tf.json" } };
      writeFileSync(path.join(folder, "manifest.json"), JSON.stringify({ stacks }));
      writeFileSync(path.join(folder, "cdk.tf.json"), "{}");
      const messages = refusalOf(() => stepOf(folder, ["publsh"])) ?? [];
      return messages.map((message) => message.replaceAll(folder, "cdktf.out"));
    }),
  TerraformCrashed: () =>
    inStandIn('echo "panic: runtime error" >&2; exit 2', (binary, directory) =>
      new Terraform(binary, {}).run(directory, "apply"),
    ),
  TerraformMissing: () => rejectionOf(async () => requireTerraform("no-such-terraform")),
  TerraformTooOld: () => inStandIn("echo Terraform v1.3.9", async (binary) => requireTerraform(binary)),
};

const STEP = { name: "cdktf.out", stacks: [] };

/** The part of a rehearsal that a first apply requires. The simulated provider refuses every call. */
const neverConverging = {
  save: () => ({}),
  cloud: { objects: () => [], managedObjects: () => [] },
  journal: [],
  apply: async () => ({
    outcome: "failed",
    diagnostics: [{ severity: "error", address: "cloudflare_dns_record.app", summary: "400: a record exists already" }],
    journal: [],
  }),
};

/** Runs `act` with a replacement for terraform that consists of this script. */
async function inStandIn(script: string, act: (binary: string, directory: string) => Promise<unknown>) {
  const directory = makeScratch();
  try {
    const binary = path.join(directory, "terraform");
    writeFileSync(binary, `#!/bin/sh\n${script}\n`);
    chmodSync(binary, 0o755);
    const messages = await rejectionOf(() => act(binary, directory));
    return messages.map((message) => message.replaceAll(binary, "terraform"));
  } finally {
    removeScratch(directory);
  }
}
