import { TerraformStack } from "cdktf";
import {
  DnsAction,
  GatewayDnsPolicy,
  GatewayDnsPolicyProps,
  GatewayNetworkPolicy,
  GatewayNetworkPolicyProps,
  GatewayResolverPolicy,
  GatewayResolverPolicyProps,
  HostnamePattern,
  NetworkAction,
  Traffic,
} from "../../lib/gateway";
import { ACCOUNT } from "../support/stack";
import { Account, Plan } from "cdktf-zero-trust";

export const ENTERPRISE: Account = { ...ACCOUNT, plan: Plan.ENTERPRISE };
export const LAB = Traffic.destination("10.50.0.0/16");

/** A valid network policy, except for what the test overrides. */
export function networkPolicy(stack: TerraformStack, props: Partial<GatewayNetworkPolicyProps> = {}, id = "deny") {
  return new GatewayNetworkPolicy(stack, id, {
    account: ACCOUNT,
    action: NetworkAction.BLOCK,
    traffic: LAB,
    ...props,
  });
}

/** A valid DNS policy, except for what the test overrides. */
export function dnsPolicy(stack: TerraformStack, props: Partial<GatewayDnsPolicyProps> = {}, id = "dns") {
  return new GatewayDnsPolicy(stack, id, {
    account: ACCOUNT,
    action: DnsAction.BLOCK,
    traffic: Traffic.domains("a.example"),
    ...props,
  });
}

/** A valid resolver policy, except for what the test overrides. */
export function resolverPolicy(stack: TerraformStack, props: Partial<GatewayResolverPolicyProps> = {}, id = "names") {
  return new GatewayResolverPolicy(stack, id, {
    account: ENTERPRISE,
    traffic: Traffic.host(HostnamePattern.under("lab.internal")),
    resolvers: [{ address: "192.0.2.53" }],
    ...props,
  });
}
