import { TerraformStack } from "cdktf";
import { messagesOf } from "../messages";
import { account } from "./fixture";
import { connectorOf } from "../../support/connector";
import {
  Account,
  ClusterOptions,
  Fleet,
  GatewayResolverPolicy,
  HostnamePattern,
  Identity,
  Plan,
  Traffic,
  Transport,
  Tunnel,
  VirtualNetwork,
} from "cdktf-zero-trust";

const enterprise: Account = { ...account, plan: Plan.ENTERPRISE };

/** Valid clusters, except for what the example overrides, each with its own tunnel. */
function fleetOf(
  of: Account,
  build: (add: (environment: string, wrong?: Partial<ClusterOptions>) => void, stack: TerraformStack) => void,
) {
  return messagesOf((stack) => {
    const fleet = new Fleet(stack, "fleet", { account: of, domain: "k8s.example.internal" });
    build((environment, wrong) => {
      const tunnel = new Tunnel(stack, `tunnel-${environment}-${fleet.clusters.length}`, { account: of });
      fleet.addCluster(environment, {
        tunnel,
        podCidrs: ["10.10.0.0/16"],
        resolvers: ["10.10.0.10"],
        allow: [Identity.groups("engineers")],
        ...wrong,
      });
    }, stack);
  });
}

/** Examples of the codes of fleets and their routes. */
export default {
  ClusterCidrsMissing: () => fleetOf(enterprise, (add) => add("dev", { podCidrs: [] })),
  ClusterCidrsOverlap: () =>
    fleetOf(enterprise, (add, stack) => {
      add("dev");
      add("prod", { virtualNetwork: new VirtualNetwork(stack, "prod-net", { account: enterprise }) });
    }),
  ClusterNamesCollide: () =>
    fleetOf(enterprise, (add) => {
      for (let i = 0; i < 2; i++) add("dev");
    }),
  EnvironmentInvalid: () => fleetOf(enterprise, (add) => add("dev.eu")),
  HostnameRoutesInsufficient: () => fleetOf({ ...account, plan: Plan.STANDARD }, (add) => add("dev")),
  ResolverUnrouted: () =>
    messagesOf((stack) => {
      const traffic = Traffic.host(HostnamePattern.under("lab.example.internal"));
      new GatewayResolverPolicy(stack, "names", {
        account: enterprise,
        traffic,
        resolvers: [{ address: "10.50.0.10" }],
      });
    }),
  ResolversMixed: () =>
    messagesOf((stack) => {
      const tunnel = new Tunnel(stack, "tunnel", { account });
      const unguarded = "a lab without users";
      tunnel.routeHostname("a.example.internal", { unguarded, resolvers: ["10.96.0.53"] });
      tunnel.routeHostname("b.example.internal", { unguarded, resolvers: ["10.96.0.54"] });
    }),
  ConnectorWithoutQuic: () =>
    fleetOf(enterprise, (add, stack) => {
      const tunnel = new Tunnel(stack, "tunnel", { account });
      tunnel.connect(connectorOf([Transport.HTTP2], "run"));
      add("dev", { tunnel });
    }),
  VirtualNetworksApart: () =>
    fleetOf(enterprise, (add, stack) => {
      const virtualNetwork = new VirtualNetwork(stack, "lab-net", { account: enterprise });
      add("dev");
      add("lab", { podCidrs: ["10.20.0.0/16"], resolvers: ["10.20.0.10"], virtualNetwork });
    }),
};
