import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory, writeTerraform } from "./fixture";
import { directoriesInput } from "../../lib/cli/rehearse-input";
import { plannedInput } from "../../lib/cli/rehearse-plan";

const directory = temporaryDirectory("rehearse-plan-");
const PLANS = join(__dirname, "../check/plan/fixtures/real-provider");
const planned = (name: string, graph: string | undefined = name) =>
  plannedInput([], {
    planJson: join(PLANS, `${name}.json`),
    ...(graph !== undefined && { graph: join(PLANS, `${graph}.dot`) }),
  })!;

describe("the plan of rehearse", () => {
  test("becomes a change from the current state", () => {
    const { versions, gaps, orders } = planned("for-each-host-removed");
    expect(versions.map(({ name, stacks }) => [name, stacks.length])).toEqual([
      ["the current state", 1],
      ["for-each-host-removed.json", 1],
    ]);
    expect(gaps).toEqual([]);
    expect(orders).toMatchObject([{ gaps: [] }]);
    expect(orders[0].states).toBeGreaterThan(0);
  });

  test("keeps the addresses of the user in texts", () => {
    const { original } = planned("for-each-host-removed");
    const flat = "cloudflare_zero_trust_access_application.each_b";
    expect(original(`terraform import ${flat}, apply`)).toBe(
      'terraform import cloudflare_zero_trust_access_application.each["b"], apply',
    );
  });

  test.each([
    ["without a graph", () => plannedInput([], { planJson: join(PLANS, "depends-on.json") }), "--graph"],
    ["with -target", () => planned("target"), "-target"],
    ["with an import", () => planned("import"), "imports it"],
  ])("has a gap %s", (_, read, why) => {
    const { gaps, orders } = read()!;
    expect(gaps).toEqual([expect.stringContaining(why)]);
    expect(orders[0].gaps).toEqual(["not everything in the plan is evaluated"]);
  });

  test("is refused with a graph of another plan, and with a graph that is none", () => {
    expect(() => planned("depends-on", "created")).toThrow(
      expect.objectContaining({ code: "GraphUnreadable", message: expect.stringContaining("does not belong") }),
    );
    const graph = join(directory.path, "graph.dot");
    writeFileSync(graph, "");
    expect(() => plannedInput([], { planJson: join(PLANS, "created.json"), graph })).toThrow(
      expect.objectContaining({ code: "GraphUnreadable" }),
    );
  });

  test.each([
    ["directories", ["cdktf.out"], {}, "either directories or a plan"],
    ["--from", [], { from: ["main.out"] }, "--from"],
    ["--stack and --data", [], { stack: ["a"], data: "d.json" }, "--stack, --data"],
    ["--var-file", [], { varFile: ["a.tfvars"] }, "--var-file"],
    ["--lifecycle", [], { lifecycle: true }, "--lifecycle"],
    ["--plan", [], { plan: "tfplan" }, "one of --plan and --plan-json"],
    ["--chdir", [], { chdir: "infra" }, "--chdir to --plan"],
  ])("is refused together with %s", (_, paths, options, why) => {
    expect(() => plannedInput(paths, { planJson: join(PLANS, "created.json"), ...options })).toThrow(
      expect.objectContaining({ code: "RehearsalOptionsInvalid", message: expect.stringContaining(why) }),
    );
  });

  test("is refused if it cannot be read", () => {
    expect(() => plannedInput([], { planJson: join(directory.path, "absent.json") })).toThrow(
      expect.objectContaining({ code: "RehearsalOptionsInvalid", message: expect.stringContaining("cannot be read") }),
    );
  });

  test("is optional, and cdktf.out is read without it and without a directory", () => {
    expect(plannedInput([], {})).toBeUndefined();
    const current = process.cwd();
    process.chdir(directory.path);
    try {
      expect(() => directoriesInput([], {})).toThrow(
        expect.objectContaining({
          code: "SynthesizedStackNotFound",
          message: expect.stringContaining('"cdktf.out"') as string,
        }),
      );
    } finally {
      process.chdir(current);
    }
  });

  test("has a gap for a policy without a precedence", () => {
    const policy = { name: "p", action: "allow", enabled: true, filters: ["l4"] };
    const terraform = { resource: { cloudflare_zero_trust_gateway_policy: { p: policy } } };
    const { gaps } = directoriesInput([writeTerraform(join(directory.path, "unordered"), terraform)], {});
    expect(gaps).toEqual([expect.stringContaining("cloudflare_zero_trust_gateway_policy.p (precedence)")]);
  });

  test("is optional, but each directory is specified only once", () => {
    expect(plannedInput(["cdktf.out"], {})).toBeUndefined();
    expect(() => directoriesInput(["cdktf.out", "./cdktf.out"], {})).toThrow(
      expect.objectContaining({ code: "RehearsalImpossible", message: expect.stringContaining("--from") }),
    );
  });
});
