import { after, Change, CONFIG, gaps, planOf, POLICY, RECORD } from "./fixture";
import { readPlan } from "../../../lib/check/plan/read-plan";
import type { Values } from "../../../lib/core/terraform/values";

const existing = (address: string, values: Values = {}): Change => {
  const object = { id: `${address}-id`, ...values };
  return { address, actions: ["no-op"], before: object, after: object };
};
const isUnderstood = (type: string, values: Values = {}) => gaps(planOf([existing(`${type}.x`, values)])).length === 0;

describe("an object of a type that is not supported", () => {
  test.each([
    "cloudflare_load_balancer",
    "cloudflare_load_balancer_pool",
    "cloudflare_spectrum_application",
    "cloudflare_custom_hostname",
    "cloudflare_workers_route",
    "cloudflare_worker_route",
    "cloudflare_workers_custom_domain",
    "cloudflare_snippet",
    "cloudflare_snippets",
    "cloudflare_split_tunnel",
    "cloudflare_zero_trust_access_infrastructure_target",
    "cloudflare_something_new",
    "cloudflare_zero_trust_something_new",
  ])("%s is reported", (type) => {
    expect(gaps(planOf([existing(`${type}.x`)]))).toEqual([`${type}.x: the whole object`]);
  });

  test.each([
    "cloudflare_zone",
    "cloudflare_zone_setting",
    "cloudflare_zone_settings_override",
    "cloudflare_r2_bucket",
    "cloudflare_d1_database",
    "cloudflare_queue",
    "cloudflare_logpush_job",
    "cloudflare_api_token",
    "cloudflare_account_member",
    "cloudflare_load_balancer_monitor",
    "cloudflare_zero_trust_access_tag",
    "cloudflare_zero_trust_dlp_custom_profile",
    "cloudflare_workers_script",
    "aws_instance",
    "google_cloud_run_v2_service",
  ])("%s is not reported", (type) => {
    expect(isUnderstood(type)).toBe(true);
  });

  test.each([
    ["http_request_firewall_custom", true],
    ["http_request_dynamic_redirect", true],
    ["http_response_headers_transform", true],
    ["http_request_cache_settings", true],
    ["http_request_origin", false],
    ["http_request_transform", false],
    [undefined, false],
  ])("a ruleset of the phase %s is understood: %s", (phase, expected) => {
    expect(isUnderstood("cloudflare_ruleset", { phase })).toBe(expected);
  });

  test("a page rule is reported if it changes the origin", () => {
    expect(isUnderstood("cloudflare_page_rule", { actions: { forwarding_url: { url: "https://x" } } })).toBe(true);
    expect(isUnderstood("cloudflare_page_rule", { actions: [{ resolve_override: "x.example.com" }] })).toBe(false);
  });

  test("data sources are not reported", () => {
    expect(gaps(planOf([existing("data.cloudflare_load_balancers.x")]))).toEqual([]);
  });

  test("a selector that is not supported is reported", () => {
    const policy = existing(`${POLICY}.p`, { include: [{ everyone: {} }, { new_selector: { id: "1" } }] });
    expect(gaps(planOf([policy]))).toEqual([`${POLICY}.p: include[1].new_selector`]);
  });
});

describe("the name of a DNS record", () => {
  const record = (name: string, values: Values = {}, key = "r") =>
    existing(`${RECORD}.${key}`, { name, type: "CNAME", content: "x", zone_id: "z", ...values });
  const nameIn = (...changes: Change[]) => after(planOf(changes), `${RECORD}.r`).name;

  test.each([
    ["app", "app.example.com"],
    ["@", "example.com"],
    ["*", "*.example.com"],
    ["a.b", "a.b.example.com"],
    ["app.example.com", "app.example.com"],
    ["example.com", "example.com"],
  ])("%s is %s if the plan contains the zone", (name, expected) => {
    const zone = existing("data.cloudflare_zone.z", { zone_id: "z", name: "example.com" });
    expect(nameIn(record(name), zone)).toBe(expected);
    const zones = existing("data.cloudflare_zones.z", { result: [{ id: "z", name: "example.com" }] });
    expect(nameIn(record(name), zones)).toBe(expected);
  });

  test("is completed by the zone that the same plan creates", () => {
    const zone: Change = { address: "cloudflare_zone.z", after: { name: "example.com" }, unknown: { id: true } };
    const created: Change = {
      address: `${RECORD}.r`,
      after: { name: "app", type: "A", content: "192.0.2.1" },
      unknown: { id: true, zone_id: true },
    };
    const plan = planOf([zone, created], { [`${RECORD}.r`]: { zone_id: ["cloudflare_zone.z.id"] } });
    expect(after(plan, `${RECORD}.r`).name).toBe("app.example.com");
  });

  test("is completed by the absolute names of other records", () => {
    const stored = existing("cloudflare_record.o", { name: "www", hostname: "www.example.com", zone_id: "z" });
    expect(nameIn(record("app"), stored)).toBe("app.example.com");
    const others = [record("a.example.com", {}, "a"), record("b.example.com", {}, "b")];
    expect(nameIn(record("app"), ...others)).toBe("app.example.com");
  });

  test("is not understood if it is relative to a zone that is not known", () => {
    expect(gaps(planOf([record("app")]))).toEqual([`${RECORD}.r: name`]);
  });
});

describe("configurations of the field", () => {
  test("a rule of version 4 under the name of version 5 is read", () => {
    const rule = { hostname: "x.example.com", service: "http://x" };
    const config = existing(`${CONFIG}.c`, { tunnel_id: "t", config: [{ ingress_rule: [rule] }] });
    expect(after(planOf([config]), config.address)).toMatchObject({ config: { ingress: [rule] } });
  });

  test("objects of modules and for_each are read", () => {
    const addresses = [`module.m.${POLICY}.p`, `${POLICY}.p["a"]`, `module.m["x.y"].module.n[0].${POLICY}.p[1]`];
    const { changes } = readPlan(planOf(addresses.map((each) => existing(each))), "app");
    expect(changes.map(({ address, block }) => [address, block])).toEqual([
      [addresses[0], addresses[0]],
      [addresses[1], `${POLICY}.p`],
      [addresses[2], `module.m.module.n.${POLICY}.p`],
    ]);
  });

  test("a block with count = 0 has no object", () => {
    expect(readPlan(planOf([], { [`${POLICY}.p`]: { count: ["var.enabled"] } }), "app").changes).toEqual([]);
  });

  test("a route whose network is known only after the apply is reported", () => {
    const address = "cloudflare_zero_trust_tunnel_cloudflared_route.r";
    const vpc: Change = { address: "aws_vpc.v", after: {}, unknown: { cidr_block: true } };
    const route: Change = { address, after: { tunnel_id: "t" }, unknown: { id: true, network: true } };
    expect(gaps(planOf([vpc, route], { [address]: { network: ["aws_vpc.v.cidr_block"] } }))).toEqual([
      `${address}: network`,
    ]);
  });

  test("rules whose number is known only after the apply are reported", () => {
    const config: Change = { address: `${CONFIG}.c`, after: { tunnel_id: "t" }, unknown: { id: true, config: true } };
    expect(gaps(planOf([config], { [config.address]: { config: ["local.rules"] } }))).toEqual([`${CONFIG}.c: config`]);
  });
});
