import {
  ZeroTrustGatewayPolicy,
  ZeroTrustGatewayPolicyRuleSettingsDnsResolversIpv4,
} from "@cdktf/provider-cloudflare/lib/zero-trust-gateway-policy";
import { Construct } from "constructs";
import { gatewayPolicy } from "./policy";
import { GatewayPolicyProps } from "./policy-props";
import { Account, Plan } from "../core/account";
import { isAddress, parseCidr } from "../core/addresses/cidr";
import { isPrivateAddress } from "../core/addresses/reserved-ranges";
import { Problem, report, reportAtEnd, warn } from "../core/errors";
import { validateOwnership } from "../core/owner";
import { ReplacementTrigger } from "../core/terraform/replacement";
import { requireLiteral } from "../core/terraform/resources";
import { IVirtualNetwork } from "../core/virtual-network";
import { placeOf, routeTo } from "../network/route-registry";
import { validateQuic, tunnelOf } from "../tunnel/tunnel";

/** The most of either address family that one policy takes. */
const MAX_RESOLVERS = 10;
/** Defines a DNS server that Gateway asks. */
export interface GatewayResolver {
  /** An IPv4 or IPv6 address. A private one is asked through the tunnel that routes it. */
  readonly address: string;
  /** @default 53 */
  readonly port?: number;
  /** The virtual network whose tunnel reaches the address. @default - the account's default one */
  readonly virtualNetwork?: IVirtualNetwork;
}

/** Defines a resolver policy. */
export interface GatewayResolverPolicyProps extends GatewayPolicyProps {
  /** The DNS servers: at most 10 of IPv4 and 10 of IPv6. Gateway keeps to the fastest. */
  readonly resolvers: GatewayResolver[];
}

/**
 * Defines a Gateway resolver policy: which DNS servers answer which names. It needs the Enterprise plan.
 *
 * Errors: EnterpriseOnly, PlanUnknown, ResolverInvalid, ResolverUnrouted, ResolverPoliciesOverlap, HostnamePatternInvalid,
 * HostnamePatternTooComplex, TrafficInvalid, TrafficTooLong, TrafficMisplaced, ConnectorWithoutQuic, PrecedenceInvalid, PrecedenceTaken,
 * GatewayPolicyInvalid, AccountMismatch, StackMismatch, TokenNotAllowed.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/traffic-policies/resolver-policies/
 */
export class GatewayResolverPolicy extends Construct {
  public readonly resource: ZeroTrustGatewayPolicy;
  /** The policy's id: a UUID. */
  public readonly policyId: string;

  public constructor(scope: Construct, id: string, props: GatewayResolverPolicyProps) {
    super(scope, id);
    const { account, resolvers } = props;
    for (const { address } of resolvers) requireLiteral(this, "a resolver's address", address);
    const [ipv4, ipv6] = [resolvers.filter(({ address }) => !address.includes(":")), resolvers.filter(isIpv6)];
    this.resource = gatewayPolicy(this, props, {
      builder: "dns_resolver",
      action: "resolve",
      blocks: false,
      ruleSettings: {
        dnsResolvers: {
          ...(ipv4.length > 0 && { ipv4: ipv4.map(rendered) }),
          ...(ipv6.length > 0 && { ipv6: ipv6.map(rendered) }),
        },
      },
    });
    this.policyId = this.resource.id;
    // A policy does not follow its resolver's route to another virtual network.
    const networks = resolvers.map(({ virtualNetwork }) => virtualNetwork?.virtualNetworkId ?? "default");
    new ReplacementTrigger(this, "VirtualNetworks", { virtualNetworks: [...new Set(networks)] }).replaces(
      this.resource,
    );
    this.requirePlan(account);
    report(
      this,
      ...validateResolvers(resolvers),
      ...resolvers.flatMap(({ virtualNetwork }) => validateOwnership(this, account, virtualNetwork?._owner)),
    );
    reportAtEnd(this, () => resolvers.flatMap((resolver) => validateResolverRoute(this, account, resolver)));
  }

  private requirePlan({ plan }: Account): void {
    const alternative = "hostname routes do it on every plan: tunnel.routeHostname(…)";
    if (plan === undefined) {
      warn(
        this,
        "PlanUnknown",
        `resolver policies need the Enterprise plan, and account.plan is not said; say Plan.ENTERPRISE. On another, ${alternative}`,
      );
    } else if (plan !== Plan.ENTERPRISE) {
      report(this, {
        code: "EnterpriseOnly",
        message: `the account's plan is ${plan.name}, and resolver policies need Plan.ENTERPRISE; ${alternative}`,
      });
    }
  }
}

function isIpv6({ address }: GatewayResolver): boolean {
  return address.includes(":");
}

/** How Gateway gets to a resolver, once all routes of the app are known. What is routed in a network of somebody else is not. */
function validateResolverRoute(
  policy: Construct,
  account: Account,
  { address, virtualNetwork }: GatewayResolver,
): Problem[] {
  const range = isAddress(address) ? parseCidr(address) : undefined; // what is none is refused already
  const isTheirs = virtualNetwork !== undefined && virtualNetwork._owner === undefined;
  if (range === undefined || isTheirs || (virtualNetwork === undefined && !isPrivateAddress(address))) return [];
  const routed = routeTo(policy, account, range, virtualNetwork);
  if (routed === undefined) {
    const message = `no route of this app leads to the resolver ${address} in ${placeOf(virtualNetwork)}, so no name would resolve; route it by tunnel.route("${range.text}", …), or name the network by VirtualNetwork.fromVirtualNetworkId(…) where others route it`;
    return [{ code: "ResolverUnrouted", message }];
  }
  const tunnel = tunnelOf(policy, routed.tunnelId);
  return tunnel === undefined ? [] : validateQuic(tunnel, `the resolver ${address}`);
}

function rendered({
  address,
  port,
  virtualNetwork,
}: GatewayResolver): ZeroTrustGatewayPolicyRuleSettingsDnsResolversIpv4 {
  return {
    ip: address,
    port: port ?? 53,
    ...(virtualNetwork !== undefined && { vnetId: virtualNetwork.virtualNetworkId }),
    ...((virtualNetwork !== undefined || isPrivateAddress(address)) && { routeThroughPrivateNetwork: true }),
  };
}

function validateResolvers(resolvers: GatewayResolver[]): Problem[] {
  const problems: Problem[] = [];
  const wrong = (message: string) => problems.push({ code: "ResolverInvalid", message });
  if (resolvers.length === 0) wrong("resolvers is empty; expected at least one DNS server");
  for (const [family, count] of [
    ["IPv6", resolvers.filter(isIpv6).length],
    ["IPv4", resolvers.filter((resolver) => !isIpv6(resolver)).length],
  ] as const) {
    if (count > MAX_RESOLVERS) wrong(`there are ${count} ${family} resolvers; a policy takes ${MAX_RESOLVERS} at most`);
  }
  const seen = new Set<string>();
  for (const { address, port = 53, virtualNetwork } of resolvers) {
    if (!isAddress(address)) {
      wrong(`a resolver's address is "${address}"; expected an IPv4 or IPv6 address, without a port`);
    }
    if (!Number.isInteger(port) || port < 1 || port > 65535) {
      wrong(`the port of resolver ${address} is ${port}; expected a whole number from 1 to 65535`);
    }
    const key = `${address} ${port} ${virtualNetwork?.virtualNetworkId}`;
    if (seen.has(key)) wrong(`resolver ${address} is there twice; remove one`);
    seen.add(key);
  }
  return problems;
}
