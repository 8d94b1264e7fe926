import { blocksOf, textOf, Values } from "./terraform-values";
import { coversHostname } from "./wildcards";
import { Cidr, contains, parseCidr } from "../../core/addresses/cidr";

/** @internal A private hostname or range that an application covers. An absent property matches everything. */
export interface PrivateDestination<Owner> {
  readonly owner: Owner;
  readonly hostname?: string;
  readonly range?: Cidr;
  readonly ports?: { readonly first: number; readonly last: number };
  /** "tcp" or "udp". */
  readonly protocol?: string;
  readonly virtualNetwork?: string;
}

/** @internal A connection of a device to a private hostname or address. */
export interface PrivateFlow {
  /** The hostname that the device opened, if it opened one. */
  readonly hostname?: string;
  readonly address?: string;
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  readonly virtualNetwork: string;
}

/**
 * The private destinations of an application, from its Terraform arguments. A destination with a value that is not
 * known, such as a reference, is omitted. Infrastructure applications select targets instead.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/applications/non-http/self-hosted-private-app/
 * @internal
 */
export function privateDestinations<Owner>(owner: Owner, application: Values): PrivateDestination<Owner>[] {
  if ((textOf(application.type) ?? "self_hosted") !== "self_hosted") return [];
  const destinations = blocksOf(application.destinations).filter(({ type }) => textOf(type) === "private");
  return destinations.flatMap((each) => privateDestination(owner, each) ?? []);
}

function privateDestination<Owner>(owner: Owner, values: Values): PrivateDestination<Owner> | undefined {
  const hostname = textOf(values.hostname)?.toLowerCase();
  const range = parseCidr(textOf(values.cidr) ?? "");
  const portRange = textOf(values.port_range);
  const ports = portRange === undefined ? undefined : /^(\d+)(?:-(\d+))?$/.exec(portRange);
  if ((hostname === undefined && range === undefined) || ports === null) return undefined;
  return {
    owner,
    hostname,
    range,
    ports: ports && { first: Number(ports[1]), last: Number(ports[2] ?? ports[1]) },
    protocol: textOf(values.l4_protocol)?.toLowerCase(),
    virtualNetwork: textOf(values.vnet_id),
  };
}

/**
 * The applications that may cover a connection; `undefined` stands for none. Gateway policies alone decide there.
 *
 * A hostname takes precedence over the address that it resolves to, which is documented. The order among hostnames is
 * that of public destinations. The order among ranges, ports, protocols and virtual networks is not documented, so all
 * applications that match are returned.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/applications/non-http/self-hosted-private-app/
 * @internal
 */
export function privateOwners<Owner>(
  destinations: readonly PrivateDestination<Owner>[],
  flow: PrivateFlow,
): readonly (Owner | undefined)[] {
  const matching = destinations.filter((each) => matchesConnection(each, flow));
  const { hostname, address } = flow;
  const range = address === undefined ? undefined : parseCidr(address);
  const groups = [
    matching.filter((each) => hostname !== undefined && each.hostname === hostname.toLowerCase()),
    matching.filter((each) => hostname !== undefined && coversHostname(each.hostname ?? "", hostname.toLowerCase())),
    matching.filter((each) => range !== undefined && each.range !== undefined && contains(each.range, range)),
  ];
  const decisive = groups.find(({ length }) => length > 0) ?? [];
  return decisive.length === 0 ? [undefined] : [...new Set(decisive.map(({ owner }) => owner))];
}

function matchesConnection<Owner>(
  { ports, protocol, virtualNetwork }: PrivateDestination<Owner>,
  flow: PrivateFlow,
): boolean {
  if (ports !== undefined && (flow.port < ports.first || flow.port > ports.last)) return false;
  if (protocol !== undefined && protocol !== flow.protocol) return false;
  return virtualNetwork === undefined || virtualNetwork === flow.virtualNetwork;
}
