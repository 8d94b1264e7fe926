import { CloudRunV2Service } from "@cdktf/provider-google/lib/cloud-run-v2-service";
import { TerraformStack, TerraformVariable } from "cdktf";
import { At, accountOf, zoneOf } from "./common";
import { HostAccess, Tunnel, TunnelToken } from "cdktf-zero-trust";
import {
  CloudRunConnector,
  CloudRunService,
  GoogleApisVip,
  InternalCloudRunService,
  NatEgress,
  RunAppDns,
  RunAppResponsePolicy,
} from "cdktf-zero-trust/lib/cloud-run";
import {
  CertificateAuthority,
  DnsServer,
  HeadlessService,
  KubernetesConnector,
  KubernetesService,
} from "cdktf-zero-trust/lib/kubernetes";

export function kubernetesProgram(stack: TerraformStack, at: At): void {
  const account = accountOf(at);
  const namespace = at("KubernetesConnectorProps.namespace", "cloudflared");
  const tunnel = new Tunnel(stack, "tunnel", { account });
  tunnel.connect(
    new KubernetesConnector({
      namespace,
      name: at("KubernetesConnectorProps.name", "connector"),
      token: TunnelToken.fromKubernetesSecret(
        at("TunnelToken.fromKubernetesSecret name", "cloudflared-token"),
        at("TunnelToken.fromKubernetesSecret key", "token"),
      ),
      allowEgress: [at("KubernetesConnectorProps.allowEgress", "10.0.0.0/8")],
      metricsFrom: at("KubernetesConnectorProps.metricsFrom", "monitoring"),
      image: at("KubernetesConnectorProps.image", "cloudflare/cloudflared:2026.8.2"),
      cpu: at("KubernetesConnectorProps.cpu", "100m"),
      memory: at("KubernetesConnectorProps.memory", "128Mi"),
      namespaces: [at("KubernetesConnectorProps.namespaces", "shop")],
      nodeSelector: {
        [at("KubernetesConnectorProps.nodeSelector", "arch")]: at("KubernetesConnectorProps.nodeSelector", "arm64"),
      },
      tolerations: [
        {
          key: at("Toleration.key", "edge"),
          value: at("Toleration.value", "yes"),
          effect: at("Toleration.effect", "NoSchedule"),
        },
      ],
      priorityClassName: at("KubernetesConnectorProps.priorityClassName", "critical"),
      imagePullSecrets: [at("KubernetesConnectorProps.imagePullSecrets", "registry")],
      dnsServers: [
        DnsServer.address(at("DnsServer.address address", "172.20.0.10")),
        DnsServer.pods({
          namespace: at("DnsServerPods.namespace", "dns"),
          labels: { [at("DnsServerPods.labels", "app")]: at("DnsServerPods.labels", "unbound") },
        }),
      ],
      certificateAuthorities: (["fromConfigMap", "fromSecret"] as const).map((factory) =>
        CertificateAuthority[factory](
          at(`CertificateAuthority.${factory} path`, `/etc/ssl/${factory}/ca.pem`),
          at(`CertificateAuthority.${factory} name`, "internal-ca"),
          at(`CertificateAuthority.${factory} key`, "ca.crt"),
        ),
      ),
    }),
  );
  tunnel.routeHostname("web.internal", { unguarded: "a lab", destinations: ["10.0.0.0/16"], resolvers: ["10.0.0.10"] });
  const options = {
    namespace: at("KubernetesServiceOptions.namespace", "shop"),
    clusterDomain: at("KubernetesServiceOptions.clusterDomain", "cluster.local"),
    port: 80,
    podLabels: { [at("KubernetesServiceOptions.podLabels", "app")]: at("KubernetesServiceOptions.podLabels", "web") },
    addresses: [at("KubernetesServiceOptions.addresses", "10.0.0.11")],
  };
  const zone = zoneOf(stack, at);
  const access = HostAccess.publicly("a test");
  const origin = KubernetesService.http(at("KubernetesService.http name", "web"), options);
  const host = tunnel.publish("app.example.com", { zone, origin, access });
  host.addPath("/https", KubernetesService.https(at("KubernetesService.https name", "web"), options));
  host.addPath("/tcp", KubernetesService.tcp(at("KubernetesService.tcp name", "web"), options));
  new HeadlessService(stack, at("HeadlessService.constructor id", "pods"), {
    namespace: at("HeadlessServiceProps.namespace", "shop"),
    service: at("HeadlessServiceProps.service", "web"),
    name: at("HeadlessServiceProps.name", "web-pods"),
    podLabels: { [at("HeadlessServiceProps.podLabels", "app")]: at("HeadlessServiceProps.podLabels", "web") },
    ports: [{ name: at("HeadlessServicePort.name", "http"), port: 80 }],
  });
}

