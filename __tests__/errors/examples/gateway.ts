import { TerraformStack } from "cdktf";
import { account } from "./fixture";
import { messagesOf } from "../messages";
import {
  Account,
  GatewayDnsPolicy,
  GatewayNetworkPolicy,
  GatewayPolicyProps,
  GatewayResolver,
  GatewayResolverPolicy,
  HostnamePattern,
  Identity,
  NetworkAction,
  DnsAction,
  Plan,
  Traffic,
  Tunnel,
  VirtualNetwork,
} from "cdktf-zero-trust";

const enterprise: Account = { ...account, plan: Plan.ENTERPRISE };
const BLOCK = NetworkAction.BLOCK;

/** A valid resolver policy, except for what the example overrides. */
function names(
  stack: TerraformStack,
  id: string,
  wrong: Partial<GatewayPolicyProps> & { resolvers?: GatewayResolver[] },
) {
  const traffic = Traffic.host(HostnamePattern.under("lab.example.internal"));
  const resolvers = [{ address: "192.0.2.53" }];
  return new GatewayResolverPolicy(stack, id, { account: enterprise, traffic, resolvers, ...wrong });
}

function deny(stack: TerraformStack, id: string, traffic: Traffic, precedence?: number) {
  return new GatewayNetworkPolicy(stack, id, { account, action: BLOCK, traffic, precedence });
}

const pattern = (source: string) => ({ traffic: Traffic.host(HostnamePattern.regex(source)) });

/** Examples of the codes of Gateway policies. */
export default {
  AllowInOtherNetwork: () =>
    messagesOf((stack) => {
      const tunnel = new Tunnel(stack, "tunnel", { account });
      const traffic = Traffic.destination("10.50.0.0/16");
      const block = deny(stack, "others", traffic);
      const identity = Identity.groups("engineers");
      const engineers = new GatewayNetworkPolicy(stack, "engineers", {
        account,
        action: NetworkAction.ALLOW,
        traffic,
        identity,
      });
      tunnel.route("10.50.0.0/16", { guardedBy: [engineers, block] });
      const virtualNetwork = new VirtualNetwork(stack, "lab", { account });
      tunnel.route("10.50.0.0/16", { virtualNetwork, guardedBy: [block] });
    }),
  AllowWithoutDestination: () =>
    messagesOf((stack) => {
      const traffic = Traffic.sniDomains("wiki.example.internal");
      const action = NetworkAction.ALLOW;
      const identity = Identity.groups("engineers");
      new GatewayNetworkPolicy(stack, "wiki", { account, action, traffic, identity });
    }),
  BlockWithoutEffect: () =>
    messagesOf((stack) => {
      const lab = Traffic.destination("10.50.0.0/16");
      const identity = Identity.groups("engineers");
      new GatewayNetworkPolicy(stack, "engineers", { account, action: NetworkAction.ALLOW, traffic: lab, identity });
      deny(stack, "no-ssh", lab.and(Traffic.port(22)));
      const guard = deny(stack, "deny", lab);
      new Tunnel(stack, "tunnel", { account }).route("10.50.0.0/16", { guardedBy: [guard] });
    }),
  EnterpriseOnly: () => messagesOf((stack) => names(stack, "names", { account: { ...account, plan: Plan.STANDARD } })),
  GatewayPolicyInvalid: () =>
    messagesOf((stack) => {
      const traffic = Traffic.domains("old.example.com");
      new GatewayDnsPolicy(stack, "old", { account, action: DnsAction.OVERRIDE, traffic });
    }),
  HostnamePatternInvalid: () => messagesOf((stack) => names(stack, "names", pattern("^web\\.example\\.internal$"))),
  HostnamePatternTooComplex: () =>
    messagesOf((stack) => {
      names(stack, "names", pattern("^.{20}a.*$"));
      names(stack, "others", pattern("^.*b.*$"));
    }),
  IdentityInvalid: () =>
    messagesOf((stack) => {
      const traffic = Traffic.destination("10.50.0.0/16");
      const identity = Identity.emails("everybody");
      new GatewayNetworkPolicy(stack, "allow", { account, action: NetworkAction.ALLOW, traffic, identity });
    }),
  PlanUnknown: () => messagesOf((stack) => names(stack, "names", { account })),
  PrecedenceInvalid: () => messagesOf((stack) => names(stack, "names", { precedence: 0 })),
  PrecedenceTaken: () =>
    messagesOf((stack) => {
      deny(stack, "lab", Traffic.destination("10.50.0.0/16"), 12000);
      deny(stack, "office", Traffic.destination("10.60.0.0/16"), 12000);
    }),
  ResolverInvalid: () => messagesOf((stack) => names(stack, "names", { resolvers: [{ address: "10.50.0.10:53" }] })),
  ResolverPoliciesOverlap: () =>
    messagesOf((stack) => {
      names(stack, "names", {});
      names(stack, "build", { traffic: Traffic.domains("build.lab.example.internal") });
    }),
  TrafficInvalid: () => messagesOf((stack) => deny(stack, "lab", Traffic.destination("10.50.0.1/16"))),
  TrafficMisplaced: () => messagesOf((stack) => deny(stack, "lab", Traffic.domains("lab.example.internal"))),
  TrafficTooLong: () =>
    messagesOf((stack) => deny(stack, "lab", Traffic.raw(`net.dst.port in {${"80 ".repeat(50_000)}}`))),
};
