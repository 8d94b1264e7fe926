import { CloudRunV2Service, CloudRunV2ServiceConfig } from "@cdktf/provider-google/lib/cloud-run-v2-service";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { Aspects, IAspect, TerraformStack, Token } from "cdktf";
import { IConstruct } from "constructs";
import { googleStack, made, NETWORK, REGION, service, SUBNETWORK, tunnelIn } from "./support";
import {
  CloudRunConnectorProps,
  CloudRunService,
  CloudRunServiceOptions,
  InternalCloudRunService,
  InternalCloudRunServiceProps,
  NatEgress,
  ProjectBoundary,
  RunAppDns,
} from "../../lib/cloud-run";
import { graph } from "../../lib/testing";
import { Origin, OriginOptions } from "../../lib/tunnel";
import { messages, problems, resourceAt, stackWithProvider } from "../support/stack";

const CONFIG = "cloudflare_zero_trust_tunnel_cloudflared_config";

function published(origin: (stack: TerraformStack) => Origin, props: Partial<CloudRunConnectorProps> = {}) {
  const stack = googleStack();
  const privateDns = new RunAppDns(stack, "run-app", { network: NETWORK });
  tunnelIn(stack, { privateDns, ...props }, origin(stack));
  return stack;
}

const ofService = (props: Partial<CloudRunV2ServiceConfig> = {}, options: CloudRunServiceOptions = {}) =>
  published((stack) => CloudRunService.of(service(stack, "admin", props), options));
const ofUri = (uri: string, options: OriginOptions = {}) => published(() => CloudRunService.fromUri(uri, options));
const ruleOf = (stack: TerraformStack) => made(stack).only(CONFIG).config.ingress[0];

describe("a Cloud Run service as an origin", () => {
  test("trap: Google's front end goes by the Host, so it is the service's own and not the published one", () => {
    expect(ruleOf(ofService())).toMatchObject({
      service: "${google_cloud_run_v2_service.admin.uri}",
      origin_request: { http_host_header: '${trimprefix(google_cloud_run_v2_service.admin.uri, "https://")}' },
    });
  });

  test("by its address, which has no final slash, since cloudflared takes none", () => {
    const uri = "https://admin-123456789012.asia-northeast1.run.app";
    expect(ruleOf(ofUri(uri))).toMatchObject({
      service: uri,
      origin_request: { http_host_header: "admin-123456789012.asia-northeast1.run.app" },
    });
    expect(problems(ofUri("https://admin-abcdefghij-an.a.run.app"))).toEqual([]);
  });

  test("has its certificate verified", () => {
    expect(ruleOf(ofService()).origin_request).not.toHaveProperty("no_tls_verify");
  });

  test("takes the options that its address leaves open", () => {
    expect(ruleOf(ofService({}, { connectTimeoutSeconds: 10, http2Origin: true })).origin_request).toMatchObject({
      connect_timeout: 10,
      http2_origin: true,
    });
  });

  test.each([
    { httpHostHeader: "admin.example.com" },
    { noTlsVerify: true },
    { originServerName: "admin.example.com" },
    { matchSniToHost: true },
    { caPool: "/etc/ca.pem" },
  ])("refuses %j, which its address decides", (options) => {
    const [option] = Object.keys(options);
    for (const stack of [ofService({}, options), ofUri("https://a-b.a.run.app", options)]) {
      expect(messages(stack)).toEqual([expect.stringContaining(`CloudRunServiceInvalid: ${option} is given`)]);
    }
  });

  test.each([
    "https://admin-abc.a.run.app/",
    "https://admin-abc.a.run.app/path",
    "https://admin-abc.a.run.app:443",
    "http://admin-abc.a.run.app",
    "admin-abc.a.run.app",
    "https://Admin-abc.a.run.app",
    "https://run.app",
    "https://admin.example.com",
    "https://a.evilrun.app",
    `https://${"a".repeat(64)}.asia-northeast1.run.app`,
    "",
  ])("refuses the address %j", (uri) => {
    expect(messages(ofUri(uri)).join()).toContain(`CloudRunServiceInvalid: the uri is "${uri}"`);
  });

  test("trap: by its bare name the service would not know the request's host", () => {
    const stack = published(() => Origin.https("admin-abc.a.run.app"));
    expect(messages(stack).join()).toContain(
      'CloudRunServiceInvalid: the origin "https://admin-abc.a.run.app" is a Cloud Run service that would not know the request\'s host',
    );
  });
});

