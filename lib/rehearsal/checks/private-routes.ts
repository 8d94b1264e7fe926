import type { ExposureCheck, Reach } from "./exposure";
import { COMMENT_PREFIXES, declares } from "../../core/comment";
import { isExpression } from "../../core/terraform/expressions";
import { AccessData, accessDataOf } from "../../inventory/hosts/access-data";
import type { PrivateNetwork } from "../../inventory/network/model";
import { networkAccountsIn, privateNetworksOf } from "../../inventory/network/read";
import { accountName } from "../../inventory/terraform/accounts";
import { resolverOf } from "../../inventory/terraform/objects";
import { describeEnrolledUser } from "../../reachability/gateway/enrolled-users";
import { DEFAULT_VIRTUAL_NETWORK, PrivateTarget } from "../../reachability/gateway/model";
import { privateReach } from "../../reachability/gateway/private-reach";
import { RouteTable } from "../../reachability/gateway/routes";
import { TargetOptions, targetsOf } from "../../reachability/gateway/targets";

const NETWORK =
  /^cloudflare_zero_trust_(?:gateway_policy|tunnel_cloudflared(?:_route|_virtual_network)?|network_hostname_route)$/;
const REFERRED = /^cloudflare_zero_trust_(?:access_\w+|list|device_posture_rule)$/;

/** @internal The options of `privateRoutes`. */
export type PrivateRoutesOptions = Pick<TargetOptions, "ranges" | "ports" | "names">;

/**
 * Creates the check of private routes. Gateway's DNS and network policies decide who reaches a routed range or name,
 * and the Access applications with private destinations. If none of them applies, every enrolled user does. Accounts
 * are evaluated one by one, because the policies of one account do not affect the routes of another one.
 *
 * @internal
 */
export function privateRoutes(options: PrivateRoutesOptions = {}): ExposureCheck {
  return {
    name: "private route",
    reads: (type) => NETWORK.test(type) || REFERRED.test(type),
    describe: describeEnrolledUser,
    prepare: (allObjects) => {
      const accounts = networkAccountsIn(allObjects.filter(({ type }) => NETWORK.test(type)));
      const access = accessDataOf(allObjects, () => undefined);
      const evaluations = privateNetworksOf(allObjects, accounts).map((all) => evaluationOf(all, access, options));
      return (objects) => {
        const own = accessDataOf(objects, resolverOf(objects), { byAddress: true });
        return privateNetworksOf(objects, accounts).flatMap((network, i) => evaluations[i](network, own));
      };
    },
  };
}

/**
 * Prepares the evaluation of the network of one account in any state.
 *
 * @param all the network with the objects of all states
 */
function evaluationOf(
  all: PrivateNetwork,
  allAccess: AccessData,
  options: PrivateRoutesOptions,
): (network: PrivateNetwork, access: AccessData) => Reach[] {
  const { account } = all;
  const targets = targetsOf(all, { serverNames: "all", ...options }).filter(
    ({ virtualNetwork }) => !isExpression(virtualNetwork),
  );
  const labelOf = labels(targets, all);
  const hasApplications = allAccess.privateApplications(account).length > 0;
  return (network, access) => {
    const estate = {
      ...network,
      // One that is created again has another id.
      virtualNetworks: [...all.virtualNetworks, ...network.virtualNetworks],
      directory: access.directory,
      ...(hasApplications && { privateApplications: access.privateApplications(account) }),
    };
    const table = new RouteTable(estate);
    const nameOf = (tunnel: string) => network.tunnels.find(({ id }) => id === tunnel)?.name ?? tunnel;
    return targets.flatMap((destination) => {
      if (table.routeOf(destination) === undefined) return [];
      const { route, users } = privateReach(destination, estate, table);
      const [target, origin] = [labelOf(destination), `tunnel ${nameOf(route!.tunnel)}`];
      const isDeclared = declares(COMMENT_PREFIXES.unguarded, route!.comment) && { isDeclared: true as const };
      return [{ target, origin, users, certainUsers: users, isResolved: true, layers: [], destination, ...isDeclared }];
    });
  };
}

/** Names targets. What all of them have in common is omitted. */
function labels(
  targets: PrivateTarget[],
  { account, virtualNetworks }: PrivateNetwork,
): (target: PrivateTarget) => string {
  const owner = account === undefined ? "" : ` of ${accountName(account)}`;
  const names = new Map([[DEFAULT_VIRTUAL_NETWORK, "the default virtual network"]]);
  for (const { id, name } of virtualNetworks) names.set(id, name);
  const ports = new Set(targets.map(({ port }) => port));
  return ({ destination, name, port, protocol, serverName, virtualNetwork }) => {
    const address = destination.text.replace(/\/(?:32|128)$/, "");
    const parts = [
      name === undefined ? address : `${name} (${destination.text})`,
      ...(ports.size > 1 ? [`port ${port}`] : []),
      ...(protocol === undefined ? [] : [protocol]),
      ...(typeof serverName === "string" ? [`over TLS to ${serverName}`] : []),
    ];
    return `${parts.join(", ")} in ${names.get(virtualNetwork) ?? virtualNetwork}${owner}`;
  };
}
