import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1";
import { FROM_SECRET, FROM_TUNNEL, made, newStack } from "./support";
import { AccessPolicy, AccessRule, HostAccess } from "../../lib/access";
import { Zone } from "../../lib/dns";
import { KubernetesConnector, KubernetesConnectorProps, KubernetesService } from "../../lib/kubernetes";
import { graph } from "../../lib/testing";
import { Origin, Tunnel } from "../../lib/tunnel";

const account = { accountId: "0123456789abcdef0123456789abcdef", teamName: "example" };

function published(origin: Origin, props: Partial<KubernetesConnectorProps> = {}) {
  const stack = newStack();
  new CloudflareProvider(stack, "cloudflare");
  const zone = Zone.fromZoneAttributes(stack, "example.com", {
    zoneId: "fedcba9876543210fedcba9876543210",
    zoneName: "example.com",
  });
  const staff = new AccessPolicy(stack, "staff", { account, include: [AccessRule.emailDomain("example.com")] });
  const tunnel = new Tunnel(stack, "eks-dev", { account });
  tunnel.connect(new KubernetesConnector({ namespace: "cloudflared", token: FROM_SECRET, ...props }));
  tunnel.publish("argocd.example.com", { zone, origin, access: HostAccess.policies(staff) });
  return { stack, tunnel };
}

const argocd = KubernetesService.http("argocd-server", { namespace: "argocd", port: 80, targetPort: 8080 });

test("Tunnel.publish opens the connector's NetworkPolicy to a Service", () => {
  const { stack } = published(argocd);
  expect(made(stack).only("kubernetes_network_policy_v1").spec.egress.slice(4)).toEqual([
    {
      to: [{ namespace_selector: { match_labels: { "kubernetes.io/metadata.name": "argocd" } } }],
      ports: [{ protocol: "TCP", port: "8080" }],
    },
  ]);
});

test("Tunnel.publish fails when the name of a Service is invalid", () => {
  const { stack } = published(KubernetesService.http("ArgoCD", { namespace: "argocd", port: 80 }));
  expect(() => made(stack)).toThrow(
    'KubernetesServiceInvalid: name of the Service: "ArgoCD" is not a valid Service name',
  );
});

test("Tunnel.connect deletes the pods before the tunnel, and the tunnel before its Access applications", () => {
  const { edges } = graph(published(argocd, { token: FROM_TUNNEL }).stack);
  expect(edges).toEqual(
    expect.arrayContaining([
      "eks-dev/Connector-cloudflared/Deployment => eks-dev",
      "eks-dev/Connector-cloudflared/Deployment => eks-dev/Connector-cloudflared/NetworkPolicy",
      "eks-dev/Connector-cloudflared/Secret -> eks-dev/Token",
      "eks-dev => Hosts/argocd.example.com/Application",
    ]),
  );
});

test("Tunnel.connect creates the objects of a connector after a namespace of the same stack", () => {
  const { stack, tunnel } = published(argocd);
  tunnel.node.addDependency(new NamespaceV1(stack, "namespace", { metadata: { name: "cloudflared" } }));
  for (const object of ["Deployment", "NetworkPolicy", "PodDisruptionBudget"]) {
    expect(graph(stack).edges).toContain(`eks-dev/Connector-cloudflared/${object} => namespace`);
  }
});

test("Tunnel.connect accepts several Kubernetes connectors", () => {
  const { stack, tunnel } = published(argocd);
  tunnel.connect(new KubernetesConnector({ namespace: "cloudflared", token: FROM_SECRET, name: "edge-2" }));
  tunnel.connect(new KubernetesConnector({ namespace: "elsewhere", token: FROM_SECRET }));
  expect(made(stack).all("kubernetes_deployment_v1")).toHaveLength(3);
});
