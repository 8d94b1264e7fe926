import { ComputeNetwork } from "@cdktf/provider-google/lib/compute-network";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { TerraformStack, Testing, Token } from "cdktf";
import { complaints, connected, FROM_SECRET, googleStack, made, NETWORK, PLACE, tunnelIn } from "./support";
import { CloudRunConnector, RunAppDns } from "../../lib/cloud-run";
import { graph } from "../../lib/testing";
import { Transport, Tunnel } from "../../lib/tunnel";
import { providerVersionOf } from "../support/cdk";
import { ACCOUNT, messages, problems, stackWithProvider } from "../support/stack";

const POOL = "google_cloud_run_v2_worker_pool";

function providerVersion(stack: TerraformStack): string {
  return stack.toTerraform().terraform.required_providers.google.version;
}

describe("CloudRunConnector: worker pool", () => {
  const { only, terraform, stack } = connected();
  const pool = only(POOL);
  const [container] = pool.template.containers;
  const environment = Object.fromEntries(container.env.map(({ name, ...rest }: any) => [name, rest.value ?? rest]));

  test("runs a pinned image of cloudflared with the remote configuration of the tunnel", () => {
    expect(pool).toMatchObject({ name: "cloudflared-run", location: PLACE.region });
    expect(container).toMatchObject({
      name: "cloudflared",
      image: "docker.io/cloudflare/cloudflared:2026.8.2",
      command: ["cloudflared"],
      args: ["tunnel", "run"],
    });
  });

  test("uses the transport http2, because QUIC is not available", () => {
    expect(environment.TUNNEL_TRANSPORT_PROTOCOL).toBe("http2");
    expect(new CloudRunConnector({ ...PLACE, token: FROM_SECRET }).transports).toEqual([Transport.HTTP2]);
  });

  test("sends only private ranges through the VPC, because it has no route to Cloudflare", () => {
    expect(pool.template.vpc_access).toEqual({
      egress: "PRIVATE_RANGES_ONLY",
      network_interfaces: [{ network: PLACE.network, subnetwork: PLACE.subnetwork }],
    });
  });

  test("uses IPv4 to the edge, because egress has no IPv6 and cloudflared prefers it since 2026.4", () => {
    expect(environment.TUNNEL_EDGE_IP_VERSION).toBe("4");
  });

  test("serves the metrics on a fixed port of all interfaces, because Cloud Run sends the probes", () => {
    expect(environment.TUNNEL_METRICS).toBe("0.0.0.0:2000");
  });

  test("stops within 8 seconds, because Cloud Run kills the process after ten", () => {
    expect(environment.TUNNEL_GRACE_PERIOD).toBe("8s");
  });

  test("disables automatic updates and fails when the image tag is latest, so that instances do not differ", () => {
    expect(environment.NO_AUTOUPDATE).toBe("true");
    expect(complaints({ image: "docker.io/cloudflare/cloudflared:latest" })).toContain("ConnectorImageRefused");
  });

  test("fails when the image is neither on Docker Hub nor in Artifact Registry", () => {
    const tag = "cloudflare/cloudflared:2026.8.2";
    for (const registry of ["docker.io/", "asia-northeast1-docker.pkg.dev/shop/hub/", "gcr.io/shop/", ""]) {
      expect(complaints({ image: `${registry}${tag}` })).toBe("");
    }
    for (const registry of ["ghcr.io/", "registry.example:5000/", "evil-pkg.dev.example/"]) {
      expect(complaints({ image: `${registry}${tag}` })).toContain("ConnectorImageRefused");
    }
  });

  test("reads the token from the environment, because a profile that others can read contains arguments", () => {
    expect(environment.TUNNEL_TOKEN).toEqual({
      value_source: { secret_key_ref: { secret: "cloudflared-token", version: "1" } },
    });
    expect(JSON.stringify(container.args)).not.toMatch(/token/i);
  });

  test("sets only variables of cloudflared, which logs all variables named *TUNNEL_*", () => {
    expect(Object.keys(environment).sort()).toEqual([
      "NO_AUTOUPDATE",
      "TUNNEL_EDGE_IP_VERSION",
      "TUNNEL_GRACE_PERIOD",
      "TUNNEL_METRICS",
      "TUNNEL_TOKEN",
      "TUNNEL_TRANSPORT_PROTOCOL",
    ]);
  });

  test("sets the instance count, and no scaling mode, which causes a permanent diff", () => {
    expect(pool.scaling).toEqual({ manual_instance_count: 2 });
    expect(connected({ instances: 5 }).only(POOL).scaling).toEqual({ manual_instance_count: 5 });
  });

  test("has no deletion protection, because Terraform could not replace a pool whose creation failed", () => {
    expect(pool.deletion_protection).toBe(false);
  });

  test("has no launch stage, which causes a permanent diff, and no depends_on of containers, which 7.0 removes", () => {
    expect(pool).not.toHaveProperty("launch_stage");
    expect(JSON.stringify(pool)).not.toContain("execution_environment"); // worker pools have only one
    expect(container).not.toHaveProperty("depends_on");
  });

  test("has no annotation in Google's namespaces, which the API refuses", () => {
    const keys = [pool, pool.template].flatMap(({ annotations = {}, labels = {} }) =>
      Object.keys({ ...annotations, ...labels }),
    );
    expect(keys).toEqual(["cdktf-zero-trust/tunnel-id"]);
  });

  test("has Cloud Run's minimum of CPU and memory, or the given values", () => {
    expect(container.resources).toEqual({ limits: { cpu: "1", memory: "512Mi" } });
    const [asked] = connected({ cpu: 2, memory: "1Gi" }).only(POOL).template.containers;
    expect(asked.resources).toEqual({ limits: { cpu: "2", memory: "1Gi" } });
  });

  test("creates no provider, output or variable, and only the required resources", () => {
    expect(terraform.provider.google).toHaveLength(1);
    expect(terraform).not.toHaveProperty("output");
    expect(terraform).not.toHaveProperty("variable");
    expect(Object.keys(terraform.resource).filter((type) => type.startsWith("google_"))).toEqual([
      POOL,
      "google_secret_manager_secret_iam_member",
      "google_service_account",
    ]);
  });

  test("requires the provider version of the bindings", () => {
    expect(providerVersion(stack)).toBe(providerVersionOf("google"));
  });

  test("accepts tags, and a Shared VPC by full paths", () => {
    const shared = {
      network: "projects/hub/global/networks/shared",
      subnetwork: "projects/hub/regions/asia-northeast1/subnetworks/run",
      tags: ["cloudflared"],
    };
    expect(connected(shared).only(POOL).template.vpc_access.network_interfaces).toEqual([shared]);
  });

  test("passes the provider and the project to every resource", () => {
    const other = googleStack();
    const provider = new GoogleProvider(other, "other", { project: "other", alias: "other" });
    const privateDns = new RunAppDns(other, "dns", { network: NETWORK, provider, project: "edge-1" });
    tunnelIn(other, { provider, project: "edge-1", denyMetricsIn: "10.8.0.0/26", privateDns, network: NETWORK });
    const google = Object.entries<any>(made(other).terraform.resource).filter(([type]) => type.startsWith("google_"));
    for (const [type, bodies] of google) {
      const project = type === "google_compute_firewall" ? "shop" : "edge-1"; // the network's own
      for (const body of Object.values<any>(bodies)) expect(body).toMatchObject({ provider: "google.other", project });
    }
    expect(google.length).toBe(6);
  });
});

