import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exposureOf, exposureOfUnmutated, Mutant, Program, stepsOf } from "./fixtures/mutant";
import { MUTANTS } from "./fixtures/mutants";
import { DetectedExposure, explored, Rehearsal } from "../../lib/rehearsal";
import { sample } from "../support/nightly";
import { describeWithTerraform } from "../support/terraform";

jest.setTimeout(120_000);

const unmutated = new Map<Program, Promise<DetectedExposure | undefined>>();

/** Several mutants share a program. */
async function unmutatedExposureOf(program: Program): Promise<DetectedExposure | undefined> {
  if (!unmutated.has(program)) unmutated.set(program, exposureOfUnmutated(program));
  return unmutated.get(program);
}

const cases = (preventedBy: "nothing" | "Terraform" | "Cloudflare") =>
  MUTANTS.filter((mutant) => (mutant.preventedBy ?? "nothing").startsWith(preventedBy)).map(
    (mutant) => [mutant.name, mutant] as const,
  );

describeWithTerraform("the safety contract without one clause", () => {
  test.each(sample(cases("nothing")))(
    "exposes a host or a route, which the rehearsal detects: %s",
    async (_, mutant) => {
      const exposure = await exposureOf(mutant);
      expect(exposure).toBeDefined();
      expect(exposure!.level).toBe(mutant.level ?? exposure!.level);
      expect(await unmutatedExposureOf(mutant.program)).toBeUndefined();
    },
  );

  test.each(cases("Terraform"))("exposes nothing, because Terraform keeps the clause: %s", async (_, mutant) => {
    expect(await unflaggedInState(mutant)).toEqual([]);
    expect(await exposureOf(mutant)).toBeUndefined();
  });

  test.each(cases("Cloudflare"))("exposes nothing, because Cloudflare refuses the change: %s", async (_, mutant) => {
    await expect(explored(stepsOf(mutant.program, mutant.edit), { singles: 0 })).rejects.toThrow(/409/);
    expect(await unmutatedExposureOf(mutant.program)).toBeUndefined();
  });
});

/** The resources that lost create_before_destroy, and for which the state of Terraform does not record it either. */
async function unflaggedInState({ program, edit }: Mutant): Promise<string[]> {
  const [first] = stepsOf(program, edit);
  const resources: any = first.stacks[0].terraform.resource;
  const types = Object.keys(resources).filter((type) => type.includes("_access_") && !type.endsWith("_application"));
  const unflagged = types.filter((type) => Object.values<any>(resources[type]).some(({ lifecycle }) => !lifecycle));
  expect(unflagged).not.toEqual([]);
  const rehearsal = await Rehearsal.open([first]);
  try {
    await rehearsal.apply(first);
    const [state] = rehearsal.save().states.values();
    return JSON.parse(state!).resources.flatMap(({ type, name, instances }: any) =>
      unflagged.includes(type) && !instances.every((each: any) => each.create_before_destroy)
        ? [`${type}.${name}`]
        : [],
    );
  } finally {
    rehearsal.close();
  }
}

test("docs/safety.md has one row for each mutant", () => {
  const page = readFileSync(join(__dirname, "../../docs/safety.md"), "utf8");
  const rows = page.split("\n").filter((line) => line.startsWith("| "));
  for (const { name, clause } of MUTANTS) {
    expect(rows.filter((row) => row.startsWith(`| ${name} | ${clause} | `))).toHaveLength(1);
  }
});
