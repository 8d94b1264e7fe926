import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { runCommand, temporaryDirectory, writeTerraform } from "./fixture";
import {
  APPLICATION,
  application,
  CONFIG,
  config,
  POLICY,
  rule,
  staff,
  tokenChecked,
  TUNNEL,
} from "../inventory/fixture";
import { NAME, network } from "../trace/fixture";

jest.setTimeout(120_000);

const directory = temporaryDirectory("command-");
const HOST = "argocd.example.com";

function published(name: string): string {
  const resource = {
    [TUNNEL]: { edge: { name: "edge" } },
    [POLICY]: { staff },
    [APPLICATION]: { a: application(HOST, "staff") },
    [CONFIG]: { edge: config([tokenChecked(rule(HOST), "a")]) },
  };
  return writeTerraform(join(directory.path, name), { resource });
}

const reachable = () => writeTerraform(join(directory.path, "network"), { resource: network() });

/** The packages and files that a program loads. */
function loadedBy(program: string): string[] {
  const script = `${program}; setImmediate(() => console.log(JSON.stringify(Object.keys(require.cache))));`;
  const stdout = execFileSync(process.execPath, ["--import", "tsx", "-e", script], { encoding: "utf8" });
  return JSON.parse(stdout.split("\n").find((line) => line.startsWith("["))!);
}

const packageOf = (file: string) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? "";
const isHeavy = (name: string) => /^(cdktf|constructs|@cdktf\/.*)$/.test(name);

describe("cdktf-zero-trust", () => {
  test.each([
    ["the program", []],
    ["summary", ["summary"]],
    ["trace", ["trace"]],
    ["rehearse", ["rehearse"]],
    ["probe", ["probe"]],
    ["permissions", ["permissions"]],
  ])("shows examples or exit codes in the help of %s", async (_, args: string[]) => {
    const { code, stdout, stderr } = await runCommand([...args, "--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      args.length === 0 ? /Exit codes:\n {2}0 {2}no findings\n/ : /Examples:\n {2}\$ cdktf-zero-trust /,
    );
    expect(stdout).toMatch(/^Usage: cdktf-zero-trust/);
  });

  test("exits with 2 for an unknown command or option", async () => {
    const results = await Promise.all([
      runCommand(["sumary"]),
      runCommand(["summary", "--colour"]),
      runCommand(["summary", "--format", "mermaid"]),
    ]);
    expect(results.map(({ code, stdout }) => [code, stdout])).toEqual(results.map(() => [2, ""]));
    expect(results[1].stderr).toBe("error: unknown option '--colour'\n");
    expect(results[2].stderr).toContain("Allowed choices are text, json.");
  });

  test.each(["main", "summary", "trace", "check", "drift", "adopt", "probe", "permissions"])(
    "loads no gRPC for lib/cli/%s.ts",
    (file) => {
      const run = 'process.argv = ["node", "cdktf-zero-trust", "--version"];';
      const loaded = loadedBy(`${run} require("./lib/cli/${file}.ts")`);
      expect(loaded.some((each) => each.endsWith(`lib/cli/${file}.ts`))).toBe(true);
      expect(loaded.filter((each) => /@grpc|protobufjs|msgpack/.test(each))).toEqual([]);
    },
  );
});

describe("cdktf-zero-trust summary", () => {
  test("exits with 0 without findings, and with 2 if the path does not exist", async () => {
    const [protectedHost, missing] = await Promise.all([
      runCommand(["summary", published("run")]),
      runCommand(["summary", join(directory.path, "nothing")]),
    ]);
    expect(protectedHost).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining(HOST) });
    expect(missing).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(
        /^cdktf-zero-trust: SynthesizedStackNotFound: .*\nSee .*#synthesizedstacknotfound\n$/,
      ),
    });
  });

  test("loads neither cdktf nor a provider", () => {
    const packages = loadedBy('require("./lib/cli/summary.ts")').map(packageOf);
    expect(packages).toContain("");
    expect(packages.filter(isHeavy)).toEqual([]);
  });
});

describe("cdktf-zero-trust trace", () => {
  test("exits with 0 if the name connects, 1 if a hop is broken, 3 if unknown, and 2 if the question is invalid", async () => {
    const user = ["--email", "a@example.com", "--group", "sales", "engineers"];
    const [broken, connects, incomplete, invalid, misspelled] = await Promise.all([
      runCommand(["trace", reachable(), NAME, ...user, "--virtual-network", "lab", "--answer", "10.30.0.1"]),
      runCommand(["trace", reachable(), NAME, ...user, "--answer", "10.10.3.3"]),
      runCommand(["trace", reachable(), NAME, "--email", "a@example.com", "--profile", "engineers"]),
      runCommand(["trace", reachable(), "https://x"]),
      runCommand(["trace", reachable()]),
    ]);
    expect(connects).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("10.10.3.3") });
    expect(broken).toMatchObject({ code: 1, stderr: "", stdout: expect.stringContaining("AnswerUnrouted") });
    expect(incomplete).toMatchObject({ code: 3, stderr: "", stdout: expect.stringContaining("incomplete") });
    expect(invalid).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/^cdktf-zero-trust: TraceQuestionInvalid: /),
    });
    expect(misspelled).toMatchObject({ code: 2, stdout: "" });
  });

  test("loads neither cdktf nor a provider", () => {
    const packages = loadedBy('require("./lib/cli/trace.ts")').map(packageOf);
    expect(packages).toContain("re2js");
    expect(packages.filter(isHeavy)).toEqual([]);
  });
});