describe("CloudRunConnector: service account", () => {
  const { only } = connected();

  test("belongs to the pool, and can read only that secret", () => {
    expect(only("google_service_account").account_id).toBe("cloudflared-run");
    const access = only("google_secret_manager_secret_iam_member");
    expect(access).toMatchObject({ secret_id: "cloudflared-token", role: "roles/secretmanager.secretAccessor" });
    expect(access.member).toMatch(/^serviceAccount:\$\{google_service_account\.[\w-]+\.email\}$/);
    expect(only(POOL).template.service_account).toMatch(/^\$\{google_service_account\.[\w-]+\.email\}$/);
  });
});

describe("CloudRunConnector: order", () => {
  test("creates the pool after the secret access, the private DNS and the firewall, and deletes it before the tunnel", () => {
    const stack = googleStack();
    const privateDns = new RunAppDns(stack, "dns", { network: NETWORK });
    tunnelIn(stack, { privateDns, denyMetricsIn: "10.8.0.0/26" });
    const connector = "run/Connector-asia-northeast1";
    expect(graph(stack).edges).toEqual(
      expect.arrayContaining([
        `${connector}/WorkerPool => ${connector}/SecretAccess`,
        `${connector}/WorkerPool => ${connector}/MetricsFirewall`,
        `${connector}/WorkerPool => dns`,
        `${connector}/WorkerPool => run`,
      ]),
    );
  });

  test("replaces the pool with its tunnel, and not when the tunnel is renamed", () => {
    const { replace_triggered_by: triggers } = connected().only(POOL).lifecycle;
    expect(triggers).toEqual([expect.stringMatching(/^cloudflare_zero_trust_tunnel_cloudflared\.[\w-]+\.id$/)]);
  });
});

