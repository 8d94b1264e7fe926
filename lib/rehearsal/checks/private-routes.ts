import { Connections, connectionsOf, Destination, User } from "./connections";
import { asTerraform, ExposureCheck } from "./exposure";
import type { GatewayPolicyEntry, PrivateNetwork } from "../../inventory/network/model";
import { matchOf } from "../../inventory/network/policy-decision";
import { privateNetworkOf } from "../../inventory/network/read";
import type { Facts, Same } from "../../reachability/expression/evaluate";
import { sameIn } from "../../reachability/gateway/facts";
import { RouteTable } from "../../reachability/gateway/routes";

/**
 * Creates the check of private routes. The first Gateway network policy that matches a connection to a routed range or
 * name decides. If none matches, every enrolled user connects. A name must also be resolved, which DNS policies decide
 * in the same way. The check connects as a user whom no policy matches, and as each user whom a policy matches.
 *
 * @internal
 */
export function privateRoutes(): ExposureCheck {
  return {
    name: "private route",
    prepare: (allObjects) => {
      const all = privateNetworkOf(allObjects);
      const connections = connectionsOf(all);
      const same = sameIn(all);
      return (objects) => {
        const network = privateNetworkOf(objects.map(asTerraform));
        const policiesOf = (kind: string) => network.policies.filter(({ builder }) => builder === kind);
        const networkPolicies = policiesOf("l4");
        const dnsPolicies = policiesOf("dns");
        const connects = ({ name }: Destination, facts: Facts) =>
          isAllowed(networkPolicies, facts, same) && (name === undefined || isAllowed(dnsPolicies, facts, same));
        return allowedIn(network, connections, connects).map(({ destination, virtualNetwork, tunnel, user }) => ({
          target: `${destination.target} in ${virtualNetwork}`,
          origin: `tunnel ${network.tunnels.find(({ id }) => id === tunnel)?.name ?? tunnel}`,
          level: "exposed",
          to: user.name,
        }));
      };
    },
  };
}

/** A connection that the policies allow. */
interface AllowedConnection {
  readonly destination: Destination;
  /** The name of the virtual network. */
  readonly virtualNetwork: string;
  /** The id of the tunnel. */
  readonly tunnel: string;
  readonly user: User;
}

function allowedIn(
  network: PrivateNetwork,
  { destinations, virtualNetworks, users }: Connections,
  connects: (destination: Destination, facts: Facts) => boolean,
): AllowedConnection[] {
  return virtualNetworks.flatMap(({ id, name }) =>
    destinations.flatMap((destination) => {
      const tunnel = tunnelTo(destination, id, network);
      if (tunnel === undefined) return [];
      return users
        .filter((user) => connects(destination, { ...destination.facts, ...user.facts, "net.vnet_id": id }))
        .map((user) => ({ destination, virtualNetwork: name, tunnel, user }));
    }),
  );
}

/** A hostname route belongs to every virtual network, and also covers the names one label below it. */
function tunnelTo({ address, name }: Destination, virtualNetwork: string, network: PrivateNetwork): string | undefined {
  if (name === undefined) return new RouteTable(network).longestRoute(address, virtualNetwork)?.tunnel;
  const routed = (hostname: string) => network.hostnameRoutes.find((route) => route.hostname === hostname)?.tunnel;
  return routed(name) ?? routed(name.replace(/^[^.]*\./, ""));
}

/** To detect every exposure, a block counts only if it certainly matches, and an allow also if it possibly matches. */
function isAllowed(policies: GatewayPolicyEntry[], facts: Facts, same: Same): boolean {
  for (const policy of policies) {
    const verdict = matchOf(policy, facts, same);
    const isBlock = policy.action === "block";
    if (isBlock ? verdict === true : verdict !== false) return !isBlock;
  }
  return true;
}
