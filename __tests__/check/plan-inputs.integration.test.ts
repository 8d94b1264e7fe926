import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { APPLICATION as APP, CONFIG, POLICY, RECORD, TUNNEL } from "./plan/fixture";
import { flat, repeated, SHAPES } from "./plan/hand-written";
import { Configuration, plannedByTerraform, RealPlan } from "./plan/real-plan";
import { parsePlan } from "../../lib/check/plan/read-plan";
import { planOrder } from "../../lib/check/plan-order";
import { check, CheckCommandOptions } from "../../lib/cli/check";
import type { Values } from "../../lib/core/terraform/values";
import { temporaryDirectory } from "../cli/fixture";
import { describeWithTerraform } from "../support/terraform";

jest.setTimeout(120_000);

const directory = temporaryDirectory("check-plan-");
let files = 0;

/** Checks the JSON of a plan, with the graph if there is one. Returns the exit code and the findings. */
function checked(json: string, graph?: string, options: CheckCommandOptions = {}) {
  const folder = join(directory.path, String(files++));
  mkdirSync(folder);
  const planJson = join(folder, "plan.json");
  writeFileSync(planJson, json);
  const graphFile = join(folder, "graph.dot");
  if (graph !== undefined) writeFileSync(graphFile, graph);
  let stdout = "";
  const exitCode = check(
    undefined,
    { ...options, planJson, ...(graph !== undefined && { graph: graphFile }), format: ["json"] },
    { stdout: (text) => (stdout += text), toolVersion: "0.0.0" },
  );
  return { exitCode, findings: JSON.parse(stdout).findings as { id: string; why?: string }[] };
}

const EVERYONE = [{ everyone: {} }];
const [THREE, TWO] = [
  ["a", "b", "c"],
  ["a", "b"],
];
const guarded = (names: string[]) =>
  flat(names, {
    records: (name) => ({ depends_on: [`${APP}.${name}`, `${CONFIG}.t`] }),
    configuration: (all) => ({ depends_on: all.map((name) => `${APP}.${name}`) }),
  });

describeWithTerraform("check --plan-json", () => {
  let addition: RealPlan;
  beforeAll(async () => (addition = await plannedByTerraform([guarded(TWO), guarded(THREE)], { shapes: SHAPES })));

  test("passes for a sound change with its graph", () => {
    expect(checked(addition.json, addition.graph)).toEqual({ exitCode: 0, findings: [] });
  });

  test("exits with 3 without a graph if several objects of a host change", () => {
    const { exitCode, findings } = checked(addition.json);
    expect(exitCode).toBe(3);
    expect(findings.map(({ id, why }) => [id, why])).toEqual([
      ["not-understood@c.example.com", "there is no graph of the plan"],
    ]);
  });

  test("passes without a graph if one object of each host changes", async () => {
    const named = (name: string) => flat(TWO, { applications: () => ({ name }) });
    const { json } = await plannedByTerraform([named("old"), named("new")], { shapes: SHAPES });
    expect(checked(json)).toEqual({ exitCode: 0, findings: [] });
  });

  test("exits with 3 for the graph of another run", async () => {
    const { graph } = await plannedByTerraform([guarded(["a"]), guarded(TWO)], { shapes: SHAPES });
    const { exitCode, findings } = checked(addition.json, graph);
    expect(exitCode).toBe(3);
    expect(findings.map(({ why }) => why).join("\n")).toMatch(/the graph does not belong to the plan: /);
  });

  test("fails for the graph that Terraform prints without a plan", () => {
    const graph = 'digraph G {\n  rankdir = "RL";\n}\n';
    expect(() => checked(addition.json, graph)).toThrow(expect.objectContaining({ code: "GraphUnreadable" }));
  });

  test("exits with 3 for a plan with -target", async () => {
    const plan = await plannedByTerraform([guarded(TWO), guarded(THREE)], {
      shapes: SHAPES,
      arguments: [`-target=${APP}.c`],
    });
    const { exitCode, findings } = checked(plan.json, plan.graph);
    expect(exitCode).toBe(3);
    expect(findings.map(({ why }) => why)).toEqual([expect.stringMatching(/because of -target/)]);
  });
});

