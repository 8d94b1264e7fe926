import { ComputeNetwork } from "@cdktf/provider-google/lib/compute-network";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { TerraformStack, Token } from "cdktf";
import { complaints, connected, FROM_SECRET, googleStack, made, NETWORK, PLACE, tunnelIn } from "./support";
import { CloudRunConnector, RunAppDns } from "../../lib/cloud-run";
import { graph } from "../../lib/testing";
import { Transport, Tunnel } from "../../lib/tunnel";
import { ACCOUNT, messages, problems } from "../support/stack";

const POOL = "google_cloud_run_v2_worker_pool";

function providerVersion(stack: TerraformStack): string {
  return stack.toTerraform().terraform.required_providers.google.version;
}

describe("the worker pool", () => {
  const { only, terraform, stack } = connected();
  const pool = only(POOL);
  const [container] = pool.template.containers;
  const environment = Object.fromEntries(container.env.map(({ name, ...rest }: any) => [name, rest.value ?? rest]));

  test("runs cloudflared for a tunnel of remote configuration, a pinned image", () => {
    expect(pool).toMatchObject({ name: "cloudflared-run", location: PLACE.region });
    expect(container).toMatchObject({
      name: "cloudflared",
      image: "docker.io/cloudflare/cloudflared:2026.8.2",
      command: ["cloudflared"],
      args: ["tunnel", "run"],
    });
  });

  test("trap: QUIC does not get through, so the transport is http2", () => {
    expect(environment.TUNNEL_TRANSPORT_PROTOCOL).toBe("http2");
    expect(new CloudRunConnector({ ...PLACE, token: FROM_SECRET }).transports).toEqual([Transport.HTTP2]);
  });

  test("trap: all traffic through the VPC cuts the connector off, so only private ranges go there", () => {
    expect(pool.template.vpc_access).toEqual({
      egress: "PRIVATE_RANGES_ONLY",
      network_interfaces: [{ network: PLACE.network, subnetwork: PLACE.subnetwork }],
    });
  });

  test("trap: cloudflared chooses IPv6 by itself since 2026.4, and the way out has none", () => {
    expect(environment.TUNNEL_EDGE_IP_VERSION).toBe("4");
  });

  test("trap: the metrics port is another in every container build, and on localhost nobody asks it", () => {
    expect(environment.TUNNEL_METRICS).toBe("0.0.0.0:2000");
  });

  test("trap: Cloud Run kills ten seconds after it asked to stop, cloudflared would take thirty", () => {
    expect(environment.TUNNEL_GRACE_PERIOD).toBe("8s");
  });

  test("trap: an image that updates itself is another one in each instance", () => {
    expect(environment.NO_AUTOUPDATE).toBe("true");
    expect(complaints({ image: "docker.io/cloudflare/cloudflared:latest" })).toContain("ConnectorImageRefused");
  });

  test("trap: Cloud Run takes images from Docker Hub and Artifact Registry alone", () => {
    const tag = "cloudflare/cloudflared:2026.8.2";
    for (const registry of ["docker.io/", "asia-northeast1-docker.pkg.dev/shop/hub/", "gcr.io/shop/", ""]) {
      expect(complaints({ image: `${registry}${tag}` })).toBe("");
    }
    for (const registry of ["ghcr.io/", "registry.example:5000/", "evil-pkg.dev.example/"]) {
      expect(complaints({ image: `${registry}${tag}` })).toContain("ConnectorImageRefused");
    }
  });

  test("trap: arguments land in a profile that others read, so the token comes by the environment", () => {
    expect(environment.TUNNEL_TOKEN).toEqual({
      value_source: { secret_key_ref: { secret: "cloudflared-token", version: "1" } },
    });
    expect(JSON.stringify(container.args)).not.toMatch(/token/i);
  });

  test("trap: what is called *TUNNEL_* is logged, so that nothing but cloudflared's own is", () => {
    expect(Object.keys(environment).sort()).toEqual([
      "NO_AUTOUPDATE",
      "TUNNEL_EDGE_IP_VERSION",
      "TUNNEL_GRACE_PERIOD",
      "TUNNEL_METRICS",
      "TUNNEL_TOKEN",
      "TUNNEL_TRANSPORT_PROTOCOL",
    ]);
  });

  test("trap: without a number the provider asks for no instance at all, and a scaling mode never comes to rest", () => {
    expect(pool.scaling).toEqual({ manual_instance_count: 2 });
    expect(connected({ instances: 5 }).only(POOL).scaling).toEqual({ manual_instance_count: 5 });
  });

  test("trap: protected against deletion, one whose creation failed could not be replaced", () => {
    expect(pool.deletion_protection).toBe(false);
  });

  test("trap: a launch stage never comes to rest, and depends_on of containers is gone in 7.0", () => {
    expect(pool).not.toHaveProperty("launch_stage");
    expect(JSON.stringify(pool)).not.toContain("execution_environment"); // in no version: worker pools have one alone
    expect(container).not.toHaveProperty("depends_on");
  });

  test("trap: annotations of Google's own namespaces are refused by the API", () => {
    const keys = [pool, pool.template].flatMap(({ annotations = {}, labels = {} }) =>
      Object.keys({ ...annotations, ...labels }),
    );
    expect(keys).toEqual(["cdktf-zero-trust/tunnel-id"]);
  });

  test("has what Cloud Run gives at least, or what is asked for", () => {
    expect(container.resources).toEqual({ limits: { cpu: "1", memory: "512Mi" } });
    const [asked] = connected({ cpu: 2, memory: "1Gi" }).only(POOL).template.containers;
    expect(asked.resources).toEqual({ limits: { cpu: "2", memory: "1Gi" } });
  });

  test("makes no provider, output or variable, and no more than it needs", () => {
    expect(terraform.provider.google).toHaveLength(1);
    expect(terraform).not.toHaveProperty("output");
    expect(terraform).not.toHaveProperty("variable");
    expect(Object.keys(terraform.resource).filter((type) => type.startsWith("google_"))).toEqual([
      POOL,
      "google_secret_manager_secret_iam_member",
      "google_service_account",
    ]);
  });

  test("asks for the provider of the bindings", () => {
    expect(providerVersion(stack)).toBe("6.50.0");
  });

  test("takes tags, and a shared VPC by its full paths", () => {
    const shared = {
      network: "projects/hub/global/networks/shared",
      subnetwork: "projects/hub/regions/asia-northeast1/subnetworks/run",
      tags: ["cloudflared"],
    };
    expect(connected(shared).only(POOL).template.vpc_access.network_interfaces).toEqual([shared]);
  });

  test("hands the provider and the project to all it makes", () => {
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

describe("the service account", () => {
  const { only } = connected();

  test("is the pool's own, and may read that one secret", () => {
    expect(only("google_service_account").account_id).toBe("cloudflared-run");
    const access = only("google_secret_manager_secret_iam_member");
    expect(access).toMatchObject({ secret_id: "cloudflared-token", role: "roles/secretmanager.secretAccessor" });
    expect(access.member).toMatch(/^serviceAccount:\$\{google_service_account\.[\w-]+\.email\}$/);
    expect(only(POOL).template.service_account).toMatch(/^\$\{google_service_account\.[\w-]+\.email\}$/);
  });
});

describe("the order", () => {
  test("the pool waits for the right to read the token, its way out and the firewall, and goes before the tunnel", () => {
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

  test("the pool is replaced with its tunnel, and not when the tunnel only changes its name", () => {
    const { replace_triggered_by: triggers } = connected().only(POOL).lifecycle;
    expect(triggers).toEqual([expect.stringMatching(/^cloudflare_zero_trust_tunnel_cloudflared\.[\w-]+\.id$/)]);
  });
});

describe("probes", () => {
  test("trap: Google's provider 6.50 has none, so probes and the version that has them come together", () => {
    const { only, stack } = connected({ probes: true });
    expect(providerVersion(stack)).toBe(">= 7.28.0, < 8.0.0");
    const http_get = [{ path: "/ready", port: 2000 }];
    expect(only(POOL).template.containers[0]).toMatchObject({
      startup_probe: [{ http_get, period_seconds: 10, timeout_seconds: 5, failure_threshold: 24 }],
      liveness_probe: [
        { http_get, initial_delay_seconds: 60, period_seconds: 30, timeout_seconds: 5, failure_threshold: 6 },
      ],
    });
  });

  test.each([undefined, false])("neither comes where probes is %s", (probes) => {
    const { only, stack } = connected({ ...(probes !== undefined && { probes }) });
    expect(JSON.stringify(only(POOL))).not.toContain("probe");
    expect(providerVersion(stack)).toBe("6.50.0");
  });

  test("trap: a threshold of one kills an instance for one bad second; the article's values can be had", () => {
    const article = { livenessInitialDelaySeconds: 180, livenessPeriodSeconds: 10, livenessFailureThreshold: 1 };
    const { only } = connected({ probes: true, ...article });
    const [container] = only(POOL).template.containers;
    expect(container.liveness_probe[0]).toMatchObject({
      initial_delay_seconds: 180,
      period_seconds: 10,
      failure_threshold: 1,
    });
    const { period_seconds: period, failure_threshold: failures } = connected({ probes: true }).only(POOL).template
      .containers[0].liveness_probe[0];
    expect(period * failures).toBeGreaterThanOrEqual(120);
  });

  test("the startup probe fits into the four minutes that Cloud Run gives, and an answer into the period", () => {
    const [{ startup_probe, liveness_probe }] = connected({ probes: true, livenessPeriodSeconds: 10 }).only(POOL)
      .template.containers;
    expect(startup_probe[0].period_seconds * startup_probe[0].failure_threshold).toBeLessThanOrEqual(240);
    for (const [probe] of [startup_probe, liveness_probe]) {
      expect(probe.timeout_seconds).toBeLessThan(probe.period_seconds);
    }
  });

  test("tuning without probes does nothing, and is refused", () => {
    expect(complaints({ livenessPeriodSeconds: 30 })).toContain(
      "ConnectorProbesInvalid: livenessPeriodSeconds without probes",
    );
  });

  test.each([
    ["livenessInitialDelaySeconds", -1, 0, 3600],
    ["livenessInitialDelaySeconds", 3601, 0, 3600],
    ["livenessPeriodSeconds", 9, 10, 3600],
    ["livenessPeriodSeconds", 10.5, 10, 3600],
    ["livenessFailureThreshold", 0, 1, 100],
  ])("refuses %s of %d", (name, value, least, most) => {
    expect(complaints({ probes: true, [name]: value })).toContain(
      `ConnectorProbesInvalid: ${name} is ${value}; expected a whole number from ${least} to ${most}`,
    );
    expect(complaints({ probes: true, [name]: least })).toBe("");
    expect(complaints({ probes: true, [name]: most })).toBe("");
  });
});

describe("the metrics", () => {
  test("trap: worker pools have addresses in the VPC, and rules for incoming traffic do not see their tags", () => {
    const rule = connected({ denyMetricsIn: "10.8.0.0/26", tags: ["edge"] }).only("google_compute_firewall");
    expect(rule).toMatchObject({
      network: NETWORK,
      direction: "INGRESS",
      destination_ranges: ["10.8.0.0/26"],
      source_ranges: ["0.0.0.0/0"],
      deny: [{ protocol: "tcp", ports: ["2000"] }],
    });
    expect(rule).not.toHaveProperty("target_tags");
    expect(rule.priority).toBeLessThan(1000); // in front of those that allow
  });

  test("a shared VPC has the rule in its own project", () => {
    const shared = {
      network: "projects/hub/global/networks/n",
      subnetwork: "projects/hub/regions/asia-northeast1/subnetworks/s",
    };
    const { only } = connected({ ...shared, project: "shop-2", denyMetricsIn: "10.8.0.0/26" });
    expect(only("google_compute_firewall").project).toBe("hub");
  });

  test("have no rule where none is asked for", () => {
    expect(connected().all("google_compute_firewall")).toEqual([]);
  });

  test("refuses what is no CIDR", () => {
    expect(complaints({ denyMetricsIn: "10.8.0.1/26" })).toContain('CidrInvalid: denyMetricsIn is "10.8.0.1/26"');
  });
});

describe("what needs QUIC", () => {
  test("trap: HTTP/2 carries no DNS, so that a name cannot be routed through Cloud Run", () => {
    const stack = googleStack();
    tunnelIn(stack).routeHostname("db.shop.internal", { unguarded: "a test" });
    expect(messages(stack).join()).toContain('ConnectorWithoutQuic: "db.shop.internal", routed by name,');
  });

  test("a range of addresses can, for TCP", () => {
    const stack = googleStack();
    tunnelIn(stack).route("10.30.0.0/16", { unguarded: "a test" });
    expect(messages(stack).join()).not.toContain("ConnectorWithoutQuic");
  });
});

describe("one tunnel for each network", () => {
  const second = (network: string, other: string) => {
    const stack = googleStack();
    const tunnel = tunnelIn(stack, { network, subnetwork: "run" });
    const props = { region: "us-central1", network: other, subnetwork: "run", name: "cloudflared-us" };
    tunnel.connect(new CloudRunConnector({ ...props, token: FROM_SECRET }));
    return messages(stack).join("\n");
  };

  test("trap: any connector may get any request, so another network is refused with the reason", () => {
    expect(second("one", "other")).toMatch(
      /ConnectorMismatch: connector ".*" is in network "other", but the first connector is in "one"\. .*any connector/,
    );
  });

  test("regions of one network stand side by side", () => {
    expect(second("one", "one")).toBe("");
  });

  test("one network is the same each time it is referred to", () => {
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

describe("refuses", () => {
  test.each([
    ["a zone for a region", { region: "asia-northeast1-a" }, 'GoogleNameInvalid: region is "asia-northeast1-a"'],
    ["a name too short for a service account", { name: "edge" }, 'ConnectorNameInvalid: name is "edge"'],
    ["a name too long for it", { name: "e".repeat(31) }, "ConnectorNameInvalid"],
    ["a name of capitals", { name: "Connector" }, "ConnectorNameInvalid"],
    ["a single instance", { instances: 1 }, "ConnectorReplicasInvalid: instances is 1"],
    ["more instances than a tunnel takes", { instances: 26 }, "ConnectorReplicasInvalid: instances is 26"],
    ["less than a processor", { cpu: 0.5 }, "ConnectorResourcesInvalid: cpu is 0.5"],
    ["less memory than Cloud Run gives", { memory: "256Mi" }, 'ConnectorResourcesInvalid: memory is "256Mi"'],
    ["memory in a unit it does not know", { memory: "512M" }, 'ConnectorResourcesInvalid: memory is "512M"'],
    ["a malformed tag", { tags: ["Edge"] }, 'GoogleNameInvalid: an entry of tags is "Edge"'],
    ["a malformed project", { project: "Shop" }, 'GoogleNameInvalid: project is "Shop"'],
  ])("%s", (_, props, message) => {
    expect(complaints(props)).toContain(message);
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
  ])("and takes %j", (props) => {
    const subnetwork = PLACE.subnetwork.replace(PLACE.region, props.region ?? PLACE.region);
    expect(complaints({ ...props, subnetwork })).toBe("");
  });

  test("tokens where the construct tree needs the value", () => {
    const region = Token.asString({ resolve: () => "us-central1" });
    expect(complaints({ region, subnetwork: "run", network: "vpc" })).toContain("TokenNotAllowed: region is a token");
    expect(complaints({ name: region })).toContain("TokenNotAllowed: name is a token");
    expect(complaints({ instances: Token.asNumber(region) })).toContain("TokenNotAllowed: instances is a token");
  });

  test("two connectors of one name in one project", () => {
    const stack = googleStack();
    for (const id of ["one", "two"]) {
      new Tunnel(stack, id, { account: ACCOUNT }).connect(
        new CloudRunConnector({ ...PLACE, token: FROM_SECRET, name: "cloudflared" }),
      );
    }
    expect(messages(stack).join()).toContain(
      'ConnectorNameTaken: stack/one/Connector-asia-northeast1-cloudflared is named "cloudflared" in the same project',
    );
  });

  test("and takes them in two projects", () => {
    const stack = googleStack();
    for (const [id, project] of [["one"], ["two", "shop-2"]]) {
      const props = { ...PLACE, token: FROM_SECRET, name: "cloudflared", ...(project !== undefined && { project }) };
      new Tunnel(stack, id, { account: ACCOUNT }).connect(new CloudRunConnector(props));
    }
    expect(problems(stack)).toEqual([]);
  });

  test("a tunnel's id that makes no name", () => {
    const stack = googleStack();
    new Tunnel(stack, "tokyo-production-office", { account: ACCOUNT }).connect(
      new CloudRunConnector({ ...PLACE, token: FROM_SECRET }),
    );
    expect(messages(stack).join()).toContain(
      'ConnectorNameInvalid: the name "cloudflared-tokyo-production-office" is made from the tunnel\'s id',
    );
  });
});
