import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { App, TerraformStack } from "cdktf";
import { made } from "./support";
import { ACCOUNT as account, problems, stackWithProvider } from "../support/stack";
import { ITunnel, Tunnel, TunnelToken } from "cdktf-zero-trust";
import { KubernetesConnector } from "cdktf-zero-trust/lib/kubernetes";

const POLICY = "kubernetes_network_policy_v1";

let own: TerraformStack;
let tunnel: Tunnel;
let imported: ITunnel;

beforeEach(() => {
  own = stackWithProvider("tunnels");
  new KubernetesProvider(own, "kubernetes");
  tunnel = new Tunnel(own, "dev", { account });
  tunnel.connect(
    new KubernetesConnector({ namespace: "cloudflared", token: TunnelToken.fromKubernetesSecret("token", "token") }),
  );
  const other = stackWithProvider("routes", own.node.root as App);
  imported = Tunnel.fromTunnelAttributes(other, "dev", { account, tunnelId: tunnel.tunnelId });
});

describe("a tunnel that another stack of the app imports", () => {
  const cidrs = (): string[] =>
    made(own)
      .only(POLICY)
      .spec.egress.slice(4)
      .flatMap(({ to }: any) => to.flatMap((peer: any) => peer.ip_block?.cidr ?? []));

  test("opens the connector's NetworkPolicy to the routes of the other stack", () => {
    imported.route("10.10.0.0/16", { unguarded: "a lab without secrets" });
    tunnel.route("10.20.0.0/16", { unguarded: "a lab without secrets" });
    expect(cidrs()).toEqual(["10.10.0.0/16", "10.20.0.0/16"]);
    expect(tunnel.routes).toEqual(["10.10.0.0/16", "10.20.0.0/16"]);
  });

  test("opens it to the destinations and the resolvers of hostname routes", () => {
    imported.routeHostname("web.internal", {
      unguarded: "a lab without secrets",
      destinations: ["10.30.0.0/16"],
      resolvers: ["10.40.0.10"],
    });
    expect(cidrs()).toEqual(["10.40.0.10/32", "10.30.0.0/16"]);
    expect(tunnel.hostnameRoutes).toEqual(["web.internal"]);
  });

  test("fails when the hostname routes of two stacks have different resolvers", () => {
    const route = (through: ITunnel, hostname: string, resolver: string) =>
      through.routeHostname(hostname, {
        unguarded: "a lab without secrets",
        destinations: ["10.30.0.0/16"],
        resolvers: [resolver],
      });
    route(tunnel, "web.internal", "10.40.0.10");
    const { node } = route(imported, "api.internal", "10.50.0.10");
    const stack = node.scopes.find(TerraformStack.isStack)!;
    expect(problems(stack)).toEqual(["HostnameRoutes/api.internal ResolversMixed"]);
  });

  test("is not known to the app if its id is a literal", () => {
    const tunnelId = "f70ff985-a4ef-4643-bbbc-4a0ed4fc8415";
    const unknown = Tunnel.fromTunnelAttributes(imported.node.scope as TerraformStack, "other", { account, tunnelId });
    unknown.route("10.60.0.0/16", { unguarded: "a lab without secrets" });
    expect(cidrs()).toEqual([]);
  });
});
