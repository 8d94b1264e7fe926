import { readFileSync } from "node:fs";
import { join } from "node:path";
import { catches, catchesTwin, Mutant, Program, stepsOf } from "./fixtures/mutant";
import { MUTANTS } from "./fixtures/mutants";
import { explored, Moment, Rehearsal } from "../../lib/rehearsal";
import { describeWithTerraform } from "../support/terraform";

jest.setTimeout(120_000);

const twins = new Map<Program, Promise<Moment | undefined>>();

/** Several mutants are of one program. */
async function twinOf(program: Program): Promise<Moment | undefined> {
  if (!twins.has(program)) twins.set(program, catchesTwin(program));
  return twins.get(program);
}

const cases = (keptBy: "nothing" | "Terraform" | "Cloudflare") =>
  MUTANTS.filter((mutant) => (mutant.keptBy ?? "nothing").startsWith(keptBy)).map(
    (mutant) => [mutant.name, mutant] as const,
  );

describeWithTerraform("the contract without one of its clauses", () => {
  test.each(cases("nothing"))("is found open: %s", async (_, mutant) => {
    expect(await catches(mutant)).toMatchObject({ locks: "open" });
    expect(await twinOf(mutant.program)).toBeUndefined();
  });

  test.each(cases("Terraform"))("holds, since Terraform keeps the clause: %s", async (_, mutant) => {
    expect(await flagsInState(mutant)).toEqual([]);
    expect(await catches(mutant)).toBeUndefined();
  });

  test.each(cases("Cloudflare"))("is refused by Cloudflare, and opens nothing: %s", async (_, mutant) => {
    await expect(explored(stepsOf(mutant.program, mutant.edit), { singles: 0 })).rejects.toThrow(/409/);
    expect(await twinOf(mutant.program)).toBeUndefined();
  });
});

/** The objects in Terraform's state of which it has not recorded create_before_destroy, of the types from which it was taken. */
async function flagsInState({ program, edit }: Mutant): Promise<string[]> {
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

test("the page has a row for each", () => {
  const page = readFileSync(join(__dirname, "../../docs/safety.md"), "utf8");
  const rows = page.split("\n").filter((line) => line.startsWith("| "));
  for (const { name, clause } of MUTANTS) {
    expect(rows.filter((row) => row.startsWith(`| ${name} | ${clause} | `))).toHaveLength(1);
  }
});
