import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inDependencyOrder, readStacks } from "../../../lib/inventory/index";

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "inventory-"))));
afterEach(() => rmSync(directory, { recursive: true }));

function write(file: string, content: unknown): string {
  const path = join(directory, file);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

function manifestStack(name: string, annotations: object[] = [], dependencies: string[] = []) {
  return { name, synthesizedStackPath: `stacks/${name}/cdk.tf.json`, annotations, dependencies };
}

test("reads the stacks of a manifest, with their warnings", () => {
  const annotations = [
    { constructPath: "dev/a", level: "@cdktf/warn", message: "AccountLimitExceeded: many" },
    { constructPath: "dev/a", level: "@cdktf/info", message: "fine" },
  ];
  write("manifest.json", {
    stacks: { prod: manifestStack("prod", [], ["dev"]), dev: manifestStack("dev", annotations) },
  });
  write("stacks/dev/cdk.tf.json", { resource: {} });
  write("stacks/prod/cdk.tf.json", { output: {} });
  const at = (name: string) => join(directory, "stacks", name);
  expect(readStacks(directory)).toEqual([
    {
      name: "dev",
      directory: at("dev"),
      terraform: { resource: {} },
      warnings: ["[dev/a] AccountLimitExceeded: many"],
      unread: [],
      dependencies: [],
      fromManifest: true,
    },
    {
      name: "prod",
      directory: at("prod"),
      terraform: { output: {} },
      warnings: [],
      unread: [],
      dependencies: ["dev"],
      fromManifest: true,
    },
  ]);
});

test("reads the files of a directory together", () => {
  write("infra/b.tf.json", { resource: { b: { x: {} } } });
  write("infra/a.tf.json", { resource: [{ a: { x: {} } }], locals: { l: 1 } });
  write("infra/main.tf", "");
  expect(readStacks(join(directory, "infra"))).toEqual([
    {
      name: "infra",
      directory: join(directory, "infra"),
      terraform: { resource: [{ a: { x: {} } }, { b: { x: {} } }], locals: [{ l: 1 }] },
      warnings: ["main.tf is ignored, because it is not in Terraform JSON syntax."],
      unread: ["main.tf"],
      dependencies: [],
      fromManifest: false,
    },
  ]);
});

test("reads a single file", () => {
  write("infra/b.tf.json", { resource: {} });
  const file = write("infra/a.tf.json", { locals: {} });
  expect(readStacks(file)).toMatchObject([{ name: "infra", terraform: { locals: {} } }]);
});

test.each([
  ["a path that does not exist", () => join(directory, "nothing")],
  ["a directory without Terraform", () => directory],
  ["a manifest without stacks", () => join(write("manifest.json", { stacks: {} }), "..")],
  [
    "a manifest whose stack does not exist",
    () => join(write("manifest.json", { stacks: { dev: manifestStack("dev") } }), ".."),
  ],
])("fails when it reads %s", (_, path) => {
  expect(() => readStacks(path())).toThrow(expect.objectContaining({ code: "SynthesizedStackNotFound" }));
});

test.each([
  ["main.tf", "it is not in Terraform JSON syntax"],
  ["main.tofu", "it is not in Terraform JSON syntax"],
  ["main.tofu.json", "only OpenTofu reads it, in place of main.tf.json"],
])("names the remediation for a directory with %s alone", (file, why) => {
  write(file, "{}");
  expect(() => readStacks(directory)).toThrow(
    `${file} is not read, because ${why}, but \`check\`, \`rehearse\` and \`probe\` read its plan`,
  );
});

test.each(["cdk.tofu.json", "more.tofu", "more.tf", "more.tf.json"])(
  "does not read %s beside the file of a stack",
  (file) => {
    write("manifest.json", { stacks: { dev: manifestStack("dev") } });
    write("stacks/dev/cdk.tf.json", { resource: {} });
    write(`stacks/dev/${file}`, "{}");
    const [{ unread, warnings }] = readStacks(directory);
    expect(unread).toEqual([file]);
    expect(warnings).toEqual([expect.stringContaining(`${file} is ignored, because `)]);
  },
);

test("reads a file of OpenTofu that is specified by itself", () => {
  const file = write("infra/main.tofu.json", { locals: {} });
  write("infra/main.tf.json", { resource: {} });
  expect(readStacks(file)).toMatchObject([{ terraform: { locals: {} }, unread: [] }]);
});

test.each([
  ["broken JSON", () => write("a.tf.json", "{")],
  ["JSON that is not an object", () => write("a.tf.json", "[]")],
  ["a broken manifest", () => join(write("manifest.json", "{"), "..")],
  ["a manifest without a list of stacks", () => join(write("manifest.json", {}), "..")],
  ["a manifest without the path of a stack", () => join(write("manifest.json", { stacks: { dev: {} } }), "..")],
])("fails when it reads %s", (_, path) => {
  expect(() => readStacks(path())).toThrow(expect.objectContaining({ code: "SynthesizedStackUnreadable" }));
});

test("sorts stacks so that each follows its dependencies", () => {
  const stack = (name: string, ...dependencies: string[]) => ({ name, dependencies });
  const names = (...stacks: ReturnType<typeof stack>[]) => inDependencyOrder(stacks).map(({ name }) => name);
  expect(names(stack("a", "c"), stack("b"), stack("c", "b"))).toEqual(["b", "c", "a"]);
  expect(names(stack("a", "missing"), stack("b"))).toEqual(["a", "b"]);
  expect(names(stack("a", "b"), stack("b", "a"))).toEqual(["b", "a"]);
});
