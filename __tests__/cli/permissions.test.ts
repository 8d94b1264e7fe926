import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory, writeApp, writeTerraform } from "./fixture";
import { permissions } from "../../lib/cli/permissions";

const directory = temporaryDirectory("permissions-");
const resource = { cloudflare_dns_record: { a: { zone_id: "fedcba9876543210fedcba9876543210" } } };

describe("permissions", () => {
  test("lists the permissions of each stack", () => {
    const path = writeApp(join(directory.path, "app"), { hosts: { resource }, other: { resource: {} } });
    const { code, text } = permissions(path, {});
    expect(code).toBe(0);
    expect(text).toMatch(
      /^Stack hosts\n {2}Zone fedcba9876543210fedcba9876543210\n {4}DNS Write {2}cloudflare_dns_record/,
    );
    expect(text).toContain("Stack other: no Cloudflare API token\n");
    expect(JSON.parse(permissions(path, { format: "json" }).text)).toMatchObject({ withoutToken: ["other"] });
    expect(permissions(path, { format: "terraform" }).text).toMatch(/^data "cloudflare_account_api_token_permission/);
  });

  test("exits with 3 for a type whose permission is not known, and names it", () => {
    const path = writeTerraform(join(directory.path, "unknown"), {
      resource: { ...resource, cloudflare_ruleset: { r: {} } },
    });
    const { code, text } = permissions(path, {});
    expect(code).toBe(3);
    expect(text).toContain("cloudflare_ruleset.r: the permission group of cloudflare_ruleset is not known");
    expect(text).toContain("DNS Write");
    expect(permissions(path, { format: "terraform" }).text).toMatch(
      /^# Not understood: unknown: cloudflare_ruleset\.r/,
    );
  });

  test("exits with 3 for modules and files that are not read", () => {
    const path = writeTerraform(join(directory.path, "modules"), { resource, module: { m: { source: "./m" } } });
    writeFileSync(join(path, "more.tf"), "");
    const { code, text } = permissions(path, {});
    expect(code).toBe(3);
    expect(text.replace(/\s+/g, " ")).toContain(
      "modules: more.tf is not understood: it is not in Terraform JSON syntax",
    );
    expect(text).toContain("modules: module.m is not understood");
    const alone = permissions(writeTerraform(join(directory.path, "alone"), { module: { m: {} } }), {});
    expect(alone.text).toMatch(/^Not understood\n/);
  });

  test("does not mistake a type that publishes hosts for a gap", () => {
    const balancer = { cloudflare_load_balancer: { l: { zone_id: "fedcba9876543210fedcba9876543210" } } };
    const { code, text } = permissions(writeTerraform(join(directory.path, "balancer"), { resource: balancer }), {});
    expect(code).toBe(0);
    expect(text).toContain("Load Balancers Write");
  });
});
