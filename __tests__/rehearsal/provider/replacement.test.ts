import { forcesReplacement } from "../../../lib/rehearsal/provider/replacement";

const changed = (type: string, before: object, after: object) =>
  forcesReplacement(type, before as any, after as any, after as any);

describe("forcesReplacement", () => {
  test.each([
    ["cloudflare_zero_trust_tunnel_cloudflared", { account_id: "a" }, { account_id: "b" }, ["account_id"]],
    [
      "cloudflare_zero_trust_access_application",
      { destinations: [1], type: "a" },
      { destinations: [2], type: "b" },
      [],
    ],
    ["cloudflare_dns_record", { name: "a", type: "A" }, { name: "b", type: "CNAME" }, ["type"]],
    ["kubernetes_network_policy_v1", { metadata: { name: "a" } }, { metadata: { name: "b" } }, ["metadata"]],
    ["kubernetes_network_policy_v1", { metadata: { labels: {} } }, { metadata: { labels: { a: "b" } } }, []],
    ["kubernetes_deployment_v1", { spec: [{ replicas: "2" }] }, { spec: [{ replicas: "3" }] }, []],
    ["kubernetes_deployment_v1", { spec: { selector: { a: "b" } } }, { spec: { selector: { a: "c" } } }, ["spec"]],
    ["kubernetes_deployment_v1", { metadata: { namespace: "a" } }, { metadata: { namespace: "b" } }, ["metadata"]],
    [
      "kubernetes_pod_disruption_budget_v1",
      { spec: { max_unavailable: "1" } },
      { spec: { max_unavailable: "2" } },
      ["spec"],
    ],
    ["kubernetes_service_v1", { spec: { cluster_ip: "10.0.0.1" } }, { spec: { cluster_ip: "10.0.0.2" } }, ["spec"]],
    [
      "kubernetes_service_v1",
      { spec: { load_balancer_source_ranges: ["a"] } },
      { spec: { load_balancer_source_ranges: ["b"] } },
      [],
    ],
    ["kubernetes_secret_v1", { type: "Opaque", data: { a: "b" } }, { type: "Opaque", data: { a: "c" } }, []],
    ["terraform_data", { input: "a" }, { input: "b" }, []],
  ])("lists the replacing arguments of %s from %j to %j: %j", (type, before, after, attributes) => {
    expect(changed(type, before, after)).toEqual(attributes);
  });

  test("ignores an argument that the configuration does not set", () => {
    const before = { spec: { cluster_ip: "10.0.0.1" } };
    const after = { spec: { cluster_ip: "" } };
    expect(forcesReplacement("kubernetes_service_v1", before, after, { spec: {} })).toEqual([]);
  });
});
