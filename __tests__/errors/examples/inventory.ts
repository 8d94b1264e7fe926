import { writeFileSync } from "node:fs";
import path from "node:path";
import { readPlan } from "../../../lib/check/plan/read-plan";
import { parseRules } from "../../../lib/check/rules/read-rules";
import { summary } from "../../../lib/cli/summary";
import { readStacks } from "../../../lib/inventory";
import { traceName } from "../../../lib/trace";
import { inScratch } from "../../../scripts/scratch";
import { refusalOf } from "../messages";

const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";
const PUBLISHED = {
  resource: {
    [`${TUNNEL}_config`]: {
      c: {
        tunnel_id: "0a1b",
        config: { ingress: [{ hostname: "argocd.example.com", service: "http://10.0.3.10:80" }] },
      },
    },
  },
};

/** Errors of the readers, which contain a path in place of a construct. */
export default {
  HostNotFound: () =>
    inScratch((folder) => {
      writeFileSync(path.join(folder, "cdk.tf.json"), JSON.stringify(PUBLISHED));
      return refusalOf(() => summary(folder, { host: "argo.*" })) ?? [];
    }),
  PlanErrored: () =>
    refusalOf(() => readPlan({ format_version: "1.2", errored: true, resource_changes: [] }, "cdktf.out/plan.json")) ??
    [],
  PlanUnreadable: () =>
    refusalOf(() => readPlan({ format_version: "1.0", values: { root_module: {} } }, "cdktf.out/plan.json")) ?? [],
  RulesInvalid: () =>
    refusalOf(() =>
      parseRules("version: 1\nrules:\n  - name: staff-only\n    onyl: '@example.com'\n    to: ['*']\n", {
        file: "cdktf.out/zero-trust.yaml",
        today: "2026-01-31",
      }),
    ) ?? [],
  RulesUnreadable: () =>
    refusalOf(() => parseRules("version: [1\n", { file: "cdktf.out/zero-trust.yaml", today: "2026-01-31" })) ?? [],
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
