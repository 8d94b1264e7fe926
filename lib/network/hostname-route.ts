import { ZeroTrustNetworkHostnameRoute } from "@cdktf/provider-cloudflare/lib/zero-trust-network-hostname-route";
import { Construct } from "constructs";
import { commentOf, guardTriggers, tieToGuards, validateGuardedRoute, validateGuards } from "./route-guards";
import { HostnameRouteOptions } from "./route-options";
import { hostnameRoutesOf, routedBefore } from "./route-registry";
import { Account } from "../core/account";
import { isAddress, parseCidr } from "../core/addresses/cidr";
import { validateCidr } from "../core/addresses/cidr-validation";
import { validateHostname, isWildcard } from "../core/addresses/hostname";
import { Problem, refuse, report, reportAtEnd } from "../core/errors";
import { warnAboutMulticastName } from "../core/multicast-names";
import { registerIn } from "../core/registry";
import { create } from "../core/terraform/create";
import { guardAttributes } from "../core/terraform/guarded-attributes";
import { ReplacementTrigger } from "../core/terraform/replacement";
import { requireLiteral } from "../core/terraform/resources";

/** Properties of a `HostnameRoute`. */
export interface HostnameRouteProps extends HostnameRouteOptions {
  /** The Cloudflare account of the tunnel. */
  readonly account: Account;
  /** The tunnel's id: a UUID. */
  readonly tunnelId: string;
  /** A literal FQDN in lower case. A leading "*." matches one label. */
  readonly hostname: string;
}

/**
 * A private hostname that enrolled devices can reach through a tunnel. The tunnel's connectors resolve it.
 *
 * Created by `ITunnel.routeHostname`, as `HostnameRoutes/<hostname>` of the stack. A hostname route does not depend on
 * the CIDRs behind it, so the CIDRs of two clusters can overlap.
 *
 * @example
 * tunnel.routeHostname("*.shop.svc.dev.example.internal", {
 *   destinations: ["10.10.0.0/16"],
 *   unguarded: "a lab without users",
 * });
 *
 * @throws ValidationError AccountMismatch, CidrInvalid, HostnameInvalid, ReasonInvalid, ResolverInvalid,
 * RouteGuardInvalid, RouteOverlap, RouteWithoutPolicy, SafetyContractBroken, StackMismatch, TokenNotAllowed
 * @see https://developers.cloudflare.com/cloudflare-one/networks/routes/add-routes/#add-a-hostname-route
 */
export class HostnameRoute extends Construct {
  /** The underlying L1 resource. */
  public readonly resource: ZeroTrustNetworkHostnameRoute;
  /** The hostname as Cloudflare stores it: without a leading "*.". It also matches names with one more label. */
  public readonly hostname: string;
  /** The canonical CIDRs that contain the addresses behind the hostname. */
  public readonly destinations: string[];
  /** The DNS servers that the connectors use for the hostname. Empty for the servers of the connector's host. */
  public readonly resolvers: string[];

  public constructor(scope: Construct, id: string, props: HostnameRouteProps) {
    super(scope, id);
    const { account, tunnelId, guardedBy: guards = [] } = props;
    const { destinations = [], resolvers = [] } = props;
    this.hostname = storedName(this, props.hostname);
    for (const cidr of destinations) requireLiteral(this, "destinations", cidr);
    for (const address of resolvers) requireLiteral(this, "resolvers", address);
    this.destinations = destinations.flatMap((cidr) => parseCidr(cidr)?.text ?? []);
    this.resolvers = [...resolvers];
    this.resource = create(ZeroTrustNetworkHostnameRoute, this, "Resource", {
      provider: registerIn(this, account, "routes"),
      accountId: account.accountId,
      tunnelId,
      hostname: this.hostname,
      comment: commentOf(props),
    });
    const target = {
      account,
      hostname: this.hostname,
      destinations: this.destinations.flatMap((cidr) => parseCidr(cidr) ?? []),
    };
    const route = { resource: this.resource, target, guards };
    const trigger = new ReplacementTrigger(this, "Way", { tunnel_id: tunnelId, ...guardTriggers(route) });
    tieToGuards(route, trigger);
    report(
      this,
      ...validateHostname(props.hostname),
      ...destinations.flatMap((cidr) => validateCidr("destinations", cidr)),
      ...resolvers.flatMap(validateRouteResolvers),
      ...validateGuards(this, account, `"${props.hostname}"`, props),
    );
    warnAboutMulticastName(this, this.hostname);
    guardAttributes(this, this.resource, ["comment"]);
    reportAtEnd(this, () => validateGuardedRoute(route, trigger));
  }
}

/** @internal Routes a hostname through a tunnel of this or another stack. */
export function routeHostnameThrough(
  tunnel: Construct,
  hostname: string,
  props: Omit<HostnameRouteProps, "hostname">,
): HostnameRoute {
  const stored = storedName(tunnel, hostname);
  const routes = hostnameRoutesOf(tunnel);
  const before = routedBefore(routes, props.account, stored);
  const twin = routes.node.tryFindChild(stored) as HostnameRoute | undefined;
  if (before !== undefined) {
    const message = `"${stored}" is already routed in ${before.node.path}. A hostname with a leading "*." and without it is the same route; keep one of them.`;
    report(tunnel, { code: "RouteOverlap", message });
  }
  return twin ?? new HostnameRoute(routes, stored, { ...props, hostname });
}

function validateRouteResolvers(address: string): Problem[] {
  if (isAddress(address)) return [];
  const message = `resolvers: "${address}" is not a valid address; use an IPv4 or IPv6 address without a port.`;
  return [{ code: "ResolverInvalid", message }];
}

/** The API removes a leading "*.". With it, the route would have a permanent diff. */
function storedName(scope: Construct, hostname: string): string {
  requireLiteral(scope, "hostname", hostname);
  const stored = isWildcard(hostname) ? hostname.slice(2) : hostname;
  if (stored !== "") return stored;
  return refuse(
    scope,
    "HostnameInvalid",
    `hostname: "${hostname}" is not valid; use an FQDN such as "web.example.internal".`,
  );
}
