import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { jsiiProblems } from "../../scripts/jsii-check";
import { inScratch } from "../../scripts/scratch";

jest.setTimeout(120_000);

const manifest = {
  name: "fixture",
  version: "0.0.0",
  license: "Apache-2.0",
  author: { name: "Example" },
  peerDependencies: { constructs: "^10.4.2" },
  exports: {
    ".": "./lib/index.js",
    "./lib/cloud-run": "./lib/cloud-run/index.js",
    "./lib/testing": "./lib/testing/index.js",
    "./package.json": "./package.json",
  },
};

const clean = {
  "lib/index.ts": 'export * from "./core/shared";\nexport * from "./core/rule";\n',
  "lib/core/shared.ts": "/** @internal */\nexport function helper(): Map<string, string> {\n  return new Map();\n}\n",
  "lib/core/rule.ts":
    'import { Construct } from "constructs";\n\n/** A rule. */\nexport class Rule extends Construct {}\n',
  "lib/cloud-run/index.ts":
    'import { Rule } from "../core/rule";\n\n/** A pool. */\nexport class Pool extends Rule {}\n',
  "lib/testing/index.ts": "/** The dependencies of a stack. */\nexport function graph(): string[] {\n  return [];\n}\n",
};

function problemsOf(files: Record<string, string>): string {
  return inScratch((folder) => {
    for (const [name, text] of Object.entries({ "package.json": JSON.stringify(manifest), ...clean, ...files })) {
      mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    return jsiiProblems(folder).join("\n");
  });
}

test("the jsii check accepts classes, internal functions, and functions of entry points for TypeScript only", () => {
  expect(problemsOf({})).toBe("");
});

test("the jsii check refuses types that other languages cannot express, with their position in lib/", () => {
  const problems = problemsOf({
    "lib/cloud-run/index.ts": [
      "export class Failure extends Error {}",
      "export class Pool { public readonly names: readonly string[] = []; }",
      "export class Box<T> { public readonly value?: T; }",
      "export interface Hook { readonly run: (name: string) => void; }",
      "",
    ].join("\n"),
  });
  for (const line of [1, 2, 3, 4]) expect(problems).toContain(`lib/cloud-run/index.ts:${line}:`);
});

test("the jsii check refuses free functions and constants, which jsii would silently drop", () => {
  const problems = problemsOf({
    "lib/core/shared.ts": "export function helper(): string {\n  return limit;\n}\nexport const limit = 'x';\n",
  });
  expect(problems).toContain("lib/core/shared.ts:1:1 - fixture exports helper,");
  expect(problems).toContain("lib/core/shared.ts:4:14 - fixture exports limit,");
});

test("the jsii check refuses an entry point without exports", () => {
  expect(problemsOf({ "lib/cloud-run/index.ts": "" })).toContain("lib/cloud-run/index.ts: exports nothing");
});
