import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import type * as os from "node:os";
import { join } from "node:path";
import {
  Call,
  callName,
  Handling,
  JournalEntry,
  NOTHING,
  Rehearsal,
  RehearsedStack,
  Step,
} from "../../../lib/rehearsal";
import { makeScratch, removeScratch } from "../../../scripts/scratch";
import { describeWithTerraform } from "../../support/terraform";
import { publishing, written } from "../fixtures/app";

jest.setTimeout(60_000);

const both = publishing("a", "b");
const one = publishing("a");
const APPLICATION = "cloudflare_zero_trust_access_application";

const changes = (journal: readonly JournalEntry[]) =>
  journal
    .filter(({ operation }) => operation !== "read")
    .map((entry) => {
      const name = callName(entry).replace(/cloudflare_(zero_trust_)?/, "");
      return entry.outcome === "done" ? name : `${name}: ${entry.outcome}`;
    });

/** Handles the first call of this name in this way, and lets all others proceed. */
function once(name: string, handling: Handling) {
  let isDone = false;
  return (call: Call): Handling => {
    if (isDone || callName(call) !== name) return "proceed";
    isDone = true;
    return handling;
  };
}

const scratch = makeScratch();
afterAll(() => removeScratch(scratch));

const step = (...stacks: RehearsedStack[]): Step => ({ name: "written", stacks });

