import { CloudRunV2Service, CloudRunV2ServiceConfig } from "@cdktf/provider-google/lib/cloud-run-v2-service";
import { ComputeSubnetwork } from "@cdktf/provider-google/lib/compute-subnetwork";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { SecretManagerSecretVersion } from "@cdktf/provider-google/lib/secret-manager-secret-version";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { Aspects, TerraformStack, TerraformVariable } from "cdktf";
import { IConstruct } from "constructs";
import { messagesOf } from "../messages";
import { account, zoneOf } from "./fixture";
import { HostAccess, Origin, Tunnel, TunnelToken } from "cdktf-zero-trust";
import {
  CloudRunConnector,
  CloudRunConnectorProps,
  CloudRunService,
  GoogleApisVip,
  RunAppDns,
} from "cdktf-zero-trust/lib/cloud-run";
import { KubernetesConnector } from "cdktf-zero-trust/lib/kubernetes";

const network = "projects/shop-1/global/networks/vpc";
const VALID: CloudRunConnectorProps = {
  region: "asia-northeast1",
  network,
  subnetwork: "projects/shop-1/regions/asia-northeast1/subnetworks/run",
  token: TunnelToken.fromSecretManager("cloudflared-token", "1"),
};

/** The messages for a connector that differs from a valid one in these properties and publishes this origin. */
function connecting(
  wrong: (stack: TerraformStack) => Partial<CloudRunConnectorProps>,
  origin?: (stack: TerraformStack) => Origin,
  context?: object,
): string[] {
  return messagesOf((stack) => {
    new GoogleProvider(stack, "google", { project: "shop-1" });
    const tunnel = new Tunnel(stack, "run", { account });
    tunnel.connect(new CloudRunConnector({ ...VALID, ...wrong(stack) }));
    if (origin === undefined) return;
    const access = HostAccess.publicly("read only");
    tunnel.publish("admin.example.com", { zone: zoneOf(stack), origin: origin(stack), access });
  }, context);
}

const privateDns = (stack: TerraformStack) => ({ privateDns: new RunAppDns(stack, "run-app", { network }) });

/** The messages for a published service that differs from a valid one in these properties. */
function publishing(wrong: Partial<CloudRunV2ServiceConfig>): string[] {
  return connecting(privateDns, (stack) => {
    const internal = { ingress: "INGRESS_TRAFFIC_INTERNAL_ONLY", invokerIamDisabled: true, template: {} };
    const place = { name: "admin", location: "asia-northeast1" };
    return CloudRunService.of(new CloudRunV2Service(stack, "admin", { ...place, ...internal, ...wrong }));
  });
}

/** What the bindings of CDK Terrain report themselves. */
function reportTargets(construct: IConstruct): void {
  if (!(construct instanceof SecretManagerSecretVersion)) return;
  const message = "write-only attributes requires terraform >=1.11.0, but the project targets terraform >=1.5.7.";
  construct.node.addValidation({ validate: () => [message] });
}

/** Connectors and services in Cloud Run. */
export default {
  CloudRunIngressPublic: () => publishing({ ingress: "INGRESS_TRAFFIC_ALL" }),
  CloudRunInvokerRequired: () => publishing({ invokerIamDisabled: false }),
  CloudRunProjectMismatch: () => publishing({ project: "shop-2" }),
  CloudRunServiceInvalid: () =>
    connecting(privateDns, () => CloudRunService.fromUri("https://admin-abcdefghij-an.a.run.app/")),
  ConnectorEgressInvalid: () =>
    connecting(
      () => ({}),
      () => CloudRunService.fromUri("https://admin-abcdefghij-an.a.run.app"),
    ),
  ConnectorProbesInvalid: () => connecting(() => ({ livenessPeriodSeconds: 30 })),
  ConnectorSubnetworkInvalid: () =>
    connecting((stack) => {
      const range = { ipCidrRange: "10.8.0.0/26", region: "asia-northeast1" };
      return { subnetwork: new ComputeSubnetwork(stack, "subnetwork", { name: "run", network, ...range }).id };
    }),
  EphemeralTokenInvalid: () =>
    connecting((stack) => {
      const variable = new TerraformVariable(stack, "tunnel-token", { type: "string", sensitive: true });
      return { token: TunnelToken.fromEphemeral(variable.stringValue, 1) };
    }),
  GoogleNameInvalid: () => connecting(() => ({ region: "asia-northeast1-a" })),
  NetworkInvalid: () => messagesOf((stack) => void new RunAppDns(stack, "run-app", { network: "global/networks/vpc" })),
  RunAppDnsInvalid: () =>
    messagesOf((stack) => void new RunAppDns(stack, "run-app", { network, vip: GoogleApisVip.of("8.8.8.8") })),
  TargetVersionsTooWide: () =>
    connecting(
      (stack) => {
        Aspects.of(stack).add({ visit: reportTargets });
        const variable = new TerraformVariable(stack, "tunnel-token", { type: "string", sensitive: true });
        variable.addOverride("ephemeral", true);
        return { token: TunnelToken.fromEphemeral(variable.stringValue, 1) };
      },
      undefined,
      {},
    ).slice(0, 1),
  TokenSourceUnsupported: () =>
    messagesOf((stack) => {
      new KubernetesProvider(stack, "kubernetes");
      const variable = new TerraformVariable(stack, "tunnel-token", { type: "string", sensitive: true });
      const token = TunnelToken.fromEphemeral(variable.stringValue, 1);
      new Tunnel(stack, "tunnel", { account }).connect(
        new KubernetesConnector({ namespace: "cloudflared", token: token as TunnelToken }),
      );
    }),
};
