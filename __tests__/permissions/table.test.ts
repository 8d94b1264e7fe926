import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { currentName } from "../../lib/check/plan/resource-names";
import { EVALUATED } from "../../lib/check/plan/supported-types";
import { permissionOf } from "../../lib/permissions";

const LIB = path.join(__dirname, "../../lib");

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".d.ts"))
    .map((entry) => readFileSync(path.join(entry.parentPath ?? entry.path, entry.name), "utf8"));
}

const nameOf = (type: string, data = false) => {
  const found = permissionOf(type, data);
  return typeof found === "object" ? `${found.scope}: ${found.name}` : found;
};

/** The resources and data sources of Cloudflare that the library creates. */
function created(): [type: string, data: boolean][] {
  const files = sources(LIB).join("\n");
  const modules = [...files.matchAll(/@cdktf\/provider-cloudflare\/lib\/([\w-]+)"/g)].map(([, module]) => module);
  return [...new Set(modules)]
    .filter((module) => module !== "provider")
    .map((module) => [
      `cloudflare_${module.replace(/^data-cloudflare-/, "").replaceAll("-", "_")}`,
      module.startsWith("data-"),
    ]);
}

describe("permissionOf", () => {
  test("knows every resource and data source that the library creates", () => {
    expect(created().length).toBeGreaterThan(15);
    expect(created().filter(([type, data]) => permissionOf(type, data) === undefined)).toEqual([]);
  });

  test("knows every type that check evaluates", () => {
    expect(EVALUATED.size).toBeGreaterThan(20);
    const unknown = [...EVALUATED].filter(
      // There is only a data source for the token.
      (type) => permissionOf(type, type === "cloudflare_zero_trust_tunnel_cloudflared_token") === undefined,
    );
    expect(unknown).toEqual([]);
  });

  test("knows every type that a reader names", () => {
    const folders = ["inventory", "trace"].map((folder) => path.join(LIB, folder));
    const named = folders
      .flatMap(sources)
      .flatMap((source) => [...source.matchAll(/"(cloudflare_[a-z0-9_]*[a-z0-9])"/g)]);
    const types = [...new Set(named.map(([, type]) => currentName(type)))];
    expect(types.length).toBeGreaterThan(5);
    expect(types.filter((type) => (permissionOf(type, false) ?? permissionOf(type, true)) === undefined)).toEqual([]);
  });

  test.each([
    ["cloudflare_dns_record", "zone: DNS Write"],
    ["cloudflare_zone", "zone: Zone Write"],
    ["cloudflare_list", "account: Account Filter Lists Edit"],
    ["cloudflare_zero_trust_access_application", "account: Access: Apps and Policies Write"],
    ["cloudflare_zero_trust_access_group", "account: Access: Organizations, Identity Providers, and Groups Write"],
    ["cloudflare_zero_trust_access_service_token", "account: Access: Service Tokens Write"],
    ["cloudflare_zero_trust_tunnel_cloudflared_config", "account: Cloudflare One Connector: cloudflared Write"],
    ["cloudflare_zero_trust_tunnel_cloudflared_route", "account: Cloudflare One Networks Write"],
    ["cloudflare_zero_trust_network_hostname_route", "account: Cloudflare One Networks Write"],
    ["cloudflare_zero_trust_gateway_policy", "account: Zero Trust Write"],
    ["cloudflare_notification_policy", "account: Notifications Write"],
  ])("returns the group of %s", (type, expected) => expect(nameOf(type)).toBe(expected));

  test.each([
    ["cloudflare_zone", "zone: Zone Read"],
    ["cloudflare_zones", "zone: Zone Read"],
    ["cloudflare_zero_trust_access_policies", "account: Access: Apps and Policies Read"],
    ["cloudflare_zero_trust_tunnel_cloudflareds", "account: Cloudflare One Connector: cloudflared Read"],
    // The token is a secret, which the API returns only to tokens that can change the tunnel.
    ["cloudflare_zero_trust_tunnel_cloudflared_token", "account: Cloudflare One Connector: cloudflared Write"],
    ["cloudflare_ip_ranges", "none"],
  ])("returns the group of the data source %s", (type, expected) => expect(nameOf(type, true)).toBe(expected));

  test.each(["cloudflare_ruleset", "cloudflare_unheard_of", "cloudflare_", "cloudflare_toString"])(
    "does not know %s",
    (type) => expect([permissionOf(type, false), permissionOf(type, true)]).toEqual([undefined, undefined]),
  );
});
