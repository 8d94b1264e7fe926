import { inventory } from "../../../lib/inventory";
import { APPLICATION, application, CONFIG, config, inventoryOf, RECORD, record, rule, TUNNEL } from "../fixture";

const HOST = "a.example.com";

describe("tunnels", () => {
  test("have their own hosts, sorted by name", () => {
    const { tunnels, hosts } = inventoryOf({
      [TUNNEL]: { z: { name: "b" }, y: { name: "a" } },
      [CONFIG]: {
        z: config([rule("x.example.com")], "z"),
        y: config([rule("y.example.com"), rule("a.example.com")], "y"),
      },
    });
    expect(tunnels.map(({ name, address }) => [name, address])).toEqual([
      ["a", `${TUNNEL}.y`],
      ["b", `${TUNNEL}.z`],
    ]);
    expect(hosts.map(({ hostname, tunnel }) => [hostname, tunnel.name])).toEqual([
      ["a.example.com", "a"],
      ["x.example.com", "b"],
      ["y.example.com", "a"],
    ]);
  });

  test("a wildcard does not serve a name for which another tunnel has a rule", () => {
    const { hosts } = inventoryOf({
      [TUNNEL]: { z: { name: "b" }, y: { name: "a" } },
      [CONFIG]: { z: config([rule("*.example.com")], "z"), y: config([rule(HOST)], "y") },
      [APPLICATION]: { a: application(HOST, "staff") },
    });
    expect(hosts.map(({ hostname, tunnel }) => [hostname, tunnel.name])).toEqual([
      ["*.example.com", "b"],
      [HOST, "a"],
    ]);
  });

  test("lists a tunnel that is managed elsewhere by its id", () => {
    const { tunnels, hosts } = inventory({
      name: "dev",
      terraform: { resource: { [CONFIG]: { c: { tunnel_id: "0a1b", config: { ingress: [rule(HOST)] } } } } },
    });
    expect(tunnels).toEqual([
      {
        id: "0a1b",
        name: "0a1b",
        configurations: [`${CONFIG}.c`],
        connectors: [],
        notes: ["managed elsewhere", "no connector found"],
      },
    ]);
    expect(hosts[0].tunnel).toEqual({ name: "0a1b" });
  });

  test("notes a token or a secret that is stored in Terraform state", () => {
    const data = { cloudflare_zero_trust_tunnel_cloudflared_token: { t: { tunnel_id: `\${${TUNNEL}.edge.id}` } } };
    expect(inventoryOf({}, { data }).tunnels[0].notes).toContain("token stored in Terraform state");
    expect(inventoryOf({}).tunnels[0].notes).not.toContain("token stored in Terraform state");
    const other = { cloudflare_zero_trust_tunnel_cloudflared_token: { t: { tunnel_id: "0a1b" } } };
    expect(inventoryOf({}, { data: other }).tunnels[0].notes).not.toContain("token stored in Terraform state");
    const secret = inventoryOf({ [TUNNEL]: { edge: { tunnel_secret: "${var.secret}" } } });
    expect(secret.tunnels[0].notes).toContain("tunnel secret stored in Terraform state");
  });

  test("lists the workloads that connect each tunnel", () => {
    const deployment = (name: string, tunnel: string, image: string) => ({
      metadata: { namespace: "cloudflared", name },
      spec: { template: { spec: { container: [{ image }] } } },
      depends_on: [`${TUNNEL}.${tunnel}`],
    });
    const { tunnels } = inventoryOf({
      [TUNNEL]: { edge: { name: "edge" }, "edge-2": { name: "other" } },
      kubernetes_deployment_v1: {
        c: deployment("edge", "edge", "cloudflare/cloudflared:2025.9.1"),
        c2: deployment("edge-2", "edge-2", "example.com/mirror/cloudflared@sha256:0a1b"),
        app: deployment("app", "edge", "example/app:1"),
      },
    });
    expect(tunnels.map(({ connectors }) => connectors)).toEqual([
      [{ address: "kubernetes_deployment_v1.c", name: "cloudflared/edge", image: "cloudflare/cloudflared:2025.9.1" }],
      [
        {
          address: "kubernetes_deployment_v1.c2",
          name: "cloudflared/edge-2",
          image: "example.com/mirror/cloudflared@sha256:0a1b",
        },
      ],
    ]);
  });

  test("reports two configurations of one tunnel", () => {
    const { findings } = inventoryOf({ [CONFIG]: { a: config([]), b: config([]) } });
    expect(findings.map(({ code }) => code)).toEqual(["ConfigurationConflict"]);
  });

  test("evaluates the rules of a configuration that another one may overwrite", () => {
    const empty = config([]);
    const catchAll = { service: "http_status:404" };
    const { findings } = inventoryOf({
      [CONFIG]: { a: { ...empty, config: { ingress: [catchAll] } }, b: config([rule(HOST), catchAll]) },
      [RECORD]: { r: record(HOST) },
    });
    expect(findings.map(({ code }) => code)).toEqual(expect.arrayContaining(["ConfigurationConflict", "HostExposed"]));
  });

  test("reports ingress rules that only Terraform can evaluate", () => {
    const tunnel_id = `\${${TUNNEL}.edge.id}`;
    for (const opaque of ["${local.config}", { ingress: "${local.rules}" }]) {
      const { findings } = inventoryOf({ [CONFIG]: { a: { tunnel_id, config: opaque } } });
      expect(findings.map(({ code }) => code)).toEqual(["ValueUnknown"]);
    }
  });

  test("reports that access for the whole configuration is not enforced", () => {
    const whole = config([rule(HOST)]);
    const origin_request = { access: { required: true, team_name: "example", aud_tag: ["0a1b"] } };
    const { findings, hosts } = inventoryOf({
      [CONFIG]: { edge: { ...whole, config: { ...whole.config, origin_request } } },
      [RECORD]: { r: record(HOST) },
    });
    expect(hosts[0].protection.state).toBe("exposed");
    expect(findings.map(({ code }) => code)).toEqual(["HostExposed", "AccessNotEnforced"]);
  });
});
