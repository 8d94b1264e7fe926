import { ZeroTrustTunnelCloudflaredRoute } from "@cdktf/provider-cloudflare/lib/zero-trust-tunnel-cloudflared-route";
import { Construct } from "constructs";
import { commentOf, guardTriggers, tieToGuards, validateGuardedRoute, validateGuards } from "./route-guards";
import { RouteOptions } from "./route-options";
import { clusterOf, reportRoutedTwice, reportRouteOverlap, routesOf } from "./route-registry";
import { Account } from "../core/account";
import { Cidr, contains, isDefaultRoute } from "../core/addresses/cidr";
import { literalCidr } from "../core/addresses/cidr-validation";
import { reservedRangesOf } from "../core/addresses/reserved-ranges";
import { Problem, report, reportAtEnd, warn } from "../core/errors";
import { validateOwnership } from "../core/owner";
import { registerIn } from "../core/registry";
import { create } from "../core/terraform/create";
import { guardAttributes } from "../core/terraform/guarded-attributes";
import { ReplacementTrigger } from "../core/terraform/replacement";
import { IVirtualNetwork } from "../core/virtual-network";

/** Properties of a `TunnelRoute`. */
export interface TunnelRouteProps extends RouteOptions {
  /** The Cloudflare account of the tunnel. */
  readonly account: Account;
  /** The tunnel's id: a UUID. */
  readonly tunnelId: string;
  /** A literal CIDR, IPv4 or IPv6, without host bits, and not within a range that Cloudflare reserves. */
  readonly cidr: string;
}

/**
 * A range of private addresses that enrolled devices can reach through a tunnel. Created by `ITunnel.route`, as
 * `Routes/<cidr>` of the stack.
 *
 * @example
 * const deny = new GatewayNetworkPolicy(this, "lab-deny", {
 *   account,
 *   action: NetworkAction.BLOCK,
 *   traffic: Traffic.destination("10.50.0.0/16"),
 * });
 * tunnel.route("10.50.0.0/16", { guardedBy: [deny] });
 *
 * @throws ValidationError AccountMismatch, CidrInvalid, ReasonInvalid, RouteGuardInvalid, RouteOverlap, RouteReserved,
 * RouteWithoutPolicy, SafetyContractBroken, StackMismatch, TokenNotAllowed
 * @see https://developers.cloudflare.com/cloudflare-one/networks/routes/add-routes/
 */
export class TunnelRoute extends Construct {
  /** The underlying L1 resource. */
  public readonly resource: ZeroTrustTunnelCloudflaredRoute;
  /** The canonical CIDR. */
  public readonly cidr: string;
  /** The virtual network. `undefined` for the account's default one. */
  public readonly virtualNetwork?: IVirtualNetwork;

  public constructor(scope: Construct, id: string, props: TunnelRouteProps) {
    super(scope, id);
    const { account, tunnelId, virtualNetwork, guardedBy: guards = [] } = props;
    const cidr = literalCidr(this, "cidr", props.cidr);
    this.cidr = cidr.text;
    this.virtualNetwork = virtualNetwork;
    const network = virtualNetwork?.virtualNetworkId;
    this.resource = create(ZeroTrustTunnelCloudflaredRoute, this, "Resource", {
      provider: registerIn(this, account, "routes"),
      accountId: account.accountId,
      tunnelId,
      network: cidr.text,
      comment: commentOf(props),
      ...(network !== undefined && { virtualNetworkId: network }),
    });
    const route = { resource: this.resource, target: { account, cidr, virtualNetwork }, guards };
    const trigger = new ReplacementTrigger(this, "Way", {
      tunnel_id: tunnelId,
      ...(network !== undefined && { virtual_network_id: network }),
      ...guardTriggers(route),
    });
    tieToGuards(route, trigger);
    reportRouteOverlap({ cidr, tunnelId, route: this, cluster: clusterOf(guards) }, account, virtualNetwork);
    report(
      this,
      ...validateNotReserved(account, cidr),
      ...validateOwnership(this, account, virtualNetwork?._owner),
      ...validateGuards(this, account, cidr.text, props),
    );
    warnAboutReserved(this, account, cidr);
    guardAttributes(this, this.resource, ["comment"]);
    reportAtEnd(this, () => validateGuardedRoute(route, trigger));
  }
}

/** @internal Routes a range through a tunnel of this or another stack. */
export function routeThrough(tunnel: Construct, text: string, props: Omit<TunnelRouteProps, "cidr">): TunnelRoute {
  const cidr = literalCidr(tunnel, "cidr", text);
  const { account, guardedBy, tunnelId, virtualNetwork } = props;
  const routes = routesOf(tunnel, virtualNetwork);
  const twin = routes.node.tryFindChild(cidr.text) as TunnelRoute | undefined;
  if (twin === undefined) return new TunnelRoute(routes, cidr.text, { ...props, cidr: cidr.text });
  reportRoutedTwice({ cidr, tunnelId, cluster: clusterOf(guardedBy) }, account, virtualNetwork, { twin, tunnel });
  return twin; // so that later mistakes are reported as well
}

/** The longest prefix wins at Cloudflare, so a route takes addresses from a reserved range only if it is within it. */
function validateNotReserved(account: Account, cidr: Cidr): Problem[] {
  return reservedRangesOf(account)
    .filter((range) => contains(range.cidr, cidr))
    .map(({ cidr: { text }, use, setting }) => {
      const moved = setting && ` If the account uses another range for them, set account.${setting}.`;
      const message = `${cidr.text} is in ${text}, which Cloudflare reserves (${use}). Route other addresses, or use hostname routes.${moved ?? ""}`;
      return { code: "RouteReserved", message };
    });
}

/** A default route is meant for what no other route covers, so it results in no warning. */
function warnAboutReserved(route: TunnelRoute, account: Account, cidr: Cidr): void {
  const within = reservedRangesOf(account).filter(
    (range) => contains(cidr, range.cidr) && cidr.text !== range.cidr.text,
  );
  if (within.length === 0 || isDefaultRoute(cidr)) return;
  const ranges = within.map((range) => `${range.cidr.text} (${range.use})`).join(", ");
  warn(
    route,
    "RouteContainsReserved",
    `${cidr.text} contains addresses that Cloudflare reserves: ${ranges}. Devices do not reach pods or hosts with these addresses through the route. Route the ranges around them if none is in use.`,
  );
}