describe("CloudRunConnector: metrics", () => {
  test("are denied by destination, because ingress rules do not match the tags of worker pools", () => {
    const rule = connected({ denyMetricsIn: "10.8.0.0/26", tags: ["edge"] }).only("google_compute_firewall");
    expect(rule).toMatchObject({
      network: NETWORK,
      direction: "INGRESS",
      destination_ranges: ["10.8.0.0/26"],
      source_ranges: ["0.0.0.0/0"],
      deny: [{ protocol: "tcp", ports: ["2000"] }],
    });
    expect(rule).not.toHaveProperty("target_tags");
    expect(rule.priority).toBeLessThan(1000); // evaluated before rules that allow
  });

  test("are denied in the host project of a Shared VPC", () => {
    const shared = {
      network: "projects/hub/global/networks/n",
      subnetwork: "projects/hub/regions/asia-northeast1/subnetworks/s",
    };
    const { only } = connected({ ...shared, project: "shop-2", denyMetricsIn: "10.8.0.0/26" });
    expect(only("google_compute_firewall").project).toBe("hub");
  });

  test("have no firewall rule by default", () => {
    expect(connected().all("google_compute_firewall")).toEqual([]);
  });

  test("fail when the CIDR is not valid", () => {
    const reported = complaints({ denyMetricsIn: "10.8.0.1/26" });
    expect(reported).toContain("CidrInvalid: denyMetricsIn");
    expect(reported).toContain('"10.8.0.1/26"');
  });
});

describe("CloudRunConnector: routes", () => {
  test("fails when a hostname is routed, because HTTP/2 carries no DNS", () => {
    const stack = googleStack();
    tunnelIn(stack).routeHostname("db.shop.internal", { unguarded: "a test" });
    expect(messages(stack).join()).toMatch(/ConnectorWithoutQuic: .*"db\.shop\.internal"/);
  });

  test("accepts a routed CIDR, for TCP", () => {
    const stack = googleStack();
    tunnelIn(stack).route("10.30.0.0/16", { unguarded: "a test" });
    expect(messages(stack).join()).not.toContain("ConnectorWithoutQuic");
  });
});

describe("CloudRunConnector: one tunnel for each network", () => {
  const second = (network: string, other: string) => {
    const stack = googleStack();
    const tunnel = tunnelIn(stack, { network, subnetwork: "run" });
    const props = { region: "us-central1", network: other, subnetwork: "run", name: "cloudflared-us" };
    tunnel.connect(new CloudRunConnector({ ...props, token: FROM_SECRET }));
    return messages(stack).join("\n");
  };

  test("fails when two connectors of a tunnel are in different networks", () => {
    expect(second("one", "other")).toMatch(
      /ConnectorMismatch: connector ".*" is in network "other", but the first connector is in "one"\. .*any connector/,
    );
  });

  test("accepts several regions of one network", () => {
    expect(second("one", "one")).toBe("");
  });

  test("recognizes references to the same network", () => {
    const stack = googleStack();
    const vpc = new ComputeNetwork(stack, "vpc", { name: "vpc", autoCreateSubnetworks: false });
    const tunnel = tunnelIn(stack, { network: vpc.id });
    const us = { region: "us-central1", network: vpc.id, subnetwork: "us", name: "cloudflared-us" };
    tunnel.connect(new CloudRunConnector({ ...us, token: FROM_SECRET }));
    expect(problems(stack)).toEqual([]);
    const other = new ComputeNetwork(stack, "other", { name: "other", autoCreateSubnetworks: false });
    tunnel.connect(new CloudRunConnector({ ...us, network: other.id, name: "cloudflared-2", token: FROM_SECRET }));
    expect(messages(stack).join()).toMatch(
      /ConnectorMismatch: connector ".*" is in network "\$\{google_compute_network\.other/,
    );
  });
});

