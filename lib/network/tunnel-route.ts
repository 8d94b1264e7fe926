import { ZeroTrustTunnelCloudflaredRoute } from "@cdktf/provider-cloudflare/lib/zero-trust-tunnel-cloudflared-route";
import { Construct } from "constructs";
import { blockingIds, commentOf, validateGuardCoverage, validateGuards, tie, validateGuardEdges } from "./route-guards";
import { RouteOptions } from "./route-options";
import { validateRouteOverlap, routesOf } from "./route-registry";
import { Account } from "../core/account";
import { Cidr, overlaps } from "../core/addresses/cidr";
import { literalCidr } from "../core/addresses/cidr-validation";
import { reservedRangesOf } from "../core/addresses/reserved-ranges";
import { Problem, report } from "../core/errors";
import { validateOwnership } from "../core/owner";
import { registerIn } from "../core/registry";
import { ReplacementTrigger } from "../core/terraform/replacement";
import { IVirtualNetwork } from "../core/virtual-network";

/** Defines a route of a tunnel. */
export interface TunnelRouteProps extends RouteOptions {
  /** The account of the tunnel. */
  readonly account: Account;
  /** The tunnel's id: a UUID. */
  readonly tunnelId: string;
  /** A literal CIDR, IPv4 or IPv6, without host bits. */
  readonly cidr: string;
}

/**
 * Defines a range of private addresses that enrolled devices reach through a tunnel. `ITunnel.route` makes it, as `Routes/<cidr>` of the stack.
 *
 * Errors: AccountMismatch, CidrInvalid, ReasonInvalid, RouteGuardInvalid, RouteOverlap, RouteReserved, RouteWithoutPolicy, SafetyContractBroken,
 * StackMismatch, TokenNotAllowed.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/networks/routes/add-routes/
 */
export class TunnelRoute extends Construct {
  public readonly resource: ZeroTrustTunnelCloudflaredRoute;
  /** The canonical CIDR. */
  public readonly cidr: string;
  /** The virtual network; undefined where it is the account's default one. */
  public readonly virtualNetwork?: IVirtualNetwork;

  public constructor(scope: Construct, id: string, props: TunnelRouteProps) {
    super(scope, id);
    const { account, tunnelId, virtualNetwork, guardedBy: guards = [] } = props;
    const cidr = literalCidr(this, "cidr", props.cidr);
    this.cidr = cidr.text;
    this.virtualNetwork = virtualNetwork;
    const network = virtualNetwork?.virtualNetworkId;
    this.resource = new ZeroTrustTunnelCloudflaredRoute(this, "Resource", {
      provider: registerIn(this, account, "routes"),
      accountId: account.accountId,
      tunnelId,
      network: cidr.text,
      comment: commentOf(props),
      ...(network !== undefined && { virtualNetworkId: network }),
    });
    const way = new ReplacementTrigger(this, "Way", {
      tunnel_id: tunnelId,
      ...(network !== undefined && { virtual_network_id: network }),
      guards: blockingIds(guards),
    });
    tie(this.resource, way, guards);
    report(
      this,
      ...validateRouteOverlap({ cidr, tunnelId, route: this }, account, virtualNetwork),
      ...validateNotReserved(account, cidr),
      ...validateOwnership(this, account, virtualNetwork?._owner),
      ...validateGuards(this, account, cidr.text, props),
      ...validateGuardCoverage(cidr, network, guards),
    );
    this.node.addValidation({ validate: () => validateGuardEdges(this.resource, way, guards) });
  }
}

/** @internal Routes a range through a tunnel of this or of another stack. */
export function routeThrough(tunnel: Construct, text: string, props: Omit<TunnelRouteProps, "cidr">): TunnelRoute {
  const { text: cidr } = literalCidr(tunnel, "cidr", text);
  const routes = routesOf(tunnel, props.virtualNetwork);
  const twin = routes.node.tryFindChild(cidr) as TunnelRoute | undefined;
  if (twin === undefined) return new TunnelRoute(routes, cidr, { ...props, cidr });
  report(tunnel, { code: "RouteOverlap", message: `${cidr} is routed already by ${twin.node.path}; route it once` });
  return twin; // for the sake of the mistakes that come after
}

function validateNotReserved(account: Account, cidr: Cidr): Problem[] {
  const reserved = reservedRangesOf(account).filter((range) => overlaps(range.cidr, cidr));
  if (reserved.length === 0) return [];
  const ranges = reserved.map((range) => `${range.cidr.text} (${range.use})`).join(", ");
  return [
    {
      code: "RouteReserved",
      message: `${cidr.text} overlaps what Cloudflare keeps for itself: ${ranges}; route narrower ranges beside it, or reach what is there by hostname routes`,
    },
  ];
}
