import { lockProblems, packageProblems, tagProblems } from "../../scripts/release/dry-run";
import { SIZE_BUDGET, Tarball, tarballProblems } from "../../scripts/release/tarball";

const manifest = {
  name: "example",
  version: "1.0.0",
  bin: { example: "bin/example.js" },
  exports: { ".": "./lib/index.js", "./package.json": "./package.json" },
};
const SCHEMAS = ["adopt", "check-report", "drift", "permissions", "probe", "summary", "trace", "zero-trust"];
const complete = [
  ...["CHANGELOG.md", "LICENSE", "README.md", "SECURITY.md", "package.json", "bin/example.js", "docs/safety.md"],
  ...["lib/index.js", "lib/index.d.ts", "monitoring/alert-rules.yaml", "monitoring/dashboard.json"],
  ...SCHEMAS.map((name) => `lib/cli/schema/${name}.schema.json`),
];

/** A tarball with some properties replaced, and files added or removed. */
function tarball(
  changes: { without?: string[]; more?: string[]; kilobytes?: number; manifest?: object } = {},
): Tarball {
  const { without = [], more = [], kilobytes = 10 } = changes;
  const paths = [...complete.filter((name) => !without.includes(name)), ...more];
  return { file: "dist/x.tgz", bytes: kilobytes * 1000, manifest: { ...manifest, ...changes.manifest }, paths };
}

describe("tarballProblems", () => {
  test("finds nothing in a complete package", () => {
    expect(tarballProblems(tarball())).toEqual([]);
    expect(tarballProblems(tarball({ more: ["lib/a/b.js", "lib/a/b.d.ts", "docs/adr/1.md"] }))).toEqual([]);
  });

  test.each([
    ["the license", { without: ["LICENSE"] }, "x.tgz lacks LICENSE."],
    ["the command", { without: ["bin/example.js"] }, "x.tgz lacks bin/example.js."],
    ["an entry point", { manifest: { exports: { "./lib/a": "./lib/a/index.js" } } }, "x.tgz lacks lib/a/index.js."],
    ["a declaration", { more: ["lib/a.js"] }, "x.tgz lacks lib/a.d.ts."],
    ["the documentation", { without: ["docs/safety.md"] }, "x.tgz lacks docs/safety.md."],
  ])("reports a package without %s", (_what, changes, problem) => {
    expect(tarballProblems(tarball(changes))).toEqual([problem]);
  });

  test("reports a package without compiled code", () => {
    const problems = tarballProblems(tarball({ without: ["lib/index.js", "lib/index.d.ts"] }));
    expect(problems).toEqual(["x.tgz contains no compiled code.", "x.tgz lacks lib/index.js."]);
  });

  test.each(["lib/index.ts", "__tests__/a.test.ts", ".npmrc", "cdktf.json", "docs/api/index.html", "lib/cli/x.json"])(
    "reports a package with %s",
    (name) => {
      expect(tarballProblems(tarball({ more: [name] }))).toEqual([
        `x.tgz contains ${name}, which does not belong in the package.`,
      ]);
    },
  );

  test("reports a package above the size budget", () => {
    expect(tarballProblems(tarball({ kilobytes: SIZE_BUDGET }))).toEqual([]);
    expect(tarballProblems(tarball({ kilobytes: SIZE_BUDGET + 1 }))).toEqual([
      `x.tgz has ${SIZE_BUDGET + 1} kB, and the budget is ${SIZE_BUDGET} kB.`,
    ]);
  });
});

describe("packageProblems", () => {
  const other = tarball({ manifest: { name: "other" } });

  test("finds nothing in the packages of one version", () => {
    expect(packageProblems([tarball(), other], "example", "1.0.0")).toEqual([]);
  });

  test.each([
    ["there is no tarball", [], "dist/ contains no tarball of example."],
    ["the main package is missing", [other], "dist/ contains no tarball of example."],
    ["a package has two tarballs", [tarball(), tarball()], "dist/ contains example more than once."],
    [
      "a tarball has another version",
      [tarball({ manifest: { version: "0.9.0" } })],
      "x.tgz has version 0.9.0, not 1.0.0.",
    ],
    [
      "a second tarball is incomplete",
      [tarball(), { ...other, paths: complete.slice(1) }],
      "x.tgz lacks CHANGELOG.md.",
    ],
  ])("reports a problem if %s", (_why, tarballs, problem) => {
    expect(packageProblems(tarballs, "example", "1.0.0")).toEqual([problem]);
  });
});

test.each([
  [undefined, true],
  ["main", true],
  ["v1.0.0", true],
  ["v1.0.1", false],
  ["v1.0.0-rc.1", false],
])("the ref %s agrees with version 1.0.0: %s", (ref, expected) => {
  expect(tagProblems(ref, "1.0.0")).toHaveLength(expected ? 0 : 1);
});

test("package-lock.json must have the version of package.json in both places", () => {
  const lock = (outer: string, inner: string) => ({ version: outer, packages: { "": { version: inner } } });
  expect(lockProblems(lock("1.0.0", "1.0.0"), "1.0.0")).toEqual([]);
  expect(lockProblems(lock("1.0.0", "0.9.0"), "1.0.0")).toHaveLength(1);
  expect(lockProblems(lock("0.9.0", "1.0.0"), "1.0.0")).toHaveLength(1);
});
