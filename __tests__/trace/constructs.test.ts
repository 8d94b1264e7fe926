import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { Testing } from "cdktf";
import { verdict } from "./fixture";
import {
  Account,
  DeviceProfile,
  GatewayNetworkPolicy,
  GatewayResolverPolicy,
  HostnamePattern,
  Identity,
  NetworkAction,
  Plan,
  SplitTunnel,
  Traffic,
  Transport,
  Tunnel,
  TunnelToken,
  VirtualNetwork,
} from "../../lib/index";
import { KubernetesConnector } from "../../lib/kubernetes/index";
import { Question, traceName } from "../../lib/trace/index";
import { ACCOUNT, stackWithProvider } from "../support/stack";

const account: Account = { ...ACCOUNT, plan: Plan.ENTERPRISE };
const ENGINEER = { email: "a@example.com", groups: ["engineers"] };
const NAME = "web.shop.svc.dev.example.internal";

/** A cluster that the constructs of this library define. */
function cluster(options: { lab?: boolean; include?: boolean; protocol?: Transport; hostname?: string } = {}) {
  const stack = stackWithProvider();
  new KubernetesProvider(stack, "kubernetes");
  const virtualNetwork = options.lab ? new VirtualNetwork(stack, "lab", { account }) : undefined;
  const pods = Traffic.destination("10.10.0.0/16");
  const traffic = virtualNetwork === undefined ? pods : pods.and(Traffic.virtualNetwork(virtualNetwork));
  const engineers = Identity.groups("engineers");
  const allow = new GatewayNetworkPolicy(stack, "allow", {
    account,
    action: NetworkAction.ALLOW,
    traffic,
    identity: engineers,
  });
  const deny = new GatewayNetworkPolicy(stack, "deny", { account, action: NetworkAction.BLOCK, traffic });
  const tunnel = new Tunnel(stack, "dev", { account });
  tunnel.connect(
    new KubernetesConnector({
      namespace: "cloudflared",
      token: TunnelToken.fromKubernetesSecret("t", "token"),
      protocol: options.protocol,
    }),
  );
  tunnel.route("10.10.0.0/16", { virtualNetwork, guardedBy: [allow, deny] });
  if (options.hostname !== undefined) tunnel.routeHostname(options.hostname, { unguarded: "a test" });
  new GatewayResolverPolicy(stack, "names", {
    account,
    traffic: Traffic.host(HostnamePattern.environments(["dev"], "example.internal")),
    resolvers: [{ address: "10.10.0.10", virtualNetwork }],
  });
  new DeviceProfile(stack, "engineers", {
    account,
    match: engineers,
    reach: { account: ACCOUNT, cidrs: ["10.10.0.0/16"], zones: ["dev.example.internal"] },
    splitTunnel: options.include ? SplitTunnel.include() : SplitTunnel.exclude(),
  });
  // Without the validations at synth, which reject some of this.
  const stacks = [{ name: "dev", terraform: JSON.parse(Testing.synth(stack)) }];
  return (question: Partial<Question> = {}) =>
    verdict(traceName(stacks, { fqdn: NAME, person: ENGINEER, ...question }));
}

test("connects to a cluster that the constructs define", () => {
  const ask = cluster();
  expect(ask()).toBe("connects");
  expect(ask({ person: undefined })).toBe("connects");
  expect(cluster({ include: true })()).toBe("connects");
});

test("blocks users that no policy allows", () => {
  const person = { email: "b@example.com", groups: ["sales"] };
  expect(cluster()({ person, profile: "engineers" })).toBe("broken: network policies ConnectionBlocked");
  expect(cluster()({ person })).toBe("broken: local domains NameKeptLocal");
});

test("connects only from the virtual network of the cluster", () => {
  const ask = cluster({ lab: true });
  expect(ask({ virtualNetwork: "lab" })).toBe("connects");
  expect(ask()).toBe("broken: route AnswerUnrouted");
});

test("breaks at a connector that uses HTTP/2", () => {
  expect(cluster({ protocol: Transport.HTTP2 })()).toBe("broken: connector ConnectorWithoutQuic");
  expect(cluster({ protocol: Transport.QUIC })()).toBe("connects");
});

test("connects by a hostname route in either mode of the split tunnel", () => {
  const hostname = "*.shop.svc.dev.example.internal";
  expect(cluster({ hostname })()).toBe("connects");
  expect(cluster({ hostname, include: true })()).toBe("connects");
});
