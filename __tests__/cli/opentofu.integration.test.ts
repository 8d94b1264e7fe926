import { join } from "node:path";
import { runCommand, temporaryDirectory, writeTerraform } from "./fixture";
import { APPLICATION } from "../check/plan/fixture";
import { flat } from "../check/plan/hand-written";
import { plannedByTerraform } from "../check/plan/real-plan";
import { describeWithOpentofu, opentofuBinary } from "../support/opentofu";

jest.setTimeout(180_000);

const directory = temporaryDirectory("opentofu-");
const PROVIDER = { terraform: { required_providers: { cloudflare: { source: "cloudflare/cloudflare" } } } };
/** Terraform's registry by name, which is not the default of OpenTofu. */
const ELSEWHERE = {
  terraform: { required_providers: { cloudflare: { source: "registry.terraform.io/cloudflare/cloudflare" } } },
};

/** The configuration waits for the applications, so that a removed one is deleted before the update. */
const publishing = (...hosts: string[]) =>
  flat(hosts, { configuration: (names) => ({ depends_on: names.map((name) => `${APPLICATION}.${name}`) }) });

describeWithOpentofu("with OpenTofu", () => {
  const tofu = () => opentofuBinary()!;

  test.each([
    ["the default registry of OpenTofu", PROVIDER],
    ["the registry of Terraform", ELSEWHERE],
  ])("rehearse finds the exposure window of a removed host, with the provider of %s", async (name, provider) => {
    const [before, after] = [["a", "b"], ["a"]].map((hosts) =>
      writeTerraform(join(directory.path, name, hosts.join("")), { ...provider, ...publishing(...hosts).root }),
    );
    const args = ["rehearse", after, "--from", before, "--seconds", "0", "--min-coverage", "0", "--terraform", tofu()];
    const { code, stdout } = await runCommand([...args, "--assume-foreign-records"]);
    expect(stdout).toContain("EXPOSED https://b.example.com/");
    expect(code).toBe(1);
  });

  describe("check", () => {
    const saved = process.env.TERRAFORM_BINARY_NAME;
    beforeAll(() => (process.env.TERRAFORM_BINARY_NAME = tofu()));
    afterAll(() => {
      if (saved === undefined) delete process.env.TERRAFORM_BINARY_NAME;
      else process.env.TERRAFORM_BINARY_NAME = saved;
    });

    test("shows a plan with the program of --terraform, and reports its version", async () => {
      const checked: Awaited<ReturnType<typeof runCommand>>[] = [];
      await plannedByTerraform([publishing("a", "b"), publishing("a")], {
        use: async (chdir, env) => {
          const plan = ["--plan", join(chdir, "tfplan"), "--chdir", chdir];
          const withoutVariable = { ...env, TERRAFORM_BINARY_NAME: "no-such-terraform" };
          checked.push(await runCommand(["check", ...plan, "--terraform", tofu()], withoutVariable));
          checked.push(await runCommand(["check", ...plan], withoutVariable));
        },
      });
      const [shown, missing] = checked;
      expect(shown.stdout).toContain("exposure-window@b.example.com");
      expect(shown.stdout).toMatch(/\bOpenTofu \d+\.\d+\.\d+/);
      expect(shown.code).toBe(1);
      expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining("TerraformMissing") });
    });
  });
});
