import { CloudRunV2Service, CloudRunV2ServiceConfig } from "@cdktf/provider-google/lib/cloud-run-v2-service";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { Aspects, IAspect, ref, TerraformStack, Token } from "cdktf";
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

describe("CloudRunService: origin", () => {
  test("sends the service's own Host header, which Google's front end requires", () => {
    expect(ruleOf(ofService())).toMatchObject({
      service: "${google_cloud_run_v2_service.admin.uri}",
      origin_request: { http_host_header: '${trimprefix(google_cloud_run_v2_service.admin.uri, "https://")}' },
    });
  });

  test("accepts an address without trailing slash", () => {
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

  test("accepts settings that its address does not determine", () => {
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
  ])("fails when %j is set, which its address determines", (options) => {
    const [option] = Object.keys(options);
    for (const stack of [ofService({}, options), ofUri("https://a-b.a.run.app", options)]) {
      const [message] = messages(stack).filter((each) => !each.includes("OriginFileMissing"));
      expect(message).toContain(`CloudRunServiceInvalid: ${option} is not supported`);
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
  ])("fails when the address is %j", (uri) => {
    expect(messages(ofUri(uri)).join()).toContain(`CloudRunServiceInvalid: uri: "${uri}" is not a valid address`);
  });

  test("fails when the text beside a token is not part of an address", () => {
    const later = Token.asString(ref("var.later"));
    expect(problems(ofUri(`https://admin-${later}.a.run.app`))).toEqual([]);
    expect(messages(ofUri(`https://%{ if true }${later}`)).join()).toContain("CloudRunServiceInvalid");
  });

  test("fails when a run.app address is published without its own Host header", () => {
    const stack = published(() => Origin.https("admin-abc.a.run.app"));
    expect(messages(stack).join()).toContain(
      'CloudRunServiceInvalid: origin: "https://admin-abc.a.run.app" is a Cloud Run service, which rejects the published hostname',
    );
  });
});

test("Origin.https accepts a run.app address with its own Host header, and requires private DNS or a NAT", () => {
  const origin = () => Origin.https("admin-abc.a.run.app", 443, { httpHostHeader: "admin-abc.a.run.app" });
  expect(problems(published(origin))).toEqual([]);
  expect(problems(published(origin, { privateDns: undefined })).join()).toContain("ConnectorEgressInvalid");
});

describe("CloudRunService: ingress", () => {
  test("accepts INGRESS_TRAFFIC_INTERNAL_ONLY", () => {
    expect(problems(ofService({ ingress: "INGRESS_TRAFFIC_INTERNAL_ONLY" }))).toEqual([]);
  });

  test.each([
    [{ ingress: "INGRESS_TRAFFIC_ALL" }, 'ingress is "INGRESS_TRAFFIC_ALL"'],
    [
      { ingress: "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER" },
      'ingress is "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER", which admits external load balancers as well',
    ],
    [{ ingress: undefined }, "ingress is not set, which means INGRESS_TRAFFIC_ALL"],
    [{ ingress: Token.asString({ resolve: () => "x" }) }, "ingress is a token, which cannot be checked at synth"],
  ])("fails when the internet can reach the service: %j", (props, message) => {
    expect(messages(ofService(props))).toEqual([expect.stringContaining(`admin CloudRunIngressPublic: ${message}`)]);
  });

  test("is validated after Aspects have run", () => {
    class Opening implements IAspect {
      public visit(construct: IConstruct): void {
        if (construct instanceof CloudRunV2Service) construct.ingress = "INGRESS_TRAFFIC_ALL";
      }
    }
    const stack = ofService();
    Aspects.of(stack).add(new Opening());
    expect(problems(stack)).toEqual(["admin CloudRunIngressPublic"]);
  });

  test("accepts public ingress with a reason, and repeats the reason in a warning", () => {
    const stack = ofService({ ingress: "INGRESS_TRAFFIC_ALL" }, { publicIngress: "a mobile app calls it by token" });
    expect(messages(stack)).toEqual([
      "admin warning CloudRunIngressPublic: publicIngress: the service is reachable from the internet without Access: a mobile app calls it by token",
    ]);
    expect(problems(ofService({ ingress: "INGRESS_TRAFFIC_ALL" }, { publicIngress: " " }))).toEqual([
      "admin CloudRunIngressPublic",
    ]);
  });
});

describe("CloudRunService: IAM authentication", () => {
  test("fails when the service requires a Google identity token, which requests through a tunnel lack", () => {
    expect(messages(ofService({ invokerIamDisabled: false }))).toEqual([
      expect.stringContaining("admin CloudRunInvokerRequired: invokerIamDisabled is false"),
    ]);
  });

  test("warns when the service does not set it, because an IAM binding may grant access to all users", () => {
    expect(problems(ofService({ invokerIamDisabled: undefined }))).toEqual(["admin warning CloudRunInvokerRequired"]);
  });

  test.each([false, undefined])("accepts any value when all users can invoke the service: %s", (invokerIamDisabled) => {
    expect(problems(ofService({ invokerIamDisabled }, { allUsersInvoke: true }))).toEqual([]);
  });
});

describe("CloudRunService: project", () => {
  test("fails when the service is in another project, whose network is not internal", () => {
    expect(messages(ofService({ project: "other-1" }))).toEqual([
      expect.stringContaining(
        'CloudRunProjectMismatch: origin: the Cloud Run service is in the project "other-1" and the connector in "shop"',
      ),
    ]);
  });

  test.each([ProjectBoundary.SHARED_VPC, ProjectBoundary.PERIMETER])(
    "accepts another project with a reason: %s",
    (boundary) => {
      expect(problems(ofService({ project: "other-1" }, { acrossProjects: boundary }))).toEqual([]);
    },
  );

  test("is the project of the provider when it is not set", () => {
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

describe("CloudRunService: egress of the connector", () => {
  test("fails when the connector has neither private DNS nor a NAT, because the service would return 404", () => {
    const stack = published((each) => CloudRunService.of(service(each)), { privateDns: undefined });
    expect(messages(stack)).toEqual([
      expect.stringContaining("ConnectorEgressInvalid: privateDns: the tunnel publishes a Cloud Run service"),
    ]);
  });

  test("accepts a NAT for all traffic", () => {
    const stack = published((each) => CloudRunService.of(service(each)), { privateDns: undefined });
    const other = googleStack();
    const natEgress = new NatEgress(other, "nat", { network: NETWORK, subnetwork: SUBNETWORK, region: REGION });
    tunnelIn(other, { natEgress }, CloudRunService.of(service(other)));
    expect(problems(stack)).toHaveLength(1);
    expect(problems(other)).toEqual([]);
  });

  test("is not checked for other origins", () => {
    const stack = published(() => Origin.http("10.8.0.9", 80), { privateDns: undefined });
    expect(problems(stack)).toEqual([]);
  });
});

test("CloudRunService publishes several services through one connector", () => {
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

describe("InternalCloudRunService", () => {
  const internal = (props: Partial<InternalCloudRunServiceProps> = {}, id = "wiki") => {
    const stack = googleStack();
    const image = "us-docker.pkg.dev/cloudrun/container/hello";
    const made_ = new InternalCloudRunService(stack, id, { region: REGION, image, ...props });
    return { stack, service: made_ };
  };

  test("has internal ingress, no IAM authentication and no deletion protection", () => {
    expect(resourceAt(internal().stack, "wiki")).toMatchObject({
      name: "wiki",
      location: REGION,
      ingress: "INGRESS_TRAFFIC_INTERNAL_ONLY",
      invoker_iam_disabled: true,
      deletion_protection: false,
    });
  });

  test("has its own service account without a role", () => {
    const { stack } = internal();
    const { only, terraform } = made(stack);
    expect(only("google_service_account").account_id).toBe("run-wiki");
    expect(graph(stack).edges).toEqual(["wiki -> wiki/ServiceAccount"]);
    expect(JSON.stringify(terraform)).not.toContain("iam_member");
  });

  test("accepts a port, an environment, a project and a provider", () => {
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

  test("is accepted by CloudRunService.of", () => {
    const stack = published((each) =>
      CloudRunService.of(new InternalCloudRunService(each, "wiki", { region: REGION, image: "i" })),
    );
    expect(problems(stack)).toEqual([]);
    expect(ruleOf(stack).service).toMatch(/^\$\{google_cloud_run_v2_service\.wiki_\w+\.uri\}$/);
  });

  test.each([
    [{ name: "w" }, 'name: "w"'],
    [{ name: "w".repeat(27) }, 'name: "www'],
    [{ name: "Wiki" }, 'name: "Wiki"'],
    [{ region: "asia-northeast1-a" }, "region:"],
    [{ project: "s" }, "project:"],
  ])("fails when its properties are %j", (props, message) => {
    expect(messages(internal(props).stack)).toEqual([expect.stringContaining(`GoogleNameInvalid: ${message}`)]);
  });

  test.each([0, 65536, 80.5])("fails when the port is %d", (port) => {
    expect(problems(internal({ port }).stack)).toEqual(["wiki CloudRunServiceInvalid"]);
  });
});
