import { Connections, connectionsOf, Destination, Person } from "./connections";
import { asTerraform, ExposureKind } from "./exposure";
import { contains } from "../../core/addresses/cidr";
import type { GatewayPolicyEntry, PrivateNetwork } from "../../inventory/network/model";
import { matchOf } from "../../inventory/network/policy-decision";
import { sameIn } from "../../reachability/gateway/facts";
import { privateNetworkOf } from "../../inventory/network/read";
import type { Facts, Same } from "../../reachability/expression/evaluate";

/**
 * Private routes: a range or a name is routed, and the first Gateway network policy that speaks of a connection decides; where none does, everybody who
 * is enrolled connects. A name must be answered besides, which DNS policies decide alike. Judged for somebody of whom no policy speaks, and for each whom
 * one names.
 *
 * @internal
 */
export function privateRoutes(): ExposureKind {
  return {
    name: "private route",
    judging: (spokenOf) => {
      const ever = privateNetworkOf(spokenOf);
      const [connections, same] = [connectionsOf(ever), sameIn(ever)];
      return (held) => {
        const network = privateNetworkOf(held.map(asTerraform));
        const of = (wanted: string) => network.policies.filter(({ builder }) => builder === wanted);
        const [connecting, answering] = [of("l4"), of("dns")];
        const isPassed = ({ name }: Destination, facts: Facts) =>
          passes(connecting, facts, same) && (name === undefined || passes(answering, facts, same));
        return exposedIn(network, connections, isPassed).map(({ destination, place, tunnel, person }) => ({
          target: `${destination.target} in ${place}`,
          origin: `tunnel ${network.tunnels.find(({ id }) => id === tunnel)?.name ?? tunnel}`,
          locks: "open",
          to: person.who,
        }));
      };
    },
  };
}

interface Exposed {
  readonly destination: Destination;
  /** The virtual network's name. */
  readonly place: string;
  readonly tunnel: string;
  readonly person: Person;
}

function exposedIn(
  network: PrivateNetwork,
  { destinations, virtualNetworks, people }: Connections,
  isPassed: (destination: Destination, facts: Facts) => boolean,
): Exposed[] {
  return virtualNetworks.flatMap(({ id, name }) =>
    destinations.flatMap((destination) => {
      const tunnel = tunnelTo(destination, id, network);
      if (tunnel === undefined) return [];
      return people
        .filter((person) => isPassed(destination, { ...destination.facts, ...person.facts, "net.vnet_id": id }))
        .map((person) => ({ destination, place: name, tunnel, person }));
    }),
  );
}

/** The most specific range decides; a name's route is of every virtual network, and covers one label more. */
function tunnelTo({ address, name }: Destination, virtualNetwork: string, network: PrivateNetwork): string | undefined {
  if (name !== undefined) {
    const routed = (hostname: string) => network.hostnameRoutes.find((route) => route.hostname === hostname)?.tunnel;
    return routed(name) ?? routed(name.replace(/^[^.]*\./, ""));
  }
  return network.routes
    .filter((route) => route.virtualNetwork === virtualNetwork && contains(route.cidr, address))
    .reduce<PrivateNetwork["routes"][number] | undefined>(
      (best, route) => (best !== undefined && best.cidr.prefix >= route.cidr.prefix ? best : route),
      undefined,
    )?.tunnel;
}

/** A block counts where it is certain, and whatever else may let somebody pass does. */
function passes(policies: GatewayPolicyEntry[], facts: Facts, same: Same): boolean {
  for (const policy of policies) {
    const [verdict, blocks] = [matchOf(policy, facts, same), policy.action === "block"];
    if (blocks ? verdict === true : verdict !== false) return !blocks;
  }
  return true;
}
