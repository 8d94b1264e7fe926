import type { ExposureCheck } from "./exposure";
import { isExpression } from "../../core/terraform/expressions";
import { accessDataOf } from "../../inventory/hosts/access-data";
import { privateNetworkOf } from "../../inventory/network/read";
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
 * and the Access applications with private destinations. If none of them applies, every enrolled user does.
 *
 * @internal
 */
export function privateRoutes(options: PrivateRoutesOptions = {}): ExposureCheck {
  return {
    name: "private route",
    reads: (type) => NETWORK.test(type) || REFERRED.test(type),
    describe: describeEnrolledUser,
    prepare: (allObjects) => {
      const all = privateNetworkOf(allObjects);
      const targets = targetsOf(all, { serverNames: "all", ...options }).filter(
        ({ virtualNetwork }) => !isExpression(virtualNetwork),
      );
      const labelOf = labels(targets, all.virtualNetworks);
      const hasApplications = accessDataOf(allObjects, () => undefined).privateApplications().length > 0;
      return (objects) => {
        const network = privateNetworkOf(objects);
        const access = accessDataOf(objects, resolverOf(objects), { byAddress: true });
        const estate = {
          ...network,
          // One that is created again has another id.
          virtualNetworks: [...all.virtualNetworks, ...network.virtualNetworks],
          directory: access.directory,
          ...(hasApplications && { privateApplications: access.privateApplications() }),
        };
        const table = new RouteTable(estate);
        const nameOf = (tunnel: string) => network.tunnels.find(({ id }) => id === tunnel)?.name ?? tunnel;
        return targets.flatMap((destination) => {
          if (table.routeOf(destination) === undefined) return [];
          const { route, users } = privateReach(destination, estate, table);
          const [target, origin] = [labelOf(destination), `tunnel ${nameOf(route!.tunnel)}`];
          return [{ target, origin, users, certainUsers: users, isResolved: true, layers: [], destination }];
        });
      };
    },
  };
}

/** Names targets. What all of them have in common is omitted. */
function labels(
  targets: PrivateTarget[],
  virtualNetworks: readonly { readonly id: string; readonly name: string }[],
): (target: PrivateTarget) => string {
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
    return `${parts.join(", ")} in ${names.get(virtualNetwork) ?? virtualNetwork}`;
  };
}
