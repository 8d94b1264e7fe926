import { writeFileSync } from "node:fs";
import { Testing } from "cdktf";
import { inventory } from "../../lib/inventory";
import { PublishStack } from "../../stacks/publish-stack";
import { withoutSettings } from "../support/settings";
import { graph, synthesize } from "cdktf-zero-trust/lib/testing";

withoutSettings();

function stack(context: { [name: string]: unknown } = {}): PublishStack {
  return new PublishStack(Testing.app({ context }), "publish");
}

describe("PublishStack", () => {
  test("publishes ArgoCD with two layers of protection and the example settings", () => {
    const { hosts, findings } = inventory({ name: "publish", terraform: synthesize(stack()) });
    expect(hosts.map(({ hostname, protection }) => [hostname, protection.state])).toEqual([
      ["argocd.example.com", "two layers"],
    ]);
    expect(findings).toEqual([]);
  });

  test("matches the snapshot of its edges", () => {
    expect(graph(stack()).edges).toMatchSnapshot();
  });
});

describe("setting", () => {
  test("reads cdktf.json if the cdktf command does not pass its context", () => {
    writeFileSync("cdktf.json", JSON.stringify({ context: { cloudflareZoneName: "shop.example" } }));
    const { hosts } = inventory({ name: "publish", terraform: synthesize(stack()) });
    expect(hosts[0].hostname).toBe("argocd.shop.example");
  });

  test("fails when a value in cdktf.json is malformed", () => {
    writeFileSync("cdktf.json", JSON.stringify({ context: { cloudflareZoneId: "abc" } }));
    expect(() => stack()).toThrow(
      'Key "cloudflareZoneId" in the context of cdktf.json: "abc" is not valid. Use 32 lower-case',
    );
  });

  test("reads the context that the cdktf command passes", () => {
    const context = { cloudflareZoneName: "shop.example", cloudflareTeamName: "shop" };
    const { hosts } = inventory({ name: "publish", terraform: synthesize(stack(context)) });
    expect(hosts[0].hostname).toBe("argocd.shop.example");
  });

  test("prefers the environment to the context", () => {
    process.env.CLOUDFLARE_ZONE_NAME = "env.example";
    const { hosts } = inventory({
      name: "publish",
      terraform: synthesize(stack({ cloudflareZoneName: "shop.example" })),
    });
    expect(hosts[0].hostname).toBe("argocd.env.example");
  });

  test.each([
    ["CLOUDFLARE_ACCOUNT_ID", "abc", "32 lower-case hexadecimal digits"],
    ["CLOUDFLARE_TEAM_NAME", "shop.cloudflareaccess.com", "the label before .cloudflareaccess.com"],
    ["CLOUDFLARE_ZONE_ID", "FEDCBA9876543210FEDCBA9876543210", "32 lower-case hexadecimal digits"],
    ["CLOUDFLARE_ZONE_NAME", "https://example.com", 'a DNS name such as "example.com"'],
  ])("fails when the environment variable %s is %j", (variable, value, accepted) => {
    process.env[variable] = value;
    expect(() => stack()).toThrow(`Environment variable ${variable}: "${value}" is not valid. Use ${accepted}.`);
  });

  test("fails when a value in the context is not a string", () => {
    expect(() => stack({ cloudflareAccountId: 42 })).toThrow(
      'Key "cloudflareAccountId" in the context of cdktf.json: 42 is not valid',
    );
  });

  test.each([
    ["cloudflareZone", "cloudflareZoneId"],
    ["cloudflareZonename", "cloudflareZoneName"],
    ["cloudflareAcountId", "cloudflareAccountId"],
    ["cloudflareTeam", "cloudflareTeamName"],
  ])("fails when the context contains the unknown key %s, and suggests %s", (key, suggested) => {
    const message = `Key "${key}" in the context of cdktf.json is unknown. Did you mean "${suggested}"?`;
    expect(() => stack({ [key]: "example.org" })).toThrow(message);
    writeFileSync("cdktf.json", JSON.stringify({ context: { [key]: "example.org" } }));
    expect(() => stack()).toThrow(message);
  });

  test("accepts keys of the context that do not begin with cloudflare", () => {
    expect(() => stack({ team: "example" })).not.toThrow();
  });

  test("reads a cdktf.json without a context", () => {
    writeFileSync("cdktf.json", JSON.stringify({ language: "typescript" }));
    expect(() => stack()).not.toThrow();
  });
});
