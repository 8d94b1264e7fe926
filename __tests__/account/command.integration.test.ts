import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { ACCOUNT_ID, app, deploy, TOKEN } from "./fixture";
import { runCommand, temporaryDirectory, writeApp } from "../cli/fixture";
import { withClient } from "../rehearsal/cloudflare-api/client";

jest.setTimeout(180_000);

const client = withClient();
const directory = temporaryDirectory("account-command-");

const environment = () => ({
  CLOUDFLARE_API_TOKEN: TOKEN,
  CLOUDFLARE_BASE_URL: client.url,
  CLOUDFLARE_ACCOUNT_ID: ACCOUNT_ID,
});

/** The packages that a command loads. */
function packagesOf(file: string): string[] {
  const script = `require("./lib/cli/${file}.ts"); setImmediate(() => console.log(JSON.stringify(Object.keys(require.cache))));`;
  const stdout = execFileSync(process.execPath, ["--import", "tsx", "-e", script], { encoding: "utf8" });
  const files = JSON.parse(stdout.split("\n").find((line) => line.startsWith("["))!) as string[];
  return files.map((each) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(each)?.[1] ?? "");
}

describe.each(["drift", "adopt"])("cdktf-zero-trust %s", (command) => {
  test("shows examples and its environment in the help", async () => {
    const { code, stdout } = await runCommand([command, "--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`Examples:\n  $ cdktf-zero-trust ${command} cdktf.out`);
    expect(stdout).toContain("CLOUDFLARE_API_TOKEN");
  });

  test("loads neither cdktf, nor a provider, nor gRPC", () => {
    const packages = packagesOf(command);
    expect(packages).toContain("");
    expect(
      packages.filter((name) => /^(cdktf|constructs|@cdktf\/.*|@grpc\/.*|protobufjs|@msgpack\/.*)$/.test(name)),
    ).toEqual([]);
  });

  test("exits with 2 without a token, and without the app", async () => {
    const path = writeApp(join(directory.path, command), { publish: app() });
    const [withoutToken, withoutApp] = await Promise.all([
      runCommand([command, path], { ...environment(), CLOUDFLARE_API_TOKEN: "" }),
      runCommand([command, join(directory.path, "nothing")], environment()),
    ]);
    expect(withoutToken).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining("AccountTokenMissing: "),
    });
    expect(withoutApp).toMatchObject({ code: 2, stderr: expect.stringContaining("SynthesizedStackNotFound: ") });
  });
});

test("the import blocks of adopt are applied by Terraform, and the next run finds no drift", async () => {
  await deploy(client);
  const path = writeApp(join(directory.path, "adopted"), { publish: app() });
  const adopted = await runCommand(["adopt", path], environment());
  expect(adopted).toMatchObject({ code: 0, stderr: "" });
  // The simulated provider has the objects, which Terraform imports in place of creating them.
  const rehearsed = await runCommand(["rehearse", path, "--seconds", "1", "--min-coverage", "0"]);
  expect(rehearsed.stderr).not.toContain("RehearsalDoesNotConverge");
  expect(rehearsed.code).toBe(0);
  expect(rehearsed.stdout).not.toContain("EXPOSED");
  expect((await runCommand(["drift", path], environment())).code).toBe(0);
});
