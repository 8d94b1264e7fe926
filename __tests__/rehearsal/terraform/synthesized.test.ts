import { mkdirSync, writeFileSync } from "node:fs";
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

  describe("of directories that were written by hand", () => {
    const root = (name: string, terraform: object) => {
      mkdirSync(join(directory, name), { recursive: true });
      writeFileSync(join(directory, name, "main.tf.json"), JSON.stringify(terraform));
      return join(directory, name);
    };
    const reading = (backend: string, config: object) => ({
      data: { terraform_remote_state: { n: { backend, config } } },
    });
    const s3 = { bucket: "states", key: "network", region: "eu-west-1" };
    const network = () => root("network", { terraform: { backend: { s3 } } });

    test.each([
      ["by the directory of its file", reading("local", { path: "../network/terraform.tfstate" })],
      ["by its backend", reading("s3", { ...s3, profile: "reader" })],
    ])("sorts a stack after the stack whose state it reads: %s", (_, terraform) => {
      const publish = root("publish", terraform);
      expect(stepOf([publish, network()]).stacks.map(({ name }) => name)).toEqual(["network", "publish"]);
    });

    test.each([
      reading("s3", { ...s3, key: "other" }),
      reading("gcs", s3),
      reading("local", { path: "../other/terraform.tfstate" }),
    ])("keeps the order of stacks that do not read each other's states (%j)", (terraform) => {
      const publish = root("publish", terraform);
      expect(stepOf([publish, network()]).stacks.map(({ name }) => name)).toEqual(["publish", "network"]);
    });

    test("fails when two directories have the same name", () => {
      expect(() => stepOf([network(), root("b/network", {})])).toThrow(
        expect.objectContaining({ code: "RehearsalImpossible", message: expect.stringContaining('"network"') }),
      );
    });
  });
});
