import type { CidrRoute, NameRoute, PrivateTarget } from "./model";
import { Cidr, containingRange } from "../../core/addresses/cidr";

/** @internal The routes of an estate, for many lookups. */
export class RouteTable<C extends CidrRoute = CidrRoute, N extends NameRoute = NameRoute> {
  private readonly byNetwork = new Map<string, PrefixTable<C>>();
  private readonly byName = new Map<string, N>();

  public constructor(estate: { readonly routes: readonly C[]; readonly hostnameRoutes: readonly N[] }) {
    for (const route of estate.routes) {
      const table = this.byNetwork.get(route.virtualNetwork) ?? new PrefixTable<C>();
      this.byNetwork.set(route.virtualNetwork, table);
      table.add(route);
    }
    for (const route of estate.hostnameRoutes) {
      if (!this.byName.has(route.hostname)) this.byName.set(route.hostname, route);
    }
  }

  /** The route of a target. A name that a hostname route covers never uses the route of its address. */
  public routeOf({ name, destination, virtualNetwork }: PrivateTarget): C | N | undefined {
    return name === undefined ? this.longestRoute(destination, virtualNetwork) : this.hostnameRoute(name);
  }

  /** The route with the longest prefix, of those in a virtual network that cover all of a range. */
  public longestRoute(range: Cidr, virtualNetwork: string): C | undefined {
    return this.byNetwork.get(virtualNetwork)?.longest(range);
  }

  /**
   * The route of a name: its own, otherwise the one a label above, since a route covers its hostname and one label
   * below. A hostname route belongs to every virtual network.
   */
  public hostnameRoute(name: string): N | undefined {
    return this.byName.get(name) ?? this.byName.get(name.replace(/^[^.]*[.]/, ""));
  }

  /** The virtual networks with routes. */
  public get virtualNetworks(): string[] {
    return [...this.byNetwork.keys()];
  }
}

/** The routes of one virtual network by their ranges, so that a lookup tries each prefix length once. */
class PrefixTable<C extends CidrRoute> {
  private readonly routes = new Map<string, C>();
  private readonly prefixes = new Map<Cidr["version"], number[]>();

  public add(route: C): void {
    const { text, version, prefix } = route.cidr;
    // The first of equal routes wins, as in a stable sort by prefix length.
    if (!this.routes.has(text)) this.routes.set(text, route);
    const known = this.prefixes.get(version) ?? [];
    if (!known.includes(prefix)) {
      this.prefixes.set(
        version,
        [...known, prefix].sort((a, b) => b - a),
      );
    }
  }

  public longest(range: Cidr): C | undefined {
    for (const prefix of this.prefixes.get(range.version) ?? []) {
      const route = this.routes.get(containingRange(range, prefix)?.text ?? "");
      if (route !== undefined) return route;
    }
    return undefined;
  }
}
