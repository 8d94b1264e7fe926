import { Token } from "cdktf";
import { CorefileOptions, CorefilePorts } from "./corefile";
import { ForwardedZone } from "./forwarded-zone";
import { CLUSTER_LOCAL, validateUniqueZones, validateDnsZone } from "./zone";
import { isAddress } from "../../core/addresses/cidr";
import { Problem } from "../../core/errors";
import { validateIntegerRange } from "../../core/integer-range";
import { literalExpected } from "../../core/terraform/resources";
import { isPort, validateNamespace } from "../../kubernetes/name-validation";

/** Fewer than the cache makes of it, and more than CoreDNS takes. */
const TTL = { least: 5, most: 3600, why: "the cache makes 5 of less, and CoreDNS takes no more" };
/** The plugin takes no more. */
const MOST_NAME_SERVERS = 15;

/**
 * All that is wrong with what a Corefile is made of, but for who may ask. Allow-lists, since quotes protect nothing in a Corefile.
 *
 * @internal
 */
export function validateCorefile(options: Omit<CorefileOptions, "allowFrom" | "clusterLocal">): Problem[] {
  const { zones, forward } = options;
  return [
    ...validateServedZones(zones),
    ...forward.flatMap(validateForwardedZones),
    ...validateUniqueZones("zones and forward", [...zones, ...forward.map(({ zone }) => zone)]),
    ...options.namespaces.flatMap((namespace) => validateNamespace("an entry of namespaces", namespace)),
    ...options.serviceLabels.flatMap(({ _problems }) => _problems),
    ...validateIntegerRange("ClusterDnsOptionInvalid", "ttlSeconds", options.ttlSeconds, TTL),
    ...validateDnsPort(options.ports),
  ];
}

function validateServedZones(zones: string[]): Problem[] {
  if (zones.length > 0) return zones.flatMap((zone) => validateOwnZones("a zone", zone));
  const message = "zones is empty; expected the zones of the cluster's environment, such as dev.k8s.example.internal";
  return [{ code: "ClusterDnsZoneInvalid", message }];
}

function validateOwnZones(what: string, zone: string): Problem[] {
  if (zone !== CLUSTER_LOCAL) return validateDnsZone(what, zone);
  const message = `${what} is "${zone}", which is the same in every cluster; where this one is to answer it for the whole fleet, write serveClusterLocal: true`;
  return [{ code: "ClusterDnsZoneInvalid", message }];
}

function validateForwardedZones({ zone, nameServers }: ForwardedZone): Problem[] {
  const invalid = (message: string): Problem => ({ code: "ClusterDnsForwardInvalid", message });
  const problems = validateOwnZones("a forwarded zone", zone);
  if (nameServers.length === 0 || nameServers.length > MOST_NAME_SERVERS) {
    const count = `"${zone}" has ${nameServers.length} name servers`;
    problems.push(invalid(`${count}; expected 1 to ${MOST_NAME_SERVERS} addresses`));
  }
  for (const address of nameServers) {
    if (Token.isUnresolved(address)) {
      problems.push(literalExpected(`a name server of "${zone}"`));
    } else if (!isAddress(address)) {
      const got = `a name server of "${zone}" is ${JSON.stringify(address)}`;
      problems.push(invalid(`${got}; expected an address without a port: a name would be looked up once, at start`));
    }
  }
  return problems;
}

/** They all listen on every address of the pod. */
function validateDnsPort(ports: CorefilePorts): Problem[] {
  const problems: Problem[] = [];
  const taken = new Map<number, string>();
  for (const [name, port] of Object.entries(ports) as [string, number][]) {
    if (Token.isUnresolved(port)) {
      problems.push(literalExpected(`the ${name} port`));
      continue;
    }
    const other = taken.get(port);
    if (!isPort(port)) {
      const message = `the ${name} port is ${port}; expected 1 to 65535, a number`;
      problems.push({ code: "ClusterDnsPortInvalid", message });
    } else if (other !== undefined) {
      const message = `the ${name} port is ${port}, where ${other} listens already; choose another`;
      problems.push({ code: "ClusterDnsPortInvalid", message });
    }
    taken.set(port, name);
  }
  return problems;
}