test("by its bare name with its own Host it is known, and needs the same way", () => {
  const origin = () => Origin.https("admin-abc.a.run.app", 443, { httpHostHeader: "admin-abc.a.run.app" });
  expect(problems(published(origin))).toEqual([]);
  expect(problems(published(origin, { privateDns: undefined })).join()).toContain("ConnectorEgressInvalid");
});

describe("its ingress", () => {
  test.each(["INGRESS_TRAFFIC_INTERNAL_ONLY", "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"])("may be %s", (ingress) => {
    expect(problems(ofService({ ingress }))).toEqual([]);
  });

  test.each([
    [{ ingress: "INGRESS_TRAFFIC_ALL" }, 'ingress is "INGRESS_TRAFFIC_ALL"'],
    [{ ingress: undefined }, "ingress is not set, which means INGRESS_TRAFFIC_ALL"],
    [{ ingress: Token.asString({ resolve: () => "x" }) }, "ingress is a token, which nobody can judge"],
  ])("is refused where the internet gets around Access: %j", (props, message) => {
    expect(messages(ofService(props))).toEqual([expect.stringContaining(`admin CloudRunIngressPublic: ${message}`)]);
  });

  test("is judged after Aspects", () => {
    class Opening implements IAspect {
      public visit(construct: IConstruct): void {
        if (construct instanceof CloudRunV2Service) construct.ingress = "INGRESS_TRAFFIC_ALL";
      }
    }
    const stack = ofService();
    Aspects.of(stack).add(new Opening());
    expect(problems(stack)).toEqual(["admin CloudRunIngressPublic"]);
  });

  test("may be public by name, with the reason in a warning", () => {
    const stack = ofService({ ingress: "INGRESS_TRAFFIC_ALL" }, { publicIngress: "a mobile app calls it by token" });
    expect(messages(stack)).toEqual([
      "admin warning CloudRunIngressPublic: the internet may reach the service around Access: a mobile app calls it by token",
    ]);
    expect(problems(ofService({ ingress: "INGRESS_TRAFFIC_ALL" }, { publicIngress: " " }))).toEqual([
      "admin CloudRunIngressPublic",
    ]);
  });
});

describe("its check of Google identities", () => {
  test("trap: nobody has one who comes through a tunnel, so a service that asks is refused", () => {
    expect(messages(ofService({ invokerIamDisabled: false }))).toEqual([
      expect.stringContaining("admin CloudRunInvokerRequired: invokerIamDisabled is false"),
    ]);
  });

  test("is warned of where the service does not say: somebody may have let all users in elsewhere", () => {
    expect(problems(ofService({ invokerIamDisabled: undefined }))).toEqual(["admin warning CloudRunInvokerRequired"]);
  });

  test.each([false, undefined])("is of no matter where all users may invoke: %s", (invokerIamDisabled) => {
    expect(problems(ofService({ invokerIamDisabled }, { allUsersInvoke: true }))).toEqual([]);
  });
});

describe("its project", () => {
  test("trap: a network of another project is not internal, so such a service is refused", () => {
    expect(messages(ofService({ project: "other-1" }))).toEqual([
      expect.stringContaining(
        'CloudRunProjectMismatch: the tunnel publishes a Cloud Run service of the project "other-1" and its connector is in "shop"',
      ),
    ]);
  });

  test.each([ProjectBoundary.SHARED_VPC, ProjectBoundary.PERIMETER])("may be another one by name: %s", (boundary) => {
    expect(problems(ofService({ project: "other-1" }, { acrossProjects: boundary }))).toEqual([]);
  });

  test("is that of its provider where it says none", () => {
    const elsewhere = published((stack) => {
      const provider = new GoogleProvider(stack, "other", { alias: "other", project: "other-1" });
      return CloudRunService.of(service(stack, "admin", { provider }));
    });
    expect(problems(elsewhere).join()).toContain("CloudRunProjectMismatch");
    const aliased = stackWithProvider();
    new GoogleProvider(aliased, "other", { alias: "other", project: "other-1" });
    new GoogleProvider(aliased, "google", { project: "shop" });
    const origin = CloudRunService.of(service(aliased, "admin", { project: "shop" }));
    tunnelIn(aliased, { privateDns: new RunAppDns(aliased, "run-app", { network: NETWORK }) }, origin);
    expect(problems(aliased)).toEqual([]);
    expect(problems(ofService({ project: "shop" }))).toEqual([]);
  });
});