describeWithTerraform("check --plan", () => {
  test("runs Terraform in the directory of the plan, in a process of its own", async () => {
    const results: { code: number; stdout: string; stderr: string }[] = [];
    const use = async (chdir: string, env: NodeJS.ProcessEnv) => {
      const args = [
        "check",
        "--plan",
        join(chdir, "tfplan"),
        "--chdir",
        chdir,
        "--name",
        "app",
        "--assume-foreign-records",
      ];
      const command = ["--import", "tsx", "lib/cli/main.ts", ...args];
      results.push(
        await new Promise((resolve) => {
          execFile(process.execPath, command, { env }, (error, stdout, stderr) =>
            resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
          );
        }),
      );
    };
    await plannedByTerraform([repeated(THREE), repeated(TWO)], { shapes: SHAPES, use });
    await plannedByTerraform([repeated(TWO), repeated(THREE)], { shapes: SHAPES, use });
    expect(results.map(({ code, stderr }) => ({ code, stderr }))).toEqual([
      { code: 1, stderr: "" },
      { code: 0, stderr: "" },
    ]);
    expect(results[0].stdout).toContain("c.example.com is exposed to anyone while the apply runs");
  });
});

/** What a configuration adds to three flat hosts. */
function withMore(names: string[], more: Values, resources: Values = {}): Configuration {
  const { root } = guarded(names);
  return { root: { ...root, ...more, resource: { ...(root.resource as Values), ...resources } } };
}

const aliased = (names: string[]): Configuration => {
  const { root } = guarded(names);
  const resource = root.resource as Record<string, Record<string, Values>>;
  const moved = Object.entries(resource[APP]).map(([name, body]) => [name, { ...body, provider: "cloudflare.other" }]);
  return {
    root: {
      provider: { cloudflare: [{}, { alias: "other" }] },
      resource: { ...resource, [APP]: Object.fromEntries(moved) },
    },
  };
};

describeWithTerraform("planOrder", () => {
  test.each<[string, (names: string[]) => Configuration]>([
    ["a provider with an alias", aliased],
    [
      "a data source that is read during the apply",
      (names) =>
        withMore(
          names,
          {
            data: {
              cloudflare_zone: { z: { name: `\${terraform_data.zone.output}`, depends_on: ["terraform_data.zone"] } },
            },
          },
          { terraform_data: { zone: { input: names.join() } } },
        ),
    ],
    [
      "an object without a change that has a precondition",
      (names) =>
        withMore(
          names,
          {},
          {
            [POLICY]: {
              staff: {
                account_id: "x",
                name: "staff",
                decision: "allow",
                include: [{ email_domain: { domain: "example.com" } }],
                lifecycle: {
                  precondition: [{ condition: `\${${TUNNEL}.t.name == "t"}`, error_message: "No tunnel." }],
                },
              },
            },
          },
        ),
    ],
    [
      "references to single instances, and values in between",
      (names) => {
        const hosts = Object.fromEntries(names.map((name) => [name, `${name}.example.com`]));
        return withMore(
          names,
          { locals: { first: `\${terraform_data.each["a"].output}`, hosts } },
          {
            terraform_data: {
              each: { for_each: "${local.hosts}", input: "${each.value}", depends_on: [`${RECORD}.${names.at(-1)}`] },
              last: { input: "${local.first}", triggers_replace: `\${terraform_data.each["${names.at(-1)}"].id}` },
            },
          },
        );
      },
    ],
    [
      "modules that depend on each other",
      (names) => ({
        ...withMore(names, {
          module: {
            first: { source: "./part", text: names.join() },
            second: { source: "./part", text: "${module.first.text}", depends_on: [`${CONFIG}.t`] },
          },
        }),
        modules: {
          part: {
            variable: { text: {} },
            resource: { terraform_data: { x: { input: "${var.text}" }, y: { input: "${terraform_data.x.output}" } } },
            output: { text: { value: "${terraform_data.y.output}" } },
          },
        },
      }),
    ],
  ])("derives the order of later applies with %s", async (_, write) => {
    for (const [before, after] of [
      [TWO, THREE],
      [THREE, TWO],
    ]) {
      const { json, graph } = await plannedByTerraform([write(before), write(after)], { shapes: SHAPES });
      const { order, gaps } = planOrder(parsePlan(json, "app"), JSON.parse(json), graph);
      expect(gaps).toEqual([]);
      expect(order!.nodes.length).toBeGreaterThan(2);
    }
  });

  test("says that the order is not known if deletions across providers would wait for each other", async () => {
    const after = (name: string) => ({ depends_on: [name] });
    const write = (version: number, a: object, b: object): Configuration => {
      const policy = { account_id: `account-${version}`, name: "b", decision: "deny", include: EVERYONE, ...b };
      const data = { triggers_replace: version, ...a };
      return { root: { resource: { terraform_data: { a: data }, [POLICY]: { b: policy } } } };
    };
    const versions = [write(1, {}, after("terraform_data.a")), write(2, after(`${POLICY}.b`), {})];
    const { json, graph } = await plannedByTerraform(versions, { shapes: SHAPES });
    expect(planOrder(parsePlan(json, "app"), JSON.parse(json), graph).gaps).toEqual([
      expect.stringContaining("deletions across provider configurations would wait for each other"),
    ]);
  });
});
