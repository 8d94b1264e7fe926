import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { App, TerraformStack, Testing } from "cdktf";
import { describeWithTerraform } from "../support/terraform";
import { DeviceProfile, VirtualNetwork } from "cdktf-zero-trust";
import { rehearse } from "cdktf-zero-trust/lib/rehearsal";

jest.setTimeout(120_000);

const ACCOUNT = { accountId: "0123456789abcdef0123456789abcdef", teamName: "example" };

/** An app with a profile for these virtual networks and search suffixes. Without them, for the provider 5.14. */
function profileWith(networks: string[], searchSuffixes?: string[]): App {
  const app = Testing.app();
  const stack = new TerraformStack(app, "app");
  new CloudflareProvider(stack, "cloudflare");
  const all = ["lab", "office"].map((name) => new VirtualNetwork(stack, name, { account: ACCOUNT }));
  const virtualNetworks = all.filter(({ node }) => networks.includes(node.id));
  new DeviceProfile(stack, "engineers", {
    account: ACCOUNT,
    match: { deviceMatch: 'os.name == "linux"' },
    reach: { account: ACCOUNT, cidrs: ["10.10.0.0/16"], zones: [] },
    ...(networks.length > 0 && { virtualNetworks }),
    ...(searchSuffixes && { searchSuffixes }),
  });
  return app;
}

describeWithTerraform("rehearse", () => {
  test("applies virtual networks and search suffixes of a profile, and a change of both", async () => {
    const apps = [
      profileWith([]),
      profileWith(["lab", "office"], ["dev.example.internal"]),
      profileWith(["office"], ["shop.svc.dev.example.internal", "dev.example.internal"]),
      profileWith(["office"], []),
    ];
    const report = await rehearse(apps);
    expect(report.exposed).toEqual([]);
    expect(report.notConverged).toEqual([]);
    expect(report.scenarios).toBe(report.plannedScenarios);
  });
});
