import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { messagesOf } from "../messages";
import { account, publish, zoneOf } from "./fixture";
import { HostAccess, Origin, Tunnel, TunnelToken } from "cdktf-zero-trust";
import {
  DnsServer,
  KubernetesConnector,
  KubernetesConnectorProps,
  KubernetesService,
} from "cdktf-zero-trust/lib/kubernetes";

const token = TunnelToken.fromKubernetesSecret("cloudflared-token", "token");
const VALID: KubernetesConnectorProps = { namespace: "cloudflared", token };

/** The messages for connectors that differ from a valid one in these properties. */
function connecting(...wrong: Partial<KubernetesConnectorProps>[]): string[] {
  return messagesOf((stack) => {
    new KubernetesProvider(stack, "kubernetes");
    const tunnel = new Tunnel(stack, "tunnel", { account });
    for (const props of wrong) tunnel.connect(new KubernetesConnector({ ...VALID, ...props }));
  });
}

/** Connectors and Services in Kubernetes. */
export default {
  CidrInvalid: () => connecting({ allowEgress: ["10.0.0.5/16"] }),
  ConnectorGracePeriodInvalid: () => connecting({ gracePeriodSeconds: 600 }),
  ConnectorImageRefused: () => connecting({ image: "cloudflare/cloudflared:latest" }),
  ConnectorMismatch: () =>
    messagesOf((stack) => {
      const provider = (alias: string) => new KubernetesProvider(stack, alias, { alias });
      const tunnel = new Tunnel(stack, "tunnel", { account });
      tunnel.connect(new KubernetesConnector({ ...VALID, provider: provider("east") }));
      tunnel.connect(new KubernetesConnector({ ...VALID, namespace: "edge", provider: provider("west") }));
    }),
  ConnectorNameInvalid: () => connecting({ name: "Connector" }),
  ConnectorNameTaken: () =>
    messagesOf((stack) => {
      new KubernetesProvider(stack, "kubernetes");
      for (const id of ["first", "second"]) {
        new Tunnel(stack, id, { account }).connect(new KubernetesConnector({ ...VALID, name: "connector" }));
      }
    }),
  ConnectorReplicasInvalid: () => connecting({ replicas: 1 }),
  ConnectorSchedulingInvalid: () => connecting({ tolerations: [{ key: "dedicated", effect: "Evict" }] }),
  DnsServerInvalid: () => connecting({ dnsServers: [DnsServer.address("172.20.0.10", 0)] }),
  KubernetesServiceUnreachable: () =>
    messagesOf((stack) => {
      publish(stack, { origin: KubernetesService.tcp("kubernetes", { namespace: "default", port: 443 }) });
    }),
  OriginFileMissing: () =>
    messagesOf((stack) => {
      new KubernetesProvider(stack, "kubernetes");
      const caPool = "/etc/ssl/internal/ca.pem";
      const origin = KubernetesService.https("argocd-server", { namespace: "argocd", port: 443, caPool });
      publish(stack, { origin });
      (stack.node.findChild("tunnel") as Tunnel).connect(new KubernetesConnector(VALID));
    }),
  ConnectorResourcesInvalid: () => connecting({ memory: "256 MB" }),
  EgressUnknown: () =>
    messagesOf((stack) => {
      new KubernetesProvider(stack, "kubernetes");
      const tunnel = new Tunnel(stack, "tunnel", { account });
      tunnel.connect(new KubernetesConnector(VALID));
      tunnel.publish("db.example.com", {
        zone: zoneOf(stack),
        origin: Origin.tcp("db.corp.example", 5432),
        access: HostAccess.publicly("read only"),
      });
    }),
  KubernetesServiceInvalid: () =>
    messagesOf((stack) =>
      publish(stack, { origin: KubernetesService.http("web.shop", { namespace: "shop", port: 80 }) }),
    ),
  NamespaceInvalid: () => connecting({ namespace: "Cloudflared" }),
  SecretReferenceInvalid: () => connecting({ token: TunnelToken.fromKubernetesSecret("cloudflared_token", "token") }),
  TokenInState: () => connecting({ token: TunnelToken.fromTunnel() }),
};
