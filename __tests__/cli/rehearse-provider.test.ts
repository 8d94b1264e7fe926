import { rehearseProvider, RehearseProviderOptions } from "../../lib/cli/rehearse-provider";

const refusal = (options: Partial<RehearseProviderOptions>) =>
  rehearseProvider(["cdktf.out"], { seed: 0, seconds: 0, provider: "cloudflare=x", ...options }, process);

describe("rehearseProvider", () => {
  test.each(["cloudflare", "cloudflare=", "kubernetes=/usr/bin/x", "/usr/bin/x"])(
    'fails when the provider is "%s"',
    async (provider) => {
      await expect(refusal({ provider })).rejects.toMatchObject({ code: "RehearsalOptionsInvalid" });
    },
  );

  test.each([
    { lifecycle: true },
    { everyHost: true },
    { assumeForeignRecords: true },
    { pairs: 1 },
    { minCoverage: 50 },
  ])("fails for an option that would have no effect (%j)", async (option) => {
    await expect(refusal(option)).rejects.toMatchObject({ code: "RehearsalOptionsInvalid" });
  });

  test("fails when the format has no timeline of requests", async () => {
    await expect(refusal({ format: "mermaid" })).rejects.toMatchObject({ code: "RehearsalOptionsInvalid" });
  });
});
