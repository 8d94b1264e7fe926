import { readFileSync } from "node:fs";
import path from "node:path";
import { App, Testing } from "cdktf";
import { CloudRunStack } from "../../examples/cloud-run/cloud-run-stack";
import { inventory } from "../../lib/inventory";
import { graph, synthesize } from "cdktf-zero-trust/lib/testing";

const stack = new CloudRunStack(Testing.stubVersion(new App({ stackTraces: false })), "cloud-run");
const terraform = synthesize(stack);
const summary = inventory({ name: "cloud-run", terraform });
const { edges } = graph(stack);
const CONNECTOR = "run/Connector-asia-northeast1";

describe("examples/cloud-run", () => {
  test("publishes each service with its own policy and two layers of protection", () => {
    expect(
      summary.hosts.map(({ hostname, access, protection }) => ({ hostname, access, protection: protection.state })),
    ).toMatchObject([
      { hostname: "admin.example.com", access: { policies: [{ name: "operators" }] }, protection: "two layers" },
      { hostname: "wiki.example.com", access: { policies: [{ name: "staff" }] }, protection: "two layers" },
    ]);
    expect(summary.findings).toEqual([]);
  });

  test("lists the worker pool as the connector of the tunnel in the summary", () => {
    expect(summary.tunnels).toMatchObject([
      { name: "run", connectors: [{ name: "cloudflared-run", image: "docker.io/cloudflare/cloudflared:2026.8.2" }] },
    ]);
  });

  test("allows internal ingress only", () => {
    const services = Object.values<any>(terraform.resource.google_cloud_run_v2_service);
    expect(services.map(({ name, ingress }) => [name, ingress])).toEqual([
      ["admin", "INGRESS_TRAFFIC_INTERNAL_ONLY"],
      ["wiki", "INGRESS_TRAFFIC_INTERNAL_ONLY"],
    ]);
  });

  test("creates the Access application before the route, and the route before the DNS record", () => {
    for (const host of ["Hosts/wiki.example.com", "Hosts/admin.example.com"]) {
      expect(edges).toContain(`run/Config -> ${host}/Application`);
      expect(edges).toContain(`${host}/Record => run/Config`);
    }
  });

  test("starts the connector after its network, DNS records, token permission and firewall rule", () => {
    expect(edges).toEqual(
      expect.arrayContaining([
        `${CONNECTOR}/WorkerPool -> subnetwork`,
        `${CONNECTOR}/WorkerPool => run-app`,
        `${CONNECTOR}/WorkerPool => ${CONNECTOR}/SecretAccess`,
        `${CONNECTOR}/WorkerPool => ${CONNECTOR}/MetricsFirewall`,
      ]),
    );
  });

  test("contains no secret", () => {
    expect(JSON.stringify(terraform)).not.toMatch(/secret_data|tunnel_secret|cloudflared_token"/);
  });

  test("shows the synthesized worker pool in docs/cloud-run.md", () => {
    const page = readFileSync(path.join(__dirname, "../../docs/cloud-run.md"), "utf8");
    const [, shown] = /<!-- json: the worker pool of examples\/cloud-run -->\n```json\n(.*?)\n```/s.exec(page)!;
    expect(JSON.parse(shown)).toEqual(Object.values<any>(terraform.resource.google_cloud_run_v2_worker_pool)[0]);
  });

  test("matches the snapshot of its resources", () => {
    expect(terraform).toMatchSnapshot();
  });

  test("matches the snapshot of its edges", () => {
    expect(edges).toMatchSnapshot();
  });
});
