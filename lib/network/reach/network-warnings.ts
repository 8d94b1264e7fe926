import { AccountReach } from "./account-reach";
import { objectsOf, RegisteredPolicy } from "./registered";
import { overlaps } from "../../core/addresses/cidr";
import { warn } from "../../core/errors";
import { destinationsIn } from "../../reachability/expression/operands";
import { denies } from "../../reachability/gateway/readings";
import { OrderedRoute, RangeTarget } from "../ordered";
import { placeOf } from "../route-registry";

/**
 * Warns about a policy that allows users of a route, names no virtual network, and so allows them to reach another
 * route with the same addresses in another virtual network.
 *
 * @internal
 */
export function warnAboutOtherNetworks(policy: RegisteredPolicy, accountId: string): void {
  const { construct, data, virtualNetworks } = policy;
  if (data.builder !== "l4" || denies(data.action) || virtualNetworks.length > 0 || WARNED.has(policy)) return;
  if (!AccountReach.of(construct, accountId).hasSeveralNetworks) return;
  const destinations = data.traffic === undefined ? [] : destinationsIn(data.traffic);
  const routes = objectsOf(construct, accountId).routes.filter(isRange);
  const matching = routes.filter(({ target }) => destinations.some((each) => overlaps(each, target.cidr)));
  const guarded = matching.filter((route) => isGuard(policy, route));
  const other = matching.find(
    (route) =>
      route.guards.length > 0 && // an unguarded route is open to all enrolled users anyway
      !isGuard(policy, route) &&
      guarded.some(
        ({ target }) =>
          overlaps(target.cidr, route.target.cidr) &&
          placeOf(target.virtualNetwork) !== placeOf(route.target.virtualNetwork),
      ),
  );
  if (other === undefined) return;
  WARNED.add(policy);
  const { cidr, virtualNetwork } = other.target;
  const message = `the policy names no virtual network, so its users also reach ${cidr.text} in ${placeOf(virtualNetwork)}, whose route does not list the policy. Narrow it with .and(Traffic.virtualNetwork(…)), or exclude the other one with .except(…).`;
  warn(construct, "AllowInOtherNetwork", message);
}

/** Stacks can be validated more than once. */
const WARNED = new WeakSet<RegisteredPolicy>();

type RangeRoute = OrderedRoute & { readonly target: RangeTarget };

function isRange(route: OrderedRoute): route is RangeRoute {
  return "cidr" in route.target;
}

function isGuard({ construct }: RegisteredPolicy, { guards }: OrderedRoute): boolean {
  return guards.some(({ _owner }) => _owner.construct === construct);
}
