import { addressCells } from "./cells";
import { DEFAULT_VIRTUAL_NETWORK, PrivateEstate, PrivateTarget } from "./model";
import { SERVER_NAME_PORT } from "./readings";
import { RouteTable } from "./routes";
import { Cidr, overlaps, parseCidr } from "../../core/addresses/cidr";
import { domainsOf } from "../../core/addresses/hostname";
import { INITIAL_RESOLVED_RANGES } from "../../core/addresses/reserved-ranges";
import { push } from "../../core/push";
import { isExpression } from "../../core/terraform/expressions";
import { examplesOf } from "../expression/examples";
import { numbersOf, rangesOf } from "../expression/operands";
import { Comparison, comparisonsIn, Operand } from "../expression/syntax";
import { matchesPattern } from "../users/email-pattern";

/**
 * Returns the targets that the routes and policies of an estate distinguish: an address of each cell of their ranges,
 * and each routed name, in each virtual network, with each port, protocol and server name.
 *
 * For several versions of an estate, pass the routes and policies of all of them. ICMP, which no policy filters, is not
 * among the protocols.
 *
 * @internal
 */
export function targetsOf(estate: PrivateEstate, options: TargetOptions = {}): PrivateTarget[] {
  const compared = new Compared(estate, "l4", options);
  return [...addressTargets(estate, compared), ...nameTargets(estate, compared, options)];
}

/** @internal Options of `targetsOf`. */
export interface TargetOptions {
  /**
   * Other server names of connections to a name, because a client sends any name that it likes: a list, or all that the
   * policies compare. The number of targets is the product of both.
   *
   * @default - the own name only
   */
  readonly serverNames?: readonly string[] | "all";
  /** Other ranges, ports and names to distinguish. @default - none */
  readonly ranges?: readonly Cidr[];
  readonly ports?: readonly number[];
  readonly names?: readonly string[];
}

function addressTargets({ routes, hostnameRoutes }: PrivateEstate, compared: Compared): PrivateTarget[] {
  const table = new RouteTable({ routes, hostnameRoutes });
  const cells = addressCells([...routes.map(({ cidr }) => cidr), ...compared.ranges]);
  return cells.flatMap((destination) =>
    table.virtualNetworks
      .filter((id) => table.longestRoute(destination, id) !== undefined)
      .flatMap((virtualNetwork) => connections({ destination, virtualNetwork }, compared, compared.serverNames)),
  );
}

/** The names below a hostname route that no policy contains are represented by the label "any". */
function nameTargets(
  estate: PrivateEstate,
  compared: Compared,
  { serverNames = [], names: otherNames = [] }: TargetOptions,
): PrivateTarget[] {
  const { hostnameRoutes, initialResolvedRanges = INITIAL_RESOLVED_RANGES } = estate;
  const table = new RouteTable({ routes: [], hostnameRoutes });
  const routed = hostnameRoutes.flatMap(({ hostname }) =>
    isExpression(hostname) ? [] : [hostname, `any.${hostname}`],
  );
  const compares = new Compared(estate, "dns");
  const queried = compares.valuesOf("dns.fqdn", "dns.domains");
  const distinguished = hostnameRoutes.flatMap(({ hostname }) =>
    isExpression(hostname) ? [] : compares.patternsOf("dns.fqdn", "dns.domains").flatMap(namesBelow(hostname)),
  );
  const names = unique([...routed, ...queried, ...distinguished, ...compared.serverNames, ...otherNames]).filter(
    (name) => table.hostnameRoute(name),
  );
  const initial = initialResolvedRanges.flatMap((range) => parseCidr(range) ?? []);
  const distinct = initial.filter((range, i) => i === 0 || compared.ranges.some((each) => overlaps(each, range)));
  const networks = compared.hasField("net.vnet_id") ? compared.virtualNetworks : [compared.virtualNetworks[0]];
  const serverNamesOf = (name: string) => {
    if (!compared.hasServerNames) return [];
    return unique([name, ...(serverNames === "all" ? compared.serverNames : serverNames)]);
  };
  return names.flatMap((name) =>
    distinct.flatMap((destination) =>
      networks.flatMap((virtualNetwork) =>
        connections({ destination, virtualNetwork, name }, compared, serverNamesOf(name)),
      ),
    ),
  );
}

/** Labels that a regular expression can distinguish from "any". */
const LABELS = ["0", "a-0", "_a", "a".repeat(20)];

