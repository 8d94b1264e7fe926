import {
  Connections,
  connectionsOf,
  DEFAULT_NETWORK,
  Destination,
  HOSTNAME_ROUTE,
  NETWORK,
  Person,
  POLICY,
  ROUTE,
  TUNNEL,
} from "./connections";
import { asTerraform, ExposureKind } from "./exposure";
import { Cidr, contains, parseCidr } from "../../core/cidr";
import { evaluate, Facts } from "../../inventory/expression/evaluate";
import { parseExpression } from "../../inventory/expression/parse";
import { all, Verdict } from "../../inventory/expression/verdict";
import { nameOf, ofType, Resolve, resolverOf, TerraformObject } from "../../inventory/objects";
import { list, text } from "../../inventory/values";

/**
 * Private routes: a range or a name is routed, and the first Gateway network policy that speaks of a connection decides; where none does, everybody who
 * is enrolled connects. Judged for somebody of whom no policy speaks, and for each whom one names.
 *
 * @internal
 */
export function privateRoutes(): ExposureKind {
  return {
    name: "private route",
    judging: (spokenOf) => {
      const connections = connectionsOf(spokenOf);
      const says = new Readings();
      return (held) => {
        const world = worldOf(held.map(asTerraform));
        return exposedIn(world, connections, says).map(({ destination, network, route, person }) => ({
          target: `${destination.target} in ${connections.networks.get(network)}`,
          origin: `tunnel ${tunnelOf(route, world.resolve)}`,
          locks: "open",
          to: person.who,
        }));
      };
    },
  };
}

/** What there is at a moment, laid out for the questions. */
interface World {
  /** The ranges that are routed in a virtual network, the most specific first. */
  readonly routes: Map<string, { readonly range: Cidr; readonly route: TerraformObject }[]>;
  readonly hostnameRoutes: Map<string, TerraformObject>;
  /** In the order in which Gateway asks them. */
  readonly policies: TerraformObject[];
  readonly resolve: Resolve;
}

interface Exposed {
  readonly destination: Destination;
  readonly network: string;
  readonly route: TerraformObject;
  readonly person: Person;
}

function worldOf(objects: TerraformObject[]): World {
  const fallback = ofType(objects, NETWORK).find(({ values }) => values.is_default_network === true)?.values.id;
  const routes: World["routes"] = new Map();
  for (const route of ofType(objects, ROUTE)) {
    const range = parseCidr(text(route.values.network) ?? "");
    const network = text(route.values.virtual_network_id) ?? text(fallback) ?? DEFAULT_NETWORK;
    if (range !== undefined) routes.set(network, [...(routes.get(network) ?? []), { range, route }]);
  }
  for (const each of routes.values()) each.sort((a, b) => b.range.prefix - a.range.prefix);
  return {
    routes,
    hostnameRoutes: new Map(ofType(objects, HOSTNAME_ROUTE).map((each) => [text(each.values.hostname) ?? "", each])),
    policies: ofType(objects, POLICY).filter(isOfConnections).sort(byPrecedence),
    resolve: resolverOf(ofType(objects, TUNNEL)), // a configuration has its tunnel's id
  };
}

function isOfConnections({ values }: TerraformObject): boolean {
  return values.enabled === true && list(values.filters).includes("l4");
}

/** One that the API puts somewhere is put last. */
function byPrecedence(a: TerraformObject, b: TerraformObject): number {
  return placeOf(a) - placeOf(b);
}

function placeOf({ values }: TerraformObject): number {
  return Number(text(values.precedence) ?? Infinity);
}

function exposedIn(world: World, { destinations, networks, people }: Connections, says: Readings): Exposed[] {
  return [...networks.keys()].flatMap((network) =>
    destinations.flatMap((destination) => {
      const route = routeTo(destination, network, world);
      if (route === undefined) return [];
      const policies = world.policies.filter(({ values }) => values.account_id === route.values.account_id);
      return people
        .filter((person) => passes(destination, network, person, policies, says))
        .map((person) => ({ destination, network, route, person }));
    }),
  );
}

function routeTo({ address, name }: Destination, network: string, world: World): TerraformObject | undefined {
  if (name === undefined) return world.routes.get(network)?.find(({ range }) => contains(range, address))?.route;
  return world.hostnameRoutes.get(name) ?? world.hostnameRoutes.get(name.replace(/^[^.]*\./, ""));
}

/** A block counts where it is certain, and whatever else may let somebody pass does. */
function passes(
  destination: Destination,
  network: string,
  person: Person,
  policies: TerraformObject[],
  says: Readings,
): boolean {
  for (const { values } of policies) {
    const verdict = all([
      says.of(values.traffic, destination, network),
      says.of(values.identity, person),
      says.of(values.device_posture, person),
    ]);
    if (values.action === "block" ? verdict === true : verdict !== false) return values.action !== "block";
  }
  return true;
}

function tunnelOf({ values }: TerraformObject, resolve: Resolve): string {
  const id = text(values.tunnel_id) ?? "?";
  const tunnel = resolve(id);
  return tunnel === undefined ? id : nameOf(tunnel);
}

/** The same expression is asked of the same connection at many moments. */
class Readings {
  private readonly known = new Map<object, Map<string, Verdict>>();

  public of(expression: unknown, asked: { readonly facts: Facts }, network?: string): Verdict {
    const source = text(expression);
    if (source === undefined) return true;
    const ofAsked = this.known.get(asked) ?? new Map<string, Verdict>();
    this.known.set(asked, ofAsked);
    const key = `${network} ${source}`;
    const before = ofAsked.get(key);
    if (before !== undefined) return before;
    const facts = network === undefined ? asked.facts : { ...asked.facts, "net.vnet_id": network };
    const verdict = evaluate(parseExpression(source), facts, (fact, written) => fact === written);
    ofAsked.set(key, verdict);
    return verdict;
  }
}
