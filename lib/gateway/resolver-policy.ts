import {
  ZeroTrustGatewayPolicy,
  ZeroTrustGatewayPolicyRuleSettingsDnsResolversIpv4,
} from "@cdktf/provider-cloudflare/lib/zero-trust-gateway-policy";
import { Construct } from "constructs";
import { gatewayPolicy } from "./policy";
import { GatewayPolicyProps, POLICY_PROPS } from "./policy-props";
import { Traffic } from "./traffic";
import { Account, Plan } from "../core/account";
import { isAddress, isDefaultRoute, parseCidr } from "../core/addresses/cidr";
import { validatePort } from "../core/addresses/port";
import { isPrivateAddress } from "../core/addresses/reserved-ranges";
import { Problem, report, reportAtEnd, warn } from "../core/errors";
import { warnAboutMulticastName } from "../core/multicast-names";
import { validateOwnership } from "../core/owner";
import { checkProps, PropNames } from "../core/props";
import { idOf } from "../core/terraform/create";
import { lazyLiterals } from "../core/terraform/literals";
import { ReplacementTrigger } from "../core/terraform/replacement";
import { requireLiteral } from "../core/terraform/resources";
import { IVirtualNetwork } from "../core/virtual-network";
import { placeOf, routeTo } from "../network/route-registry";
import { validateQuic, tunnelOf } from "../tunnel/tunnel";

/** The maximum number of resolvers per address family and policy. */
const MAX_RESOLVERS = 10;

/** A DNS server that Gateway queries. */
export interface GatewayResolver {
  /**
   * An IPv4 or IPv6 address. Gateway queries it through a tunnel if it is a private address, or if a route of this app
   * covers it in the virtual network, and otherwise over the internet. A default route (`0.0.0.0/0`, `::/0`) covers
   * every address, so it does not count for public ones.
   */
  readonly address: string;
  /** The port of the DNS server, from 1 to 65535. @default 53 */
  readonly port?: number;
  /** The virtual network in which the address is routed. @default - the account's default virtual network */
  readonly virtualNetwork?: IVirtualNetwork;
}

/** Properties of `GatewayResolverPolicy`. */
export interface GatewayResolverPolicyProps extends GatewayPolicyProps {
  /** The DNS servers: at most 10 IPv4 and 10 IPv6 addresses. Gateway uses the fastest. */
  readonly resolvers: GatewayResolver[];
}

const PROPS: PropNames<GatewayResolverPolicyProps> = {
  required: { ...POLICY_PROPS.required, resolvers: "the DNS servers, such as [{ address }]" },
  optional: { ...POLICY_PROPS.optional },
};
const RESOLVER: PropNames<GatewayResolver> = {
  required: { address: "the IP address of the DNS server" },
  optional: { port: true, virtualNetwork: true },
};

/**
 * A Gateway resolver policy: sends DNS queries for the matched names to the given DNS servers.
 *
 * Resolver policies require the Enterprise plan. On other plans, use hostname routes: `tunnel.routeHostname(…)`.
 *
 * @example
 * new GatewayResolverPolicy(this, "lab-names", {
 *   account: { ...account, plan: Plan.ENTERPRISE },
 *   traffic: Traffic.host(HostnamePattern.under("lab.example.internal")),
 *   resolvers: [{ address: "192.0.2.53" }],
 * });
 *
 * @throws ValidationError AccountIdInvalid, AccountMismatch, ConnectorWithoutQuic, EnterpriseOnly,
 * GatewayPolicyInvalid, HostnamePatternInvalid, HostnamePatternTooComplex, PrecedenceInvalid, PrecedenceTaken,
 * PropMissing, PropUnknown, ResolverInvalid, ResolverPoliciesOverlap, ResolverUnrouted, StackMismatch, TokenNotAllowed,
 * TrafficInvalid, TrafficMisplaced, TrafficTooLong
 * @see https://developers.cloudflare.com/cloudflare-one/traffic-policies/resolver-policies/
 */
export class GatewayResolverPolicy extends Construct {
  /** The underlying L1 resource. */
  public readonly resource: ZeroTrustGatewayPolicy;
  /** The policy's id: a UUID. */
  public readonly policyId: string;

  public constructor(scope: Construct, id: string, props: GatewayResolverPolicyProps) {
    super(scope, id);
    checkProps(this, "GatewayResolverPolicy", props, PROPS);
    const { account, resolvers } = props;
    for (const resolver of resolvers) {
      checkProps(this, "GatewayResolverPolicy.resolvers", resolver, RESOLVER);
      requireLiteral(this, "a resolver's address", resolver.address);
    }
    const ipv4 = resolvers.filter((resolver) => !isIpv6(resolver));
    const ipv6 = resolvers.filter(isIpv6);
    this.resource = gatewayPolicy(this, props, {
      builder: "dns_resolver",
      action: "resolve",
      blocks: false,
      ruleSettings: {
        dnsResolvers: {
          ...(ipv4.length > 0 && { ipv4: ipv4.map((each) => this.rendered(account, each)) }),
          ...(ipv6.length > 0 && { ipv6: ipv6.map((each) => this.rendered(account, each)) }),
        },
      },
    });
    this.policyId = idOf(this.resource);
    // A policy does not follow when the route of its resolver moves to another virtual network, so it is replaced.
    const networks = resolvers.map(({ virtualNetwork }) => virtualNetwork?.virtualNetworkId ?? "default");
    new ReplacementTrigger(this, "VirtualNetworks", { virtualNetworks: [...new Set(networks)] }).replaces(
      this.resource,
    );
    this.requirePlan(account);
    for (const name of namesUnderLocal(props.traffic)) warnAboutMulticastName(this, name);
    report(
      this,
      ...validateResolvers(resolvers),
      ...resolvers.flatMap(({ virtualNetwork }) => validateOwnership(this, account, virtualNetwork?._owner)),
    );
    reportAtEnd(this, () => resolvers.flatMap((resolver) => validateResolverRoute(this, account, resolver)));
  }

