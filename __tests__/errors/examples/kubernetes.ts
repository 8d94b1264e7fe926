import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { messagesOf } from "../messages";
import { account, publish, zoneOf } from "./fixture";
import { HostAccess, Origin, Tunnel, TunnelToken } from "cdktf-zero-trust";
import { KubernetesConnector, KubernetesConnectorProps, KubernetesService } from "cdktf-zero-trust/lib/kubernetes";

const token = TunnelToken.fromKubernetesSecret("cloudflared-token", "token");
const right: KubernetesConnectorProps = { namespace: "cloudflared", token };

/** What connectors get told, which differ from the right one in this. */
function connecting(...wrong: Partial<KubernetesConnectorProps>[]): string[] {
  return messagesOf((stack) => {
    new KubernetesProvider(stack, "kubernetes");
    const tunnel = new Tunnel(stack, "tunnel", { account });
    for (const props of wrong) tunnel.connect(new KubernetesConnector({ ...right, ...props }));
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
      tunnel.connect(new KubernetesConnector({ ...right, provider: provider("east") }));
      tunnel.connect(new KubernetesConnector({ ...right, namespace: "edge", provider: provider("west") }));
    }),
  ConnectorNameInvalid: () => connecting({ name: "Connector" }),
  ConnectorNameTaken: () =>
    messagesOf((stack) => {
      new KubernetesProvider(stack, "kubernetes");
      for (const id of ["first", "second"]) {
        new Tunnel(stack, id, { account }).connect(new KubernetesConnector({ ...right, name: "connector" }));
      }
    }),
  ConnectorReplicasInvalid: () => connecting({ replicas: 1 }),
  ConnectorResourcesInvalid: () => connecting({ memory: "256 MB" }),
  EgressUnknown: () =>
    messagesOf((stack) => {
      new KubernetesProvider(stack, "kubernetes");
      const tunnel = new Tunnel(stack, "tunnel", { account });
      tunnel.connect(new KubernetesConnector(right));
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
