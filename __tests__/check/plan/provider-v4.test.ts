import {
  after,
  APPLICATION,
  APPLICATION_V4,
  Change,
  CONFIG,
  gaps,
  planOf,
  POLICY,
  POLICY_V4,
  RECORD,
  TUNNEL,
} from "./fixture";
import { readPlan } from "../../../lib/check/plan/read-plan";
import type { Values } from "../../../lib/core/terraform/values";
import { inventoryOf } from "../../../lib/inventory/inventory";

const existing = (address: string, values: Values): Change => {
  const object = { id: `${address}-id`, ...values };
  return { address, actions: ["no-op"], before: object, after: object };
};
const typeOf = (address: string) => readPlan(planOf([existing(address, {})]), "app").changes[0].after!.type;
const valuesOf = (address: string, values: Values) => after(planOf([existing(address, values)]), address);

describe("the types of version 4 of the provider", () => {
  test.each([
    ["cloudflare_record", RECORD],
    ["cloudflare_tunnel", TUNNEL],
    ["cloudflare_argo_tunnel", TUNNEL],
    ["cloudflare_tunnel_config", CONFIG],
    ["cloudflare_tunnel_route", `${TUNNEL}_route`],
    ["cloudflare_zero_trust_tunnel_route", `${TUNNEL}_route`],
    ["cloudflare_tunnel_virtual_network", `${TUNNEL}_virtual_network`],
    [APPLICATION_V4, APPLICATION],
    [POLICY_V4, POLICY],
    ["cloudflare_access_group", "cloudflare_zero_trust_access_group"],
    ["cloudflare_teams_rule", "cloudflare_zero_trust_gateway_policy"],
    ["cloudflare_teams_list", "cloudflare_zero_trust_list"],
  ])("%s is read as %s", (written, current) => {
    expect(typeOf(`${written}.x`)).toBe(current);
  });

  test("reads the device profile of other users and the default profile", () => {
    const type = "cloudflare_device_settings_policy";
    const plan = planOf([existing(`${type}.a`, { default: true }), existing(`${type}.b`, { default: false })]);
    expect(readPlan(plan, "app").changes.map((each) => each.after!.type)).toEqual([
      "cloudflare_zero_trust_device_default_profile",
      "cloudflare_zero_trust_device_custom_profile",
    ]);
  });

  test("a record has its value as content", () => {
    const values = { name: "a.example.com", type: "CNAME", value: "t.cfargotunnel.com" };
    expect(valuesOf("cloudflare_record.r", values)).toMatchObject({ content: "t.cfargotunnel.com" });
  });

  test.each([CONFIG, "cloudflare_tunnel_config"])("a block of %s has its rules as ingress", (type) => {
    const rule = { hostname: "x.example.com", service: "http://x" };
    expect(valuesOf(`${type}.c`, { tunnel_id: "t", config: [{ ingress_rule: [rule] }] })).toMatchObject({
      config: { ingress: [rule] },
    });
  });

  test("a list has items with and without a description", () => {
    const values = { items: ["a"], items_with_description: [{ value: "b", description: "c" }] };
    expect(valuesOf("cloudflare_teams_list.l", values).items).toEqual([
      { value: "b", description: "c" },
      { value: "a" },
    ]);
  });

  test("a Gateway policy has the precedence of the configuration", () => {
    expect(valuesOf("cloudflare_teams_rule.r", { precedence: 400_412 }).precedence).toBe(400);
    expect(valuesOf("cloudflare_teams_rule.r", { precedence: 400 }).precedence).toBe(400);
  });

  test.each([POLICY, POLICY_V4, "cloudflare_access_group"])("the rules of %s have one selector each", (type) => {
    const include = [
      {
        email: ["a@example.com", "b@example.com"],
        email_domain: [],
        everyone: true,
        certificate: false,
        auth_method: "mfa",
        common_name: "",
        common_names: ["c"],
        group: ["g"],
        geo: ["US"],
        service_token: ["s"],
        device_posture: ["d"],
        azure: [{ id: ["1", "2"], identity_provider_id: "i" }],
        github: [{ name: "o", teams: [], identity_provider_id: "i" }],
        okta: [{ name: ["n"], identity_provider_id: "i" }],
        saml: [{ attribute_name: "k", attribute_value: "v", identity_provider_id: "i" }],
      },
    ];
    expect(valuesOf(`${type}.p`, { include }).include).toEqual([
      { email: { email: "a@example.com" } },
      { email: { email: "b@example.com" } },
      { everyone: {} },
      { auth_method: { auth_method: "mfa" } },
      { common_name: { common_name: "c" } },
      { group: { id: "g" } },
      { geo: { country_code: "US" } },
      { service_token: { token_id: "s" } },
      { device_posture: { integration_uid: "d" } },
      { azure_ad: { id: "1", identity_provider_id: "i" } },
      { azure_ad: { id: "2", identity_provider_id: "i" } },
      { github_organization: { name: "o", identity_provider_id: "i" } },
      { okta: { name: "n", identity_provider_id: "i" } },
      { saml: { attribute_name: "k", attribute_value: "v", identity_provider_id: "i" } },
    ]);
  });

  test("the policies of an application keep their order", () => {
    expect(valuesOf(`${APPLICATION_V4}.a`, { policies: ["p", "q"] }).policies).toEqual([
      { id: "p", precedence: 1 },
      { id: "q", precedence: 2 },
    ]);
  });

  test("unknown values are resolved", () => {
    const group: Change = { address: "cloudflare_access_group.g", after: {}, unknown: { id: true } };
    const policy: Change = {
      address: `${POLICY_V4}.p`,
      after: { include: [{ group: [null] }] },
      unknown: { id: true, include: [{ group: [true] }] },
    };
    const plan = planOf([group, policy], { [policy.address]: { include: ["cloudflare_access_group.g.id"] } });
    expect(after(plan, policy.address).include).toEqual([{ group: { id: "cloudflare_access_group.g.id" } }]);
    expect(gaps(plan)).toEqual([]);
  });
});

