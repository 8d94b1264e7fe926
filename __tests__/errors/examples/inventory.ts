import { writeFileSync } from "node:fs";
import path from "node:path";
import { readStacks } from "../../../lib/inventory";
import { traceName } from "../../../lib/trace";
import { inScratch } from "../../../scripts/scratch";
import { refusalOf } from "../messages";

/** What is read after the synthesis, so that a path stands in place of a construct. */
export default {
  SynthesizedStackNotFound: () => refusalOf(() => readStacks("cdktf.out/stacks/typo")) ?? [],
  SynthesizedStackUnreadable: () =>
    inScratch((folder) => {
      writeFileSync(path.join(folder, "cdk.tf.json"), "[]");
      const messages = refusalOf(() => readStacks(folder)) ?? [];
      return messages.map((message) => message.replaceAll(folder, "cdktf.out/stacks/app"));
    }),
  TraceQuestionInvalid: () =>
    refusalOf(() => traceName([], { fqdn: "web.dev.example.internal", virtualNetwork: "lab" })) ?? [],
};