describeWithTerraform("Rehearsal", () => {
  let rehearsal: Rehearsal;
  const open = async (...steps: Step[]) => (rehearsal = await Rehearsal.open(steps));
  afterEach(() => rehearsal?.close());

  test("applies, changes and destroys objects in the documented order and converges", async () => {
    await open(both, one);
    const created = await rehearsal.apply(both);
    expect(created.outcome).toBe("converged");
    expect(await rehearsal.plan(both)).toEqual([]);
    const order = changes(created.journal);
    for (const host of ["a", "b"]) {
      const places = [
        `create access_policy staff-${host}`,
        `create access_application ${host}.example.com`,
        "create tunnel_cloudflared_config config of tunnel",
        `create dns_record ${host}.example.com`,
      ].map((call) => order.indexOf(call));
      expect(places).not.toContain(-1);
      expect(places).toEqual([...places].sort((x, y) => x - y));
    }
    expect(rehearsal.cloud.ofType(APPLICATION)[0].values.aud).toMatch(/^[0-9a-f]{64}$/);

    expect(changes((await rehearsal.apply(one)).journal)).toEqual([
      "delete dns_record b.example.com",
      "update tunnel_cloudflared_config config of tunnel",
      "delete access_application b.example.com",
      "delete access_policy staff-b",
    ]);
    expect(await rehearsal.plan(one)).toEqual([]);

    const destroyed = await rehearsal.apply(NOTHING);
    expect(destroyed.outcome).toBe("converged");
    expect(rehearsal.cloud.objects()).toEqual([]);
  });

  test("calls onChange after each change that took effect", async () => {
    await open(both, one);
    const counts: number[] = [];
    await rehearsal.apply(both, { onChange: (cloud) => counts.push(cloud.objects().length) });
    expect(counts).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test.each<[Handling, string, string[]]>([
    ["fail-before", "failed", ["delete access_application b.example.com: failed before"]],
    ["fail-after", "failed", ["delete access_application b.example.com: failed after"]],
    ["kill-before", "killed", ["delete access_application b.example.com: killed before"]],
    ["kill-after", "killed", ["delete access_application b.example.com: killed after"]],
    ["interrupt", "failed", ["delete access_application b.example.com: interrupted"]],
  ])("converges in a retry after %s of a deletion", async (handling, outcome, last) => {
    await open(both, one);
    await rehearsal.apply(both);
    const onCall = once(`delete ${APPLICATION} b.example.com`, handling);
    const failed = await rehearsal.apply(one, { onCall });
    expect(failed.outcome).toBe(outcome);
    expect(changes(failed.journal).slice(-1)).toEqual(last);
    expect(rehearsal.cloud.ofType(APPLICATION)).toHaveLength(handling.endsWith("before") ? 2 : 1);

    expect((await rehearsal.apply(one, { onCall })).outcome).toBe("converged");
    expect(rehearsal.cloud.ofType(APPLICATION)).toHaveLength(1);
    expect(await rehearsal.plan(one)).toEqual([]);
  });

  test("keeps the record of everything that an apply did before it was killed", async () => {
    await open(both);
    const onCall = once(`create ${APPLICATION} b.example.com`, "kill-before");
    expect((await rehearsal.apply(both, { onCall })).outcome).toBe("killed");
    expect(rehearsal.cloud.objects()).not.toEqual([]);
    const rest = await rehearsal.apply(both, { onCall });
    expect(rest.outcome).toBe("converged");
    expect(rest.journal.filter(({ outcome }) => outcome === "refused")).toEqual([]);
    expect(rehearsal.cloud.objects()).toHaveLength(8);
  });

  test("starts no call after an interrupt, and keeps the result of the running one", async () => {
    await open(both);
    const onCall = once(`create ${APPLICATION} b.example.com`, "interrupt");
    const interrupted = await rehearsal.apply(both, { onCall });
    expect(interrupted.diagnostics.map(({ summary }) => summary)).toContain("execution halted");
    expect(rehearsal.cloud.objects().map(({ type }) => type)).not.toContain("cloudflare_dns_record");
    const rest = await rehearsal.apply(both, { onCall });
    expect(rest.outcome).toBe("converged");
    expect(changes(rest.journal)).not.toContainEqual(expect.stringContaining("create access_application b.example"));
  });

  test("refuses a creation whose answer was lost until the object is imported", async () => {
    await open(both);
    const onCall = once(`create ${APPLICATION} b.example.com`, "fail-after");
    expect((await rehearsal.apply(both, { onCall })).outcome).toBe("failed");
    const again = await rehearsal.apply(both, { onCall });
    expect(again.outcome).toBe("failed");
    expect(again.journal.find(({ outcome }) => outcome === "refused")).toMatchObject({
      refusal: { code: "AlreadyExists", message: expect.stringContaining("11010") },
    });

    const { id, values } = rehearsal.cloud.ofType(APPLICATION).find(({ name }) => name === "b.example.com")!;
    const address = again.diagnostics.find(({ summary }) => summary.includes("11010"))!.address!;
    await rehearsal.commands.import(both.stacks[0], address, `accounts/${String(values.account_id)}/${id}`);
    expect((await rehearsal.apply(both)).outcome).toBe("converged");
    expect(await rehearsal.plan(both)).toEqual([]);
  });

  test("refuses to replace an object whose creation failed partly until it is untainted", async () => {
    await open(both);
    const onCall = once(`create ${APPLICATION} b.example.com`, "fail-partly");
    const failed = await rehearsal.apply(both, { onCall });
    expect((await rehearsal.apply(both)).outcome).toBe("failed");
    const address = failed.diagnostics.find(({ severity }) => severity === "error")!.address!;
    expect((await rehearsal.commands.untaint(both.stacks[0], address)).outcome).toBe("converged");
    expect((await rehearsal.apply(both)).outcome).toBe("converged");
  });

  test("performs all calls that do not depend on a held call", async () => {
    await open(both);
    let release!: (handling: Handling) => void;
    const held = new Promise<Handling>((resolve) => (release = resolve));
    const applied = rehearsal.apply(both, {
      onCall: (call) => (call.name === "b.example.com" && call.type === APPLICATION ? held : "proceed"),
    });
    await rehearsal.waitForHeldCalls();
    const before = changes(rehearsal.journal);
    expect([...before].sort()).toEqual([
      "create access_application a.example.com",
      "create access_policy staff-a",
      "create access_policy staff-b",
    ]);
    release("proceed");
    expect((await applied).outcome).toBe("converged");
  });

  test("restores a saved state, also in another rehearsal", async () => {
    await open(both, one);
    await rehearsal.apply(both);
    const before = rehearsal.save();
    const first = changes((await rehearsal.apply(one)).journal);
    rehearsal.restore(before);
    expect(rehearsal.cloud.objects()).toHaveLength(8);
    expect(changes((await rehearsal.apply(one)).journal)).toEqual(first);
    const other = await Rehearsal.open([both, one]);
    try {
      other.restore(before);
      expect(await other.plan(both)).toEqual([]);
      expect(changes((await other.apply(one)).journal)).toEqual(first);
    } finally {
      other.close();
    }
  });

  test("performs the calls in the same order for the same seed", async () => {
    rehearsal = await Rehearsal.open([both], { idleMs: 160 }); // for busy machines
    const empty = rehearsal.save();
    const orders = new Set<string>();
    for (const seed of [1, 2, 3]) {
      rehearsal.seed = seed;
      const ofSeed = new Set<string>();
      for (let i = 0; i < 2; i++) {
        rehearsal.restore(empty);
        ofSeed.add(changes((await rehearsal.apply(both)).journal).join("\n"));
      }
      expect(ofSeed.size).toBe(1);
      for (const order of ofSeed) orders.add(order);
    }
    expect(orders.size).toBeGreaterThan(1);
  });

  test("replaces a tunnel and its configuration when the account changes", async () => {
    const tunnel = "cloudflare_zero_trust_tunnel_cloudflared";
    const stack = (account_id: string) =>
      step(
        written({
          resource: {
            [tunnel]: { t: { account_id, name: "t" } },
            [`${tunnel}_config`]: {
              c: {
                account_id,
                tunnel_id: `\${${tunnel}.t.id}`,
                config: { ingress: [{ service: "http_status:404" }] },
              },
            },
          },
        }),
      );
    await open(stack("x"), stack("y"));
    await rehearsal.apply(stack("x"));
    const { journal } = await rehearsal.apply(stack("y"));
    expect(changes(journal)).toEqual([
      "delete tunnel_cloudflared_config config of t in account x",
      "delete tunnel_cloudflared t in account x",
      "create tunnel_cloudflared t in account y",
      "create tunnel_cloudflared_config config of t in account y",
    ]);
    expect(await rehearsal.plan(stack("y"))).toEqual([]);
  });

  test("supports blocks, generated blocks, data sources, write-only arguments, variables and outputs", async () => {
    const all = step(
      written({
        terraform: {
          required_version: ">= 1.5",
          required_providers: { kubernetes: { source: "hashicorp/kubernetes", version: "2.38.0" } },
        },
        variable: { region: { type: "string" }, sizes: { type: "list(number)", default: [] } },
        data: { cloudflare_zone: { z: { filter: { name: "example.com" } } } },
        resource: {
          kubernetes_secret: {
            s: { metadata: { name: "s", namespace: "n" }, data_wo: { k: "v" }, data_wo_revision: 1 },
          },
          kubernetes_service: {
            v: { metadata: [{ name: "v" }], spec: { port: [{ port: 53 }] }, depends_on: ["kubernetes_secret.s"] },
          },
          aws_lb: {
            l: {
              name: "l-${var.region}",
              count: 2,
              dynamic: { mapping: { for_each: '${["a", "b"]}', content: { subnet: "${mapping.value}" } } },
            },
          },
          cloudflare_dns_record: {
            r: {
              zone_id: "${data.cloudflare_zone.z.zone_id}",
              name: "r.example.com",
              type: "CNAME",
              ttl: 1,
              content: "${kubernetes_service.v.status[0].load_balancer[0].ingress[0].hostname}",
              comment: "${kubernetes_secret.s.metadata[0].name} ${kubernetes_secret.s.metadata[0].uid}",
            },
          },
        },
        output: { arns: { value: "${aws_lb.l[*].arn}" } },
      }),
    );
    await open(all);
    expect(await rehearsal.apply(all)).toMatchObject({ outcome: "converged", diagnostics: [] });
    expect(await rehearsal.plan(all)).toEqual([]);
    const [{ values }] = rehearsal.cloud.ofType("cloudflare_dns_record");
    expect(values).toMatchObject({
      content: expect.stringMatching(/^hostname-/),
      comment: expect.stringMatching(/^s uid-/),
    });
    expect(rehearsal.cloud.ofType("aws_lb")[0].values.mapping).toEqual([{ subnet: "a" }, { subnet: "b" }]);
    expect((await rehearsal.apply(NOTHING)).outcome).toBe("converged");
  });

  test("passes outputs to dependent stacks, and destroys dependent stacks first", async () => {
    const zone = written(
      {
        resource: { cloudflare_zone: { z: { name: "example.com" } } },
        output: { id: { value: "${cloudflare_zone.z.id}" } },
      },
      "zone",
    );
    const record = written(
      {
        data: {
          terraform_remote_state: {
            "cross-stack-reference-input-zone": { backend: "local", config: { path: "/nowhere" } },
          },
        },
        resource: {
          cloudflare_dns_record: {
            r: {
              zone_id: "${data.terraform_remote_state.cross-stack-reference-input-zone.outputs.id}",
              name: "r",
              type: "TXT",
              content: "x",
            },
          },
        },
      },
      "record",
    );
    await open(step(zone, record));
    expect((await rehearsal.apply(step(zone, record))).outcome).toBe("converged");
    expect(rehearsal.cloud.ofType("cloudflare_dns_record")[0].values.zone_id).toBe(
      rehearsal.cloud.ofType("cloudflare_zone")[0].id,
    );
    expect(changes((await rehearsal.apply(NOTHING)).journal)).toEqual([
      "delete dns_record r",
      "delete zone example.com",
    ]);
  });

  test("does not use the user's backend and settings except for variables, and does not change the files", async () => {
    const stack = written({
      terraform: { cloud: { organization: "o", workspaces: { name: "w" } } },
      variable: { name: { default: "default" } },
      resource: { x_a: { a: { name: "${var.name}" } } },
    });
    process.env.TF_VAR_name = "environment";
    process.env.TF_CLI_ARGS = "-no-such-flag";
    try {
      const before = readFileSync(join(stack.directory!, "main.tf.json"), "utf8");
      await open(step(stack));
      expect(await rehearsal.apply(step(stack))).toMatchObject({ outcome: "converged" });
      expect(rehearsal.cloud.objects()[0].values.name).toBe("environment");
      expect(readdirSync(stack.directory!)).toEqual(["main.tf.json"]);
      expect(readFileSync(join(stack.directory!, "main.tf.json"), "utf8")).toBe(before);
    } finally {
      delete process.env.TF_VAR_name;
      delete process.env.TF_CLI_ARGS;
    }
  });

  test("removes its processes and its directory, also when it is closed twice", async () => {
    // A separate directory, because other tests run rehearsals at the same time.
    const directory = join(scratch, "tmp");
    mkdirSync(directory);
    const spied = jest.spyOn(jest.requireActual<typeof os>("node:os"), "tmpdir").mockReturnValue(directory);
    await open(both).finally(() => spied.mockRestore());
    const listeners = process.listenerCount("SIGINT");
    const applied = rehearsal.apply(both, { onCall: () => new Promise<Handling>(() => {}) });
    await new Promise((resolve) => setTimeout(resolve, 600));
    const prefixes = () => readdirSync(directory).map((name) => name.replace(/[^-]+$/, ""));
    expect(prefixes()).toEqual(["zero-trust-rehearsal-"]);
    rehearsal.close();
    rehearsal.close();
    expect((await applied).outcome).toBe("killed");
    expect(prefixes()).toEqual([]);
    expect(process.listenerCount("SIGINT")).toBe(listeners - 1);
  });

  test("returns the diagnostics of Terraform", async () => {
    const wrong = step(written({ resource: { x_a: { a: { name: "${x_b.none.id}" } } } }));
    await open(wrong);
    expect(await rehearsal.apply(wrong)).toMatchObject({
      outcome: "failed",
      diagnostics: [{ severity: "error", summary: "Reference to undeclared resource" }],
    });
  });

  test("fails when a stack contains a module", async () => {
    const stack = step(written({ module: { m: { source: "./m" } } }));
    await expect(Rehearsal.open([stack])).rejects.toMatchObject({ code: "RehearsalImpossible" });
  });

  test("fails when a stack reads the state of a stack that is not rehearsed", async () => {
    const stack = step(written({ data: { terraform_remote_state: { other: { backend: "s3", config: {} } } } }));
    await open(stack);
    await expect(rehearsal.apply(stack)).rejects.toMatchObject({ code: "RehearsalImpossible" });
  });
});

describe("Rehearsal.open", () => {
  test("fails when the terraform command does not exist", async () => {
    await expect(Rehearsal.open([both], { binary: "no-such-terraform" })).rejects.toMatchObject({
      code: "TerraformMissing",
    });
  });

  test.each([
    ["1.4.7", "TerraformTooOld"],
    ["0.15.5", "TerraformTooOld"],
  ])("fails when the version of Terraform is %s", async (version, code) => {
    const binary = join(scratch, `terraform-${version}`);
    writeFileSync(binary, `#!/bin/sh\necho 'Terraform v${version}'\n`, { mode: 0o755 });
    await expect(Rehearsal.open([both], { binary })).rejects.toMatchObject({ code });
  });
});