describe("the way to it", () => {
  test("trap: without private DNS or a NAT the connector would go around the VPC, and get 404", () => {
    const stack = published((each) => CloudRunService.of(service(each)), { privateDns: undefined });
    expect(messages(stack)).toEqual([
      expect.stringContaining("ConnectorEgressInvalid: the tunnel publishes a Cloud Run service, and run.app leads"),
    ]);
  });

  test("may be all traffic through a NAT", () => {
    const stack = published((each) => CloudRunService.of(service(each)), { privateDns: undefined });
    const other = googleStack();
    const natEgress = new NatEgress(other, "nat", { network: NETWORK, subnetwork: SUBNETWORK, region: REGION });
    tunnelIn(other, { natEgress }, CloudRunService.of(service(other)));
    expect(problems(stack)).toHaveLength(1);
    expect(problems(other)).toEqual([]);
  });

  test("is not asked for by what is no Cloud Run service", () => {
    const stack = published(() => Origin.http("10.8.0.9", 80), { privateDns: undefined });
    expect(problems(stack)).toEqual([]);
  });
});

test("more services are one publish each", () => {
  const stack = googleStack();
  const privateDns = new RunAppDns(stack, "run-app", { network: NETWORK });
  const origins = ["admin", "wiki"].map((id) => CloudRunService.of(service(stack, id)));
  tunnelIn(stack, { privateDns }, ...origins);
  const { only, all } = made(stack);
  expect(only(CONFIG).config.ingress.map(({ service: each }: any) => each)).toEqual([
    "${google_cloud_run_v2_service.admin.uri}",
    "${google_cloud_run_v2_service.wiki.uri}",
    "http_status:404",
  ]);
  expect(all("google_cloud_run_v2_worker_pool")).toHaveLength(1);
});

describe("an internal service", () => {
  const internal = (props: Partial<InternalCloudRunServiceProps> = {}, id = "wiki") => {
    const stack = googleStack();
    const image = "us-docker.pkg.dev/cloudrun/container/hello";
    const made_ = new InternalCloudRunService(stack, id, { region: REGION, image, ...props });
    return { stack, service: made_ };
  };

  test("lets nobody in from the internet, asks for no Google identity and can be removed", () => {
    expect(resourceAt(internal().stack, "wiki")).toMatchObject({
      name: "wiki",
      location: REGION,
      ingress: "INGRESS_TRAFFIC_INTERNAL_ONLY",
      invoker_iam_disabled: true,
      deletion_protection: false,
    });
  });

  test("has a service account of its own, without a role", () => {
    const { stack } = internal();
    const { only, terraform } = made(stack);
    expect(only("google_service_account").account_id).toBe("run-wiki");
    expect(graph(stack).edges).toEqual(["wiki -> wiki/ServiceAccount"]);
    expect(JSON.stringify(terraform)).not.toContain("iam_member");
  });

  test("takes a port, an environment, a project and a provider", () => {
    const stack = googleStack();
    const provider = new GoogleProvider(stack, "other", { alias: "other" });
    const props = {
      region: REGION,
      image: "i",
      port: 3000,
      environment: { MODE: "prod" },
      project: "other-1",
      provider,
    };
    new InternalCloudRunService(stack, "wiki", props);
    const { template, ...rest } = resourceAt(stack, "wiki");
    expect(rest).toMatchObject({ project: "other-1", provider: "google.other" });
    expect(template.containers).toEqual([
      { image: "i", ports: { container_port: 3000 }, env: [{ name: "MODE", value: "prod" }] },
    ]);
  });

  test("is published as it is", () => {
    const stack = published((each) =>
      CloudRunService.of(new InternalCloudRunService(each, "wiki", { region: REGION, image: "i" })),
    );
    expect(problems(stack)).toEqual([]);
    expect(ruleOf(stack).service).toMatch(/^\$\{google_cloud_run_v2_service\.wiki_\w+\.uri\}$/);
  });

  test.each([
    [{ name: "w" }, 'name is "w"'],
    [{ name: "w".repeat(27) }, 'name is "www'],
    [{ name: "Wiki" }, 'name is "Wiki"'],
    [{ region: "asia-northeast1-a" }, "region is"],
    [{ project: "s" }, "project is"],
  ])("refuses %j", (props, message) => {
    expect(messages(internal(props).stack)).toEqual([expect.stringContaining(`GoogleNameInvalid: ${message}`)]);
  });

  test.each([0, 65536, 80.5])("refuses the port %d", (port) => {
    expect(problems(internal({ port }).stack)).toEqual(["wiki CloudRunServiceInvalid"]);
  });
});
