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

test("publishes ArgoCD with two layers of protection and the built-in identifiers", () => {
  const { hosts, findings } = inventory({ name: "publish", terraform: synthesize(stack()) });
  expect(hosts.map(({ hostname, protection }) => [hostname, protection.state])).toEqual([
    ["argocd.example.com", "two layers"],
  ]);
  expect(findings).toEqual([]);
});

test("takes the account from cdktf.json, which only the cdktf command hands over as context", () => {
  writeFileSync("cdktf.json", JSON.stringify({ context: { cloudflareZoneName: "shop.example" } }));
  const { hosts } = inventory({ name: "publish", terraform: synthesize(stack()) });
  expect(hosts[0].hostname).toBe("argocd.shop.example");
});

test("refuses what is malformed in cdktf.json by its name", () => {
  writeFileSync("cdktf.json", JSON.stringify({ context: { cloudflareZoneId: "abc" } }));
  expect(() => stack()).toThrow('context "cloudflareZoneId" of cdktf.json is "abc"; expected 32 lower-case');
});

test("takes the account from the context that the cdktf command hands over", () => {
  const context = { cloudflareZoneName: "shop.example", cloudflareTeamName: "shop" };
  const { hosts } = inventory({ name: "publish", terraform: synthesize(stack(context)) });
  expect(hosts[0].hostname).toBe("argocd.shop.example");
});

test("takes the environment before the context", () => {
  process.env.CLOUDFLARE_ZONE_NAME = "env.example";
  const { hosts } = inventory({
    name: "publish",
    terraform: synthesize(stack({ cloudflareZoneName: "shop.example" })),
  });
  expect(hosts[0].hostname).toBe("argocd.env.example");
});

test.each([
  ["CLOUDFLARE_ACCOUNT_ID", "abc", "32 lower-case hexadecimal digits"],
  ["CLOUDFLARE_TEAM_NAME", "shop.cloudflareaccess.com", "the one label before .cloudflareaccess.com"],
  ["CLOUDFLARE_ZONE_ID", "FEDCBA9876543210FEDCBA9876543210", "32 lower-case hexadecimal digits"],
  ["CLOUDFLARE_ZONE_NAME", "https://example.com", 'a DNS name such as "example.com"'],
])("refuses a malformed %s by its name", (variable, value, expected) => {
  process.env[variable] = value;
  expect(() => stack()).toThrow(`environment variable ${variable} is "${value}"; expected ${expected}`);
});

test("refuses a malformed context by its name", () => {
  expect(() => stack({ cloudflareAccountId: 42 })).toThrow('context "cloudflareAccountId" of cdktf.json is 42');
});

test("the order between its objects", () => {
  expect(graph(stack()).edges).toMatchSnapshot();
});
