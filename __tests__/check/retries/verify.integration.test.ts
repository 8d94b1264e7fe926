import { join } from "node:path";
import type { ApplyOrder } from "../../../lib/check/order/apply-order";
import { verifyRetries } from "../../../lib/check/retries/verify";
import { CheckCommandOptions, prepareCheck, reportCheck } from "../../../lib/cli/check";
import { checkWithRetries } from "../../../lib/cli/check-retries";
import { runCommand, temporaryDirectory, writeApp } from "../../cli/fixture";
import {
  APPLICATION,
  application,
  CONFIG,
  config,
  POLICY,
  record,
  RECORD,
  rule,
  staff,
  tokenChecked,
  TUNNEL,
} from "../../inventory/fixture";
import { describeWithTerraform } from "../../support/terraform";

jest.setTimeout(300_000);

const directory = temporaryDirectory("retries-");
const account = { account_id: "x" };

/** An app with a stack of policies and one that publishes hosts. Applications are replaced by creating first. */
function app(name: string, hosts?: string[]): string {
  const remote = "data.terraform_remote_state.cross-stack-reference-input-people.outputs.staff";
  const people = {
    resource: { [POLICY]: { staff: { ...staff, ...account } } },
    output: { staff: { value: `\${${POLICY}.staff.id}` } },
  };
  if (hosts === undefined) return writeApp(join(directory.path, name), { people });
  const applications = hosts.map((host): [string, object] => [
    host,
    {
      ...account,
      ...application(`${host}.example.com`),
      policies: [{ id: `\${${remote}}` }],
      lifecycle: { create_before_destroy: true },
    },
  ]);
  const records = hosts.map((host): [string, object] => [
    host,
    { zone_id: "z", ttl: 1, ...record(`${host}.example.com`, { depends_on: [`${CONFIG}.edge`] }) },
  ]);
  const publish = {
    data: {
      terraform_remote_state: {
        "cross-stack-reference-input-people": { backend: "local", config: { path: "terraform.people.tfstate" } },
      },
    },
    resource: {
      [TUNNEL]: { edge: { ...account, name: "edge" } },
      ...(hosts.length > 0 && { [APPLICATION]: Object.fromEntries(applications) }),
      [CONFIG]: {
        edge: { ...account, ...config(hosts.map((host) => tokenChecked(rule(`${host}.example.com`), host))) },
      },
      ...(hosts.length > 0 && { [RECORD]: Object.fromEntries(records) }),
    },
  };
  return writeApp(join(directory.path, name), { people, publish }, { dependencies: { publish: ["people"] } });
}

async function checked(path: string, options: CheckCommandOptions) {
  const written = { text: "", progress: "" };
  const code = await checkWithRetries(path, options, {
    stdout: (text) => (written.text += text),
    stderr: { isTTY: true, write: (text: string | Uint8Array) => (written.progress += String(text)) !== "" },
    toolVersion: "0.0.0",
  });
  return { code, ...written };
}

describeWithTerraform("check --verify-retries", () => {
  test("reports how many plans after a failure are as computed, and shows progress", async () => {
    const { code, text, progress } = await checked(app("less", ["docs"]), { from: app("more", ["docs", "wiki"]) });
    expect(text.replace(/\s+/g, " ")).toMatch(
      /in every order, with every stop and retry; 2 hosts; retries: 3 of 3 plans of (?:Terraform|OpenTofu) 1\.\d+\.\d+ after a single failure are as computed/,
    );
    expect(code).toBe(0);
    expect(progress).toContain("5 of 5 plans compared");
    expect(progress.endsWith("\x1b[K")).toBe(true);
  });

  test("reports a stack that is destroyed, and every plan in JSON", async () => {
    const from = app("both", ["docs"]);
    const { text } = await checked(app("gone"), { from, format: ["json"] });
    const { retries, everyOrder } = JSON.parse(text).checked;
    expect([retries.verified, retries.planned, everyOrder]).toEqual([retries.planned, expect.any(Number), true]);
    expect(retries.planned).toBeGreaterThanOrEqual(4);
  });

  test("reports a retry that is not as computed", async () => {
    const options = { from: app("before", ["docs", "wiki"]) };
    const prepared = prepareCheck(app("after", ["docs"]), options);
    const { models, ...stacks } = prepared.retries!;
    // This model ignores that a failed update forgets what it used to depend on.
    const wrong = models.map(({ name, order }) => ({
      name,
      order: {
        nodes: order.nodes,
        waitsFor: (node: number, { done }: Parameters<ApplyOrder["waitsFor"]>[1]) => order.waitsFor(node, { done }),
      },
    }));
    const verification = await verifyRetries({ ...stacks, models: wrong });
    expect(verification.retries).toMatchObject({ verified: 2, planned: 3 });
    let text = "";
    const output = { stdout: (each: string) => (text += each), toolVersion: "0.0.0" };
    expect(reportCheck(prepared, options, output, verification)).toBe(3);
    expect(text).toMatch(/^FAIL/);
    expect(text.replace(/\s+/g, " ")).toContain(
      `not-understood@publish/${CONFIG}.edge Where the order of a retry Why after a failure of ` +
        `"update ${CONFIG}.edge", "delete ${APPLICATION}.wiki" waits for "update ${CONFIG}.edge" in the computed ` +
        "order only Affects",
    );
    expect(text).toContain("2 of 3 plans");
    expect(text).toContain("but not in every order");
  });
});

test("check --verify-retries exits with 2 without Terraform", async () => {
  const { code, stderr } = await runCommand(["check", app("alone", []), "--verify-retries"], {
    TERRAFORM_BINARY_NAME: "no-such-terraform",
  });
  expect([code, stderr]).toEqual([2, expect.stringContaining("TerraformMissing")]);
});