describe("CloudRunConnector: validation", () => {
  test.each([
    [
      "the region is a zone",
      { region: "asia-northeast1-a" },
      'GoogleNameInvalid: region: "asia-northeast1-a" is not a valid region',
    ],
    [
      "the name is too short for a service account",
      { name: "edge" },
      'ConnectorNameInvalid: name: "edge" is not a valid name',
    ],
    ["the name is too long for a service account", { name: "e".repeat(31) }, "ConnectorNameInvalid"],
    ["the name has capital letters", { name: "Connector" }, "ConnectorNameInvalid"],
    ["there is a single instance", { instances: 1 }, /ConnectorReplicasInvalid: instances.* 1\b/],
    [
      "there are more instances than a tunnel supports",
      { instances: 26 },
      /ConnectorReplicasInvalid: instances.* 26\b/,
    ],
    ["cpu is below one", { cpu: 0.5 }, /ConnectorResourcesInvalid: cpu.* 0\.5\b/],
    [
      "memory is below Cloud Run's minimum",
      { memory: "256Mi" },
      'ConnectorResourcesInvalid: memory: "256Mi" is not valid',
    ],
    ["memory has an unsupported unit", { memory: "512M" }, 'ConnectorResourcesInvalid: memory: "512M" is not valid'],
    ["a tag is malformed", { tags: ["Edge"] }, 'GoogleNameInvalid: an entry of tags: "Edge" is not a valid name'],
    ["the project is malformed", { project: "Shop" }, 'GoogleNameInvalid: project: "Shop" is not a valid name'],
  ])("fails when %s", (_, props, message) => {
    expect(complaints(props)).toMatch(message);
  });

  test.each([
    { region: "northamerica-northeast2" },
    { name: "edge-1" },
    { name: `e${"0".repeat(29)}` },
    { instances: 25 },
    { cpu: 8 },
    { memory: "1Gi" },
    { memory: "512Mi" },
    { tags: [] },
    { project: "example.com:shop" },
  ])("accepts %j", (props) => {
    const subnetwork = PLACE.subnetwork.replace(PLACE.region, props.region ?? PLACE.region);
    expect(complaints({ ...props, subnetwork })).toBe("");
  });

  test("fails when region, name or instances is a token", () => {
    const region = Token.asString({ resolve: () => "us-central1" });
    expect(complaints({ region, subnetwork: "run", network: "vpc" })).toContain("TokenNotAllowed: region is a token");
    expect(complaints({ name: region })).toContain("TokenNotAllowed: name is a token");
    expect(complaints({ instances: Token.asNumber(region) })).toContain("TokenNotAllowed: instances is a token");
  });

  test("fails when two connectors of a project have the same name", () => {
    const stack = googleStack();
    for (const id of ["one", "two"]) {
      new Tunnel(stack, id, { account: ACCOUNT }).connect(
        new CloudRunConnector({ ...PLACE, token: FROM_SECRET, name: "cloudflared" }),
      );
    }
    expect(messages(stack).join()).toContain(
      'ConnectorNameTaken: name: stack/one/Connector-asia-northeast1-cloudflared is also named "cloudflared" in this project',
    );
  });

  test("fails when a connector names the project that its provider has by default", () => {
    const stack = stackWithProvider();
    new GoogleProvider(stack, "google", { project: "shop-1" });
    for (const [id, project] of [["one"], ["two", "shop-1"]]) {
      const props = { ...PLACE, token: FROM_SECRET, name: "cloudflared", ...(project !== undefined && { project }) };
      new Tunnel(stack, id, { account: ACCOUNT }).connect(new CloudRunConnector(props));
    }
    expect(messages(stack).join()).toContain("ConnectorNameTaken");
  });

  test("accepts connectors with the same name in two stacks whose projects are unknown", () => {
    const app = Testing.app();
    const stacks = ["a", "b"].map((id) => stackWithProvider(id, app));
    for (const stack of stacks) {
      new GoogleProvider(stack, "google");
      new Tunnel(stack, `tunnel-${stack.node.id}`, { account: ACCOUNT }).connect(
        new CloudRunConnector({ ...PLACE, token: FROM_SECRET, name: "cloudflared" }),
      );
    }
    expect(stacks.flatMap(problems)).toEqual([]);
  });

  test("accepts connectors with the same name in two projects", () => {
    const stack = googleStack();
    for (const [id, project] of [["one"], ["two", "shop-2"]]) {
      const props = { ...PLACE, token: FROM_SECRET, name: "cloudflared", ...(project !== undefined && { project }) };
      new Tunnel(stack, id, { account: ACCOUNT }).connect(new CloudRunConnector(props));
    }
    expect(problems(stack)).toEqual([]);
  });

  test("fails when the tunnel's id does not make a valid name", () => {
    const stack = googleStack();
    new Tunnel(stack, "tokyo-production-office", { account: ACCOUNT }).connect(
      new CloudRunConnector({ ...PLACE, token: FROM_SECRET }),
    );
    expect(messages(stack).join()).toContain(
      'ConnectorNameInvalid: name: "cloudflared-tokyo-production-office", made from the tunnel\'s id, is not a valid name',
    );
  });
});
