import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Cloud } from "../../../lib/rehearsal/cloud/cloud";
import { Attachment, attachRealProvider } from "../../../lib/rehearsal/real-provider/attachment";

const SIMULATED = {
  TF_REATTACH_PROVIDERS: JSON.stringify({ "cloudflare/cloudflare": { Pid: 1 }, "hashicorp/kubernetes": { Pid: 2 } }),
  TF_CLI_CONFIG_FILE: "simulated",
  CLOUDFLARE_API_KEY: "of the user",
  CLOUDFLARE_API_TOKEN: "of the user",
  PATH: "/bin",
};

describe("attachRealProvider", () => {
  const directory = mkdtempSync(path.join(tmpdir(), "provider-"));
  const binary = path.join(directory, "binary");
  const attachments: Attachment[] = [];
  const attached = async (...configurations: object[]) => {
    const backend = { cloud: new Cloud(), journal: [], hooks: {}, severalEndpoints: new Set<string>() };
    const attachment = await attachRealProvider(
      binary,
      configurations as Record<string, unknown>[],
      backend,
      mkdtempSync(path.join(directory, "run-")),
    );
    attachments.push(attachment);
    return attachment;
  };

  beforeAll(() => writeFileSync(binary, "", { mode: 0o755 }));
  afterEach(() => attachments.splice(0).forEach((each) => each.close()));
  afterAll(() => rmSync(directory, { recursive: true }));

  test("replaces only Cloudflare's simulated provider", async () => {
    const env = (await attached()).environment(SIMULATED);
    expect(JSON.parse(env.TF_REATTACH_PROVIDERS!)).toEqual({ "hashicorp/kubernetes": { Pid: 2 } });
    expect(env.PATH).toBe("/bin");
    const configuration = readFileSync(env.TF_CLI_CONFIG_FILE!, "utf8");
    const [, source, folder] = /"(.*)" = "(.*)"/.exec(configuration)!;
    expect(source).toBe("cloudflare/cloudflare");
    expect(readFileSync(path.join(folder, "terraform-provider-cloudflare"), "utf8")).toBe("");
  });

  test("sends the provider to the stand-in, without the credentials of the user", async () => {
    const { environment, api } = await attached();
    const env = environment(SIMULATED);
    expect(JSON.stringify(env)).not.toContain("of the user");
    expect(env.CLOUDFLARE_API_TOKEN).toMatch(/^[\w-]{40}$/);
    expect(env.CLOUDFLARE_BASE_URL).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/client\/v4\/$/);
    const headers = { authorization: `Bearer ${env.CLOUDFLARE_API_TOKEN}` };
    expect((await fetch(`${env.CLOUDFLARE_BASE_URL}unknown`, { headers })).status).toBe(404);
    expect([...api.notUnderstood]).toEqual(["GET unknown"]);
  });

  test("gives variables of the provider's token a token", async () => {
    const configuration = {
      terraform: { required_providers: { cloudflare: { source: "cloudflare/cloudflare" } } },
      provider: { cloudflare: [{ api_token: "${var.token}" }, { alias: "b" }] },
    };
    const env = (await attached(configuration)).environment(SIMULATED);
    expect(env.TF_VAR_token).toBe(env.CLOUDFLARE_API_TOKEN);
  });

  test("stops the stand-in, and writes only to the directory of the rehearsal", async () => {
    const attachment = await attached();
    const { CLOUDFLARE_BASE_URL: url, TF_CLI_CONFIG_FILE: file } = attachment.environment(SIMULATED);
    expect(file).toContain(directory);
    attachment.close();
    await expect(fetch(url!)).rejects.toThrow("fetch failed");
  });

  test("fails when the provider sets another base URL", async () => {
    const configuration = { provider: { cloudflare: [{ base_url: "https://api.cloudflare.com/client/v4" }] } };
    await expect(attached(configuration)).rejects.toMatchObject({ code: "RehearsalImpossible" });
  });

  test("fails when Terraform would use a provider of another source", async () => {
    await expect(attached({ resource: { cloudflare_dns_record: { r: {} } } })).rejects.toMatchObject({
      code: "RehearsalImpossible",
      message: expect.stringContaining('"hashicorp/cloudflare"'),
    });
  });

  test("fails when the file is not executable", async () => {
    const backend = { cloud: new Cloud(), journal: [], hooks: {}, severalEndpoints: new Set<string>() };
    await expect(attachRealProvider(directory + "/missing", [], backend, directory)).rejects.toMatchObject({
      code: "RehearsalImpossible",
    });
  });
});
