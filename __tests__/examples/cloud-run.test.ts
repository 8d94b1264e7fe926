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

test("each service has its own policy and two layers of protection", () => {
  expect(
    summary.hosts.map(({ hostname, access, protection }) => ({ hostname, access, protection: protection.state })),
  ).toMatchObject([
    { hostname: "admin.example.com", access: { policies: [{ name: "operators" }] }, protection: "two layers" },
    { hostname: "wiki.example.com", access: { policies: [{ name: "staff" }] }, protection: "two layers" },
  ]);
  expect(summary.findings).toEqual([]);
});

test("the summary knows the worker pool as the tunnel's connector", () => {
  expect(summary.tunnels).toMatchObject([
    { name: "run", connectors: [{ name: "cloudflared-run", image: "docker.io/cloudflare/cloudflared:2026.8.2" }] },
  ]);
});

test("nobody reaches a service from the internet", () => {
  const services = Object.values<any>(terraform.resource.google_cloud_run_v2_service);
  expect(services.map(({ name, ingress }) => [name, ingress])).toEqual([
    ["admin", "INGRESS_TRAFFIC_INTERNAL_ONLY"],
    ["wiki", "INGRESS_TRAFFIC_INTERNAL_ONLY"],
  ]);
});

test("Access is there before the route, and the route before the name", () => {
  for (const host of ["Hosts/wiki.example.com", "Hosts/admin.example.com"]) {
    expect(edges).toContain(`run/Config -> ${host}/Application`);
    expect(edges).toContain(`${host}/Record => run/Config`);
  }
});

test("the connector starts after its network, its names, its token and its firewall", () => {
  expect(edges).toEqual(
    expect.arrayContaining([
      `${CONNECTOR}/WorkerPool -> subnetwork`,
      `${CONNECTOR}/WorkerPool => run-app`,
      `${CONNECTOR}/WorkerPool => ${CONNECTOR}/SecretAccess`,
      `${CONNECTOR}/WorkerPool => ${CONNECTOR}/MetricsFirewall`,
    ]),
  );
});

test("nothing secret is in it", () => {
  expect(JSON.stringify(terraform)).not.toMatch(/secret_data|tunnel_secret|cloudflared_token"/);
});

test("the page shows the worker pool as it is synthesized", () => {
  const page = readFileSync(path.join(__dirname, "../../docs/cloud-run.md"), "utf8");
  const [, shown] = /<!-- json: the worker pool of examples\/cloud-run -->\n```json\n(.*?)\n```/s.exec(page)!;
  expect(JSON.parse(shown)).toEqual(Object.values<any>(terraform.resource.google_cloud_run_v2_worker_pool)[0]);
});

test("the whole stack", () => {
  expect(terraform).toMatchSnapshot();
});

test("the order between its objects", () => {
  expect(edges).toMatchSnapshot();
});
