import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { App, TerraformStack, Testing } from "cdktf";
import { describeWithTerraform } from "../support/terraform";
import { AccessPolicy, AccessRule, HostAccess, Origin, Tunnel, Zone } from "cdktf-zero-trust";
import { rehearse } from "cdktf-zero-trust/lib/rehearsal";

jest.setTimeout(120_000);

const ACCOUNT = { accountId: "0123456789abcdef0123456789abcdef", teamName: "example" };

/**
 * An app that publishes these hosts.
 *
 * @param withoutOrder removes the lifecycle that orders the removal, by an override that the constructs do not see
 */
function publishing(names: string[], withoutOrder = false): App {
  const app = Testing.app();
  const stack = new TerraformStack(app, "app");
  new CloudflareProvider(stack, "cloudflare");
  const zone = Zone.fromZoneAttributes(stack, "zone", {
    zoneId: "fedcba9876543210fedcba9876543210",
    zoneName: "example.com",
  });
  const staff = new AccessPolicy(stack, "staff", {
    account: ACCOUNT,
    include: [AccessRule.emailDomain("example.com")],
  });
  const tunnel = new Tunnel(stack, "tunnel", { account: ACCOUNT });
  for (const name of names) {
    const host = tunnel.publish(`${name}.example.com`, {
      zone,
      origin: Origin.http("10.0.0.1", 80),
      access: HostAccess.policies(staff),
    });
    if (withoutOrder) host.application!.resource.addOverride("lifecycle", undefined);
  }
  return app;
}

describeWithTerraform("rehearse", () => {
  test("reports no exposure when a host is removed", async () => {
    const report = await rehearse([publishing(["a", "b"]), publishing(["a"])]);
    expect(report.exposed).toEqual([]);
    expect(report.partiallyProtected).toEqual([]);
    expect(report.opened).toEqual([]);
    expect(report.lockouts).toEqual([]);
    expect(report.scenarios).toBe(report.plannedScenarios);
    expect(report.text).toContain("no exposure");
  });

  test("reports what a change opens for good", async () => {
    const [before, after] = [publishing(["a"]), publishing(["a"])];
    const policies = after.node.findAll().filter((each) => each instanceof AccessPolicy);
    policies.forEach(({ resource }) => resource.addOverride("include", [{ everyone: {} }]));
    const report = await rehearse([before, after]);
    expect(report.opened).toEqual(["https://a.example.com/"]);
    expect(report.exposed).toEqual([]);
    expect(report.text).toContain("EXPOSED after the apply: https://a.example.com/");
  });

  test("reports the calls that remove a layer if an application is deleted before its route", async () => {
    const report = await rehearse([publishing(["a", "b"], true), publishing(["a"], true)], {
      assumeForeignRecords: true,
      seconds: 1,
    });
    // The connector still requires a token, which no user can get.
    expect(report.exposed).toEqual([]);
    expect(report.partiallyProtected).toContainEqual(
      expect.objectContaining({
        target: "https://b.example.com/",
        origin: "http://10.0.0.1:80 through tunnel tunnel",
        to: "anyone",
        fault: "no fault",
        calls: expect.arrayContaining(["delete access_application b.example.com"]),
      }),
    );
    expect(report.text).toContain("PARTIALLY PROTECTED: https://b.example.com/");
    expect(report.mermaid).toContain("timeline");
  });
});