describe("a policy that names its application", () => {
  const application = existing(`${APPLICATION_V4}.a`, { domain: "x.example.com", type: "self_hosted" });
  const bypass = { decision: "bypass", precedence: 1, include: [{ everyone: true }] };

  test("is a policy of the application before and after the apply that creates it", () => {
    const policy: Change = {
      address: `${POLICY_V4}.p`,
      after: { ...bypass, application_id: application.before!.id },
      unknown: { id: true },
    };
    const policies = [{ id: `${POLICY_V4}.p.id`, precedence: 1 }];
    const [change] = readPlan(planOf([application, policy]), "app").changes;
    expect(change.before!.values.policies).toEqual(policies);
    expect(change.after!.values.policies).toEqual(policies);
  });

  test("of a new application is found by reference", () => {
    const created: Change = { address: `${APPLICATION_V4}.a`, after: {}, unknown: { id: true, aud: true } };
    const policy: Change = { address: `${POLICY_V4}.p`, after: bypass, unknown: { id: true, application_id: true } };
    const plan = planOf([created, policy], { [policy.address]: { application_id: [`${APPLICATION_V4}.a.id`] } });
    expect(after(plan, created.address).policies).toEqual([{ id: `${POLICY_V4}.p.id`, precedence: 1 }]);
  });

  test("exposes the host if it bypasses Access", () => {
    const changes = [
      application,
      existing(`${POLICY_V4}.p`, { ...bypass, application_id: application.before!.id, zone_id: "z" }),
      existing("cloudflare_tunnel.t", { name: "t" }),
      existing("cloudflare_tunnel_config.c", {
        tunnel_id: "cloudflare_tunnel.t-id",
        config: [{ ingress_rule: [{ hostname: "x.example.com", service: "http://x" }] }],
      }),
    ];
    const objects = readPlan(planOf(changes), "app").changes.map((each) => each.after!);
    const [host] = inventoryOf("app", objects).hosts;
    expect([host.hostname, host.protection.state]).toEqual(["x.example.com", "exposed"]);
  });

  test("is not understood if the plan does not contain the application", () => {
    const policy = existing(`${POLICY_V4}.p`, { ...bypass, application_id: "elsewhere" });
    expect(gaps(planOf([policy]))).toEqual([`${POLICY_V4}.p: application_id`]);
  });
});
