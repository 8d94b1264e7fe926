import { ZeroTrustNetworkHostnameRoute } from "@cdktf/provider-cloudflare/lib/zero-trust-network-hostname-route";
import { Construct } from "constructs";
import { blockingIds, commentOf, validateGuards, tie, validateGuardEdges } from "./route-guards";
import { HostnameRouteOptions } from "./route-options";
import { hostnameRoutesOf, routedBefore } from "./route-registry";
import { Account } from "../core/account";
import { isAddress, parseCidr } from "../core/addresses/cidr";
import { validateHostname, isWildcard } from "../core/addresses/hostname";
import { Problem, refuse, report } from "../core/errors";
import { registerIn } from "../core/registry";
import { IRouteGuard } from "../core/route-guard";
import { ReplacementTrigger } from "../core/terraform/replacement";
import { requireLiteral } from "../core/terraform/resources";

/** Defines a hostname route of a tunnel. */
export interface HostnameRouteProps extends HostnameRouteOptions {
  /** The account of the tunnel. */
  readonly account: Account;
  /** The tunnel's id: a UUID. */
  readonly tunnelId: string;
  /** A literal FQDN, lower case; "*." in front stands for one label. */
  readonly hostname: string;
}

/**
 * Defines a private name that enrolled devices reach through a tunnel, whose connector resolves it. `ITunnel.routeHostname` makes it, as
 * `HostnameRoutes/<hostname>` of the stack. It works whatever the CIDRs behind it, also where those of two clusters overlap.
 *
 * Errors: AccountMismatch, CidrInvalid, HostnameInvalid, ReasonInvalid, ResolverInvalid, RouteGuardInvalid, RouteOverlap, RouteWithoutPolicy,
 * SafetyContractBroken, StackMismatch, TokenNotAllowed.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/networks/routes/add-routes/#add-a-hostname-route
 */
export class HostnameRoute extends Construct {
  public readonly resource: ZeroTrustNetworkHostnameRoute;
  /** The name as Cloudflare keeps it: without "*." in front. It covers one label below it, and not more. */
  public readonly hostname: string;
  /** The canonical CIDRs that hold the addresses behind it. */
  public readonly destinations: string[];
  /** The DNS servers that the connectors ask for it; none for their host's own. */
  public readonly resolvers: string[];

  public constructor(scope: Construct, id: string, props: HostnameRouteProps) {
    super(scope, id);
    const { account, tunnelId, guardedBy: guards = [] } = props;
    const { destinations = [], resolvers = [] } = props;
    this.hostname = keptName(this, props.hostname);
    for (const cidr of destinations) requireLiteral(this, "a CIDR", cidr);
    for (const address of resolvers) requireLiteral(this, "a resolver's address", address);
    this.destinations = destinations.flatMap((cidr) => parseCidr(cidr)?.text ?? []);
    this.resolvers = [...resolvers];
    this.resource = new ZeroTrustNetworkHostnameRoute(this, "Resource", {
      provider: registerIn(this, account, "routes"),
      accountId: account.accountId,
      tunnelId,
      hostname: this.hostname,
      comment: commentOf(props),
    });
    const way = new ReplacementTrigger(this, "Way", { tunnel_id: tunnelId, guards: blockingIds(guards) });
    tie(this.resource, way, guards);
    report(
      this,
      ...validateHostname(props.hostname),
      ...destinations.flatMap(validateBlockedDestinations),
      ...resolvers.flatMap(validateRouteResolvers),
      ...validateGuards(this, account, `"${props.hostname}"`, props),
      ...validateBlockingGuard(props.hostname, guards),
    );
    this.node.addValidation({ validate: () => validateGuardEdges(this.resource, way, guards) });
  }
}

/** @internal Routes a name through a tunnel of this or of another stack. */
export function routeHostnameThrough(
  tunnel: Construct,
  hostname: string,
  props: Omit<HostnameRouteProps, "hostname">,
): HostnameRoute {
  const kept = keptName(tunnel, hostname);
  const routes = hostnameRoutesOf(tunnel);
  const before = routedBefore(routes, props.account, kept);
  const twin = routes.node.tryFindChild(kept) as HostnameRoute | undefined;
  if (before !== undefined) {
    const message = `"${kept}" is routed already below ${before.node.path}, with and without "*." in front; route it once`;
    report(tunnel, { code: "RouteOverlap", message });
  }
  return twin ?? new HostnameRoute(routes, kept, { ...props, hostname });
}

/** Which address policies see of a routed name is not known, so what they block of it is not judged; that one of them blocks is. */
function validateBlockingGuard(hostname: string, guards: IRouteGuard[]): Problem[] {
  if (guards.length === 0 || guards.some(({ _keepsOut }) => _keepsOut)) return [];
  const message = `"${hostname}" is guarded by ${guards.map(({ node }) => node.path).join(", ")}, which block nothing; expected a policy that blocks the name for everybody else, behind those that allow`;
  return [{ code: "RouteGuardInvalid", message }];
}

function validateBlockedDestinations(cidr: string): Problem[] {
  if (parseCidr(cidr) !== undefined) return [];
  const message = `destinations holds "${cidr}"; expected a CIDR without host bits, such as "10.10.0.0/16"`;
  return [{ code: "CidrInvalid", message }];
}

function validateRouteResolvers(address: string): Problem[] {
  if (isAddress(address)) return [];
  const message = `resolvers holds "${address}"; expected an IPv4 or IPv6 address, without a port`;
  return [{ code: "ResolverInvalid", message }];
}

/** The API drops "*." in front and keeps the rest; left in, it would be a change for ever. */
function keptName(scope: Construct, hostname: string): string {
  requireLiteral(scope, "a hostname", hostname);
  const kept = isWildcard(hostname) ? hostname.slice(2) : hostname;
  if (kept !== "") return kept;
  return refuse(
    scope,
    "HostnameInvalid",
    `the hostname is "${hostname}"; expected an FQDN such as "web.example.internal"`,
  );
}
