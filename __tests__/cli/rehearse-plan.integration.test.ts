import { join } from "node:path";
import { runCommand } from "./fixture";
import { repeated, SHAPES } from "../check/plan/hand-written";
import { plannedByTerraform } from "../check/plan/real-plan";
import { describeWithTerraform } from "../support/terraform";

jest.setTimeout(300_000);

const PLANS = join(__dirname, "../check/plan/fixtures/real-provider");

/** Rehearses a plan of the fixtures. */
const rehearsed = (name: string, ...options: string[]) =>
  runCommand(["rehearse", "--plan-json", join(PLANS, `${name}.json`), ...options]);

describeWithTerraform("rehearse --plan", () => {
  test("finds the exposure of a removal in HCL with plain depends_on", async () => {
    const results: Awaited<ReturnType<typeof runCommand>>[] = [];
    await plannedByTerraform([repeated(["a", "b"]), repeated(["a"])], {
      shapes: SHAPES,
      use: async (chdir, env) => {
        const plan = ["--plan", join(chdir, "tfplan"), "--chdir", chdir];
        results.push(await runCommand(["rehearse", ...plan, "--assume-foreign-records", "--seconds", "0"], env));
      },
    });
    const [{ code, stdout }] = results;
    expect(code).toBe(1);
    expect(stdout).toMatch(/^the current state -> zero-trust-plan-\w+: 3 changes\n/);
    expect(stdout).toContain("EXPOSED https://b.example.com/: anyone reaches http://10.0.0.1");
    expect(stdout).toContain("delete access_application b.example.com");
  });
});

describeWithTerraform("rehearse --plan-json", () => {
  test("proves a sound change, and names recoveries by the addresses of the plan", async () => {
    const name = "for-each-host-added";
    const { code, stdout } = await rehearsed(name, "--graph", join(PLANS, `${name}.dot`));
    expect(stdout).toMatch(/\nno exposure in all \d+ fault scenarios\nno exposure in any other order, stop or retry/);
    expect(stdout).toContain('recovery: terraform import cloudflare_zero_trust_access_application.each["b"], apply');
    expect(stdout).not.toContain("each_b");
    expect(code).toBe(0);
  });

  test("is incomplete without the graph of a plan with an order, which no line denies", async () => {
    const { code, stdout } = await rehearsed("for-each-host-added", "--seconds", "0", "--min-coverage", "0");
    expect(stdout).toMatch(/\nNOT EVALUATED: the order of the apply is not known: .*--graph\n/);
    expect(stdout).toMatch(/\nincomplete: no exposure found in the 1 of \d+ fault scenarios tried, but not everything/);
    expect(stdout).not.toContain("no exposure in any other order");
    expect(code).toBe(3);
  });

  test("names what it cannot represent", async () => {
    const graph = ["--graph", join(PLANS, "import.dot")];
    const { code, stdout } = await rehearsed("import", ...graph, "--seconds", "0", "--min-coverage", "0");
    expect(stdout).toMatch(/\nNOT EVALUATED: cloudflare_dns_record\.\w+ is not understood: the apply imports it/);
    expect(code).toBe(3);
  });
});