  private rendered(account: Account, resolver: GatewayResolver): ZeroTrustGatewayPolicyRuleSettingsDnsResolversIpv4 {
    const { address, port, virtualNetwork } = resolver;
    return {
      ip: address,
      port: port ?? 53,
      ...(virtualNetwork !== undefined && { vnetId: virtualNetwork.virtualNetworkId }),
      routeThroughPrivateNetwork: isAlwaysPrivate(resolver)
        ? true
        : // The route can be added after the policy.
          lazyLiterals(() => isRoutedByApp(this, account, resolver) || undefined),
    };
  }

  private requirePlan({ plan }: Account): void {
    if (plan === undefined) {
      warn(
        this,
        "PlanUnknown",
        "resolver policies require the Enterprise plan, but account.plan is not set. Set it to Plan.ENTERPRISE, or " +
          "use hostname routes on another plan: tunnel.routeHostname(…).",
      );
    } else if (plan !== Plan.ENTERPRISE) {
      report(this, {
        code: "EnterpriseOnly",
        message:
          `resolver policies require Plan.ENTERPRISE, but account.plan is "${plan.name}". ` +
          "Use hostname routes instead: tunnel.routeHostname(…).",
      });
    }
  }
}

/** The names under `local` with which the patterns of the traffic end. */
function namesUnderLocal({ _conditions: conditions }: Traffic): string[] {
  const patterns = conditions.flatMap(({ names, negated }) => (negated || names === undefined ? [] : names.source));
  const ends = patterns.flatMap((source) => source.match(/(?<![a-z0-9_-])(?:[a-z0-9-]+\[\.\])*local(?=[$|)])/g) ?? []);
  return ends.map((end) => end.replaceAll("[.]", "."));
}

function isIpv6({ address }: GatewayResolver): boolean {
  return address.includes(":");
}

/** Whether the internet does not route the address, or the policy names the virtual network that does. */
function isAlwaysPrivate({ address, virtualNetwork }: GatewayResolver): boolean {
  return virtualNetwork !== undefined || isPrivateAddress(address);
}

/** Whether a route of the app shows that the address is in a private network. */
function isRoutedByApp(policy: Construct, account: Account, { address, virtualNetwork }: GatewayResolver): boolean {
  const range = isAddress(address) ? parseCidr(address) : undefined;
  const routed = range && routeTo(policy, account, range, virtualNetwork);
  return routed !== undefined && !isDefaultRoute(routed.cidr);
}

/** Checks that a private resolver is routed, after all routes are known. Routes of imported networks are unknown. */
function validateResolverRoute(policy: Construct, account: Account, resolver: GatewayResolver): Problem[] {
  const { address, virtualNetwork } = resolver;
  const range = isAddress(address) ? parseCidr(address) : undefined; // validateResolvers reports invalid addresses
  const isImported = virtualNetwork !== undefined && virtualNetwork._owner === undefined;
  if (range === undefined || isImported) return [];
  if (!isAlwaysPrivate(resolver) && !isRoutedByApp(policy, account, resolver)) return [];
  const routed = routeTo(policy, account, range, virtualNetwork);
  if (routed === undefined) {
    const message =
      `no route of this app covers the resolver ${address} in ${placeOf(virtualNetwork)}, so no name would ` +
      `resolve. Route it with tunnel.route("${range.text}", …), or import the network with ` +
      "VirtualNetwork.fromVirtualNetworkId(…) if the route is managed elsewhere.";
    return [{ code: "ResolverUnrouted", message }];
  }
  const tunnel = tunnelOf(policy, routed.tunnelId);
  return tunnel === undefined ? [] : validateQuic(tunnel, `the resolver ${address}`);
}

function validateResolvers(resolvers: GatewayResolver[]): Problem[] {
  const problems: Problem[] = [];
  const wrong = (message: string) => problems.push({ code: "ResolverInvalid", message });
  if (resolvers.length === 0) wrong("resolvers is empty. Expected at least one DNS server.");
  for (const [family, count] of [
    ["IPv6", resolvers.filter(isIpv6).length],
    ["IPv4", resolvers.filter((resolver) => !isIpv6(resolver)).length],
  ] as const) {
    if (count > MAX_RESOLVERS) {
      wrong(`there are ${count} ${family} resolvers. A policy supports at most ${MAX_RESOLVERS}.`);
    }
  }
  const seen = new Set<string>();
  for (const { address, port = 53, virtualNetwork } of resolvers) {
    if (!isAddress(address)) {
      wrong(`resolver "${address}" is not an IPv4 or IPv6 address. Set the port in \`port\`.`);
    }
    problems.push(...validatePort(`the port of resolver ${address}`, port, "ResolverInvalid"));
    const key = `${address} ${port} ${virtualNetwork?.virtualNetworkId}`;
    if (seen.has(key)) wrong(`resolver ${address} is listed more than once. Remove the duplicate.`);
    seen.add(key);
  }
  return problems;
}