export function cloudRunProgram(stack: TerraformStack, at: At): void {
  const account = accountOf(at);
  const region = "asia-northeast1";
  const network = at("CloudRunConnectorProps.network", "projects/shop-project/global/networks/vpc");
  const subnetwork = at("CloudRunConnectorProps.subnetwork", `projects/shop-project/regions/${region}/subnetworks/run`);
  const place = {
    network,
    subnetwork,
    region: at("CloudRunConnectorProps.region", region),
    project: at("CloudRunConnectorProps.project", "shop-project"),
    denyMetricsIn: at("CloudRunConnectorProps.denyMetricsIn", "10.0.0.0/8"),
    image: at("CloudRunConnectorProps.image", "cloudflare/cloudflared:2026.8.2"),
    memory: at("CloudRunConnectorProps.memory", "512Mi"),
    name: at("CloudRunConnectorProps.name", "connector"),
    tags: [at("CloudRunConnectorProps.tags", "cloudflared")],
  };
  const tunnel = new Tunnel(stack, "tunnel", { account });
  const secret = TunnelToken.fromSecretManager(
    at("TunnelToken.fromSecretManager secretId", "cloudflared-token"),
    at("TunnelToken.fromSecretManager version", "1"),
  );
  const privateDns = RunAppDns.fromNetwork(stack, "dns", network);
  tunnel.connect(new CloudRunConnector({ ...place, token: secret, privateDns }));
  const variable = new TerraformVariable(stack, "token", { sensitive: true });
  variable.addOverride("ephemeral", true);
  const ephemeral = TunnelToken.fromEphemeral(at("TunnelToken.fromEphemeral value", variable.stringValue), 1);
  new Tunnel(stack, "ephemeral", { account }).connect(
    new CloudRunConnector({ region, network, subnetwork, name: "ephemeral", token: ephemeral }),
  );
  const zone = zoneOf(stack, at);
  const access = HostAccess.publicly("a test");
  const uri = at("CloudRunService.fromUri uri", "https://admin-abc123-an.a.run.app");
  tunnel.publish("app.example.com", { zone, access, origin: CloudRunService.fromUri(uri) });
  const service = new CloudRunV2Service(stack, "service", { name: "service", location: region, template: {} });
  const publicIngress = at("CloudRunServiceOptions.publicIngress", "a test");
  const origin = CloudRunService.of(service, { publicIngress, allUsersInvoke: true });
  tunnel.publish("service.example.com", { zone, access, origin });
  new InternalCloudRunService(stack, at("InternalCloudRunService.constructor id", "internal"), {
    image: at("InternalCloudRunServiceProps.image", "example.com/app:1"),
    name: at("InternalCloudRunServiceProps.name", "internal"),
    project: at("InternalCloudRunServiceProps.project", "shop-project"),
    region: at("InternalCloudRunServiceProps.region", region),
    environment: {
      [at("InternalCloudRunServiceProps.environment", "KEY")]: at("InternalCloudRunServiceProps.environment", "value"),
    },
  });
  new NatEgress(stack, at("NatEgress.constructor id", "nat"), {
    name: at("NatEgressProps.name", "nat"),
    network: at("NatEgressProps.network", "vpc"),
    project: at("NatEgressProps.project", "shop-project"),
    region: at("NatEgressProps.region", region),
    subnetwork: at("NatEgressProps.subnetwork", "run"),
  });
}

export function runAppProgram(stack: TerraformStack, at: At): void {
  const vip = GoogleApisVip.of(...[4, 5, 6, 7].map((i) => at("GoogleApisVip.of addresses", `199.36.153.${i}`)));
  new RunAppDns(stack, at("RunAppDns.constructor id", "run-app"), {
    vip,
    network: at("RunAppDnsProps.network", "vpc"),
    name: at("RunAppDnsProps.name", "run-app"),
    project: at("RunAppDnsProps.project", "shop-project"),
  });
  new RunAppDns(stack, "zone", { network: "other", existingZone: at("RunAppDnsProps.existingZone", "run-app") });
  RunAppDns.fromNetwork(stack, at("RunAppDns.fromNetwork id", "imported"), at("RunAppDns.fromNetwork network", "vpc"));
  new RunAppResponsePolicy(stack, at("RunAppResponsePolicy.constructor id", "policy"), {
    vip,
    network: at("RunAppResponsePolicyProps.network", "third"),
    project: at("RunAppResponsePolicyProps.project", "shop-project"),
  });
  const existingPolicy = at("RunAppResponsePolicyProps.existingPolicy", "policy");
  new RunAppResponsePolicy(stack, "existing", { network: "fourth", existingPolicy });
}