/** The names below a hostname that a regular expression distinguishes from the one with the label "any". */
function namesBelow(hostname: string): (regex: string) => string[] {
  const isMatched = (regex: string, name: string) =>
    domainsOf(name).some((domain) => matchesPattern(regex, domain) === true);
  return (regex) => {
    const usual = isMatched(regex, `any.${hostname}`);
    const labels = unique([...examplesOf(regex).flatMap((each) => each.toLowerCase().split(".")), ...LABELS]).filter(
      (label) => label !== "",
    );
    const distinct = labels.map((label) => `${label}.${hostname}`).filter((name) => isMatched(regex, name) !== usual);
    return distinct.slice(0, 2);
  };
}

function connections(
  target: Pick<PrivateTarget, "destination" | "virtualNetwork" | "name">,
  { ports, protocols }: Compared,
  serverNames: string[],
): PrivateTarget[] {
  return ports.flatMap((port) =>
    protocols.flatMap((protocol) =>
      [null, ...(port === SERVER_NAME_PORT ? serverNames : [])].map((serverName) => ({
        ...target,
        port,
        ...(protocol !== undefined && { protocol }),
        serverName,
      })),
    ),
  );
}

/** What policies compare the fields of their traffic with. */
class Compared {
  public readonly ranges: Cidr[];
  public readonly ports: number[];
  public readonly protocols: (string | undefined)[];
  public readonly serverNames: string[];
  public readonly hasServerNames: boolean;
  /** The default one is first. */
  public readonly virtualNetworks: string[];
  private readonly byField = new Map<string, Comparison[]>();

  public constructor(estate: PrivateEstate, builder: string, { ranges = [], ports = [] }: TargetOptions = {}) {
    for (const { builder: each, traffic } of estate.policies) {
      if (each !== builder || traffic === undefined) continue;
      for (const comparison of comparisonsIn(traffic)) push(this.byField, comparison.field, comparison);
    }
    this.ranges = [...this.valuesOf("net.dst.ip").flatMap((each) => rangesOf(each) ?? []), ...ranges];
    this.serverNames = this.namesOf();
    this.hasServerNames = this.hasField("net.sni.host") || this.hasField("net.sni.domains");
    this.ports = this.portsOf(ports);
    this.protocols = this.hasField("net.protocol") ? ["tcp", "udp"] : [undefined];
    this.virtualNetworks = unique([
      estate.defaultVirtualNetwork ?? DEFAULT_VIRTUAL_NETWORK,
      ...estate.routes.map(({ virtualNetwork }) => virtualNetwork),
      ...this.valuesOf("net.vnet_id"),
      ...estate.virtualNetworks.map(({ id }) => id),
    ]);
  }

  public hasField(field: string): boolean {
    return this.byField.has(field);
  }

  /** The values that fields are compared with, and examples of the regular expressions that they must match. */
  public valuesOf(...fields: string[]): string[] {
    const values = fields.flatMap((field) => this.byField.get(field) ?? []).flatMap(valuesIn);
    return unique(values);
  }

  /** The regular expressions that fields must match. */
  public patternsOf(...fields: string[]): string[] {
    const comparisons = fields.flatMap((field) => this.byField.get(field) ?? []);
    const matching = comparisons.filter(({ operator }) => operator === "matches");
    return unique(matching.flatMap(({ operands }) => operands.flatMap(textsOf)));
  }

  private namesOf(): string[] {
    const [hosts, domains] = [this.valuesOf("net.sni.host"), new Set(this.valuesOf("net.sni.domains"))];
    // A name below distinguishes a policy for the host from one for the domain.
    return unique([...hosts, ...domains, ...hosts.filter((host) => domains.has(host)).map((host) => `any.${host}`)]);
  }

  /** The first port, and both sides of each boundary. */
  private portsOf(others: readonly number[]): number[] {
    const ranges = this.valuesOf("net.dst.port").flatMap((each) => numbersOf(each) ?? []);
    const bounds = [...ranges.flatMap(({ from, to }) => [from, to + 1]), ...others.flatMap((port) => [port, port + 1])];
    const ports = unique([1, ...bounds, ...(this.hasServerNames ? [SERVER_NAME_PORT] : [])]);
    return ports.filter((port) => port >= 1 && port <= 65535).sort((a, b) => a - b);
  }
}

function valuesIn({ operator, operands }: Comparison): string[] {
  return operands.flatMap((operand) => {
    if (operand.kind === "bare" || operand.kind === "reference") return [operand.text];
    if (operand.kind === "list") return [];
    const texts = textsOf(operand);
    return operator === "matches" ? texts.flatMap(examplesOf) : texts.slice(0, 1);
  });
}

/** Both readings of the escapes of a quoted text. */
function textsOf(operand: Operand): string[] {
  if (operand.kind !== "quoted") return [];
  return operand.text === undefined ? [operand.source] : unique([operand.text, operand.source]);
}

function unique<T>(values: T[]): T[] {
  return [...new Set(values)];
}
