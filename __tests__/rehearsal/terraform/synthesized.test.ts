import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stepOf } from "../../../lib/rehearsal";
import { makeScratch, removeScratch } from "../../../scripts/scratch";

const directory = makeScratch();
afterAll(() => removeScratch(directory));

const stack = (name: string, ...dependencies: string[]) => ({
  name,
  synthesizedStackPath: "cdk.tf.json",
  dependencies,
});

describe("stepOf", () => {
  beforeAll(() => {
    const stacks = { a: stack("a", "b"), b: stack("b", "c"), c: stack("c") };
    writeFileSync(join(directory, "manifest.json"), JSON.stringify({ stacks }));
    writeFileSync(join(directory, "cdk.tf.json"), "{}");
  });
  const namesOf = (only?: string[]) => stepOf(directory, only).stacks.map(({ name }) => name);

  test("sorts the stacks after their dependencies", () => {
    expect(namesOf()).toEqual(["c", "b", "a"]);
  });

  test("returns only the specified stacks, and ignores a missing stack if another one exists", () => {
    expect(namesOf(["a", "c", "d"])).toEqual(["c", "a"]);
  });

  test("fails when none of the specified stacks exists", () => {
    expect(() => namesOf(["d"])).toThrow(
      expect.objectContaining({
        name: "RehearsalError",
        code: "RehearsalStackNotFound",
        message: expect.stringContaining("has no stack d; it has a, b, c."),
      }),
    );
  });
});
