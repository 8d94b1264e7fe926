import { Cloud } from "../../../lib/rehearsal/cloud/cloud";
import { endpointLabel, endpointOf, providersWithSeveralEndpoints } from "../../../lib/rehearsal/cloud/endpoint";
import { KNOWN_AFTER_APPLY } from "../../../lib/rehearsal/plugin-protocol/values";

const DEPLOYMENT = "kubernetes_deployment_v1";
const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";

describe("endpointOf", () => {
  test("distinguishes clusters by context and host, and ignores credentials", () => {
    const east = endpointOf(DEPLOYMENT, { config_context: "east", token: "a" });
    expect(east.label).toBe("east");
    expect(endpointOf(DEPLOYMENT, { config_context: "east", token: "b" })).toEqual(east);
    expect(endpointOf(DEPLOYMENT, { config_context: "west" }).id).not.toBe(east.id);
    expect(endpointOf(DEPLOYMENT, { host: "https://a.example.com" }).label).toBe("a.example.com");
  });

  test("has no id while an argument is unknown", () => {
    expect(endpointOf(DEPLOYMENT, { host: KNOWN_AFTER_APPLY })).toEqual({ label: "" });
  });

  test("is the same for all configurations of Cloudflare's provider, whose objects contain their account", () => {
    const [a, b] = ["a", "b"].map((api_token) => endpointOf(TUNNEL, { api_token }));
    expect(a).toEqual(b);
    expect(endpointLabel(TUNNEL, { account_id: "0123456789abcdef" }, a)).toBe("account 01234567");
    expect(endpointLabel("cloudflare_dns_record", { zone_id: "fedcba9876543210" }, a)).toBe("zone fedcba98");
  });

  test("uses every argument of another provider that does not authenticate", () => {
    const of = (configuration: object) => endpointOf("acme_thing", configuration as any).id;
    expect(of({ url: "a", api_token: "x" })).toBe(of({ url: "a", api_token: "y" }));
    expect(of({ url: "a" })).not.toBe(of({ url: "b" }));
  });
});

describe("providersWithSeveralEndpoints", () => {
  const several = (...configurations: object[]) => [...providersWithSeveralEndpoints(configurations as any)];

  test("counts the configurations of all stacks, and equal ones once", () => {
    const east = { config_context: "east" };
    expect(
      several({ provider: { kubernetes: east } }, { provider: { kubernetes: [{ ...east, alias: "x" }] } }),
    ).toEqual([]);
    expect(several({ provider: { kubernetes: east } }, { provider: { kubernetes: {} } })).toEqual(["kubernetes"]);
  });

  test("counts the accounts of Cloudflare's objects", () => {
    const tunnel = (account_id: string) => ({
      provider: { cloudflare: [{ api_token: "a" }, { api_token: "b", alias: "b" }] },
      resource: { [TUNNEL]: { t: { account_id } } },
    });
    expect(several(tunnel("a"), tunnel("a"))).toEqual([]);
    expect(several(tunnel("a"), tunnel("b"))).toEqual(["cloudflare"]);
  });
});

describe("Cloud.refusal of a Kubernetes object", () => {
  test("refuses a name that exists in its cluster", () => {
    const create = (id: string, endpoint: string) => ({
      operation: "create" as const,
      after: { type: DEPLOYMENT, id, name: "shop/web", endpoint, values: { metadata: { name: "web" } }, state: {} },
    });
    const cloud = new Cloud();
    cloud.apply(create("1", "east"));
    expect(cloud.refusal(create("2", "west"))).toBeUndefined();
    expect(cloud.refusal(create("2", "east"))).toEqual({
      code: "AlreadyExists",
      message: expect.stringMatching(/^409/),
    });
  });
});
