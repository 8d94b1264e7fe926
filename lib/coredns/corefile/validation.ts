import { Token } from "cdktf";
import { CorefileOptions, CorefilePorts } from "./corefile";
import { ForwardedZone } from "./forwarded-zone";
import { CLUSTER_LOCAL, validateUniqueZones, validateDnsZone } from "./zone";
import { isAddress } from "../../core/addresses/cidr";
import { validatePort } from "../../core/addresses/port";
import { Problem } from "../../core/errors";
import { validateIntegerRange } from "../../core/integer-range";
import { literalExpected } from "../../core/terraform/resources";
import { validateNamespace } from "../../kubernetes/name-validation";

/** The cache raises lower values, and CoreDNS rejects higher ones. */
const TTL = { least: 5, most: 3600, why: "the cache raises lower values to 5, and CoreDNS supports no higher ones" };
/** The limit of the `forward` plugin. */
const MOST_NAME_SERVERS = 15;

/**
 * Validates all values of a Corefile except the sources. The checks are allow-lists, because quoting does not protect
 * anything in a Corefile.
 *
 * @internal
 */
export function validateCorefile(options: Omit<CorefileOptions, "allowFrom" | "clusterLocal">): Problem[] {
  const { zones, forward } = options;
  return [
    ...validateServedZones(zones),
    ...forward.flatMap(validateForwardedZone),
    ...validateUniqueZones("zones and forward", [...zones, ...forward.map(({ zone }) => zone)]),
    ...options.namespaces.flatMap((namespace) => validateNamespace("an entry of namespaces", namespace)),
    ...options.serviceLabels.flatMap(({ _problems }) => _problems),
    ...validateIntegerRange("ClusterDnsOptionInvalid", "ttlSeconds", options.ttlSeconds, TTL),
    ...validateReadyPort(options.ports),
  ];
}

function validateServedZones(zones: string[]): Problem[] {
  if (zones.length > 0) return zones.flatMap((zone) => validateOwnZone("zones", zone));
  const message =
    "zones: the list is empty. List the zones of the cluster's environment, such as dev.k8s.example.internal.";
  return [{ code: "ClusterDnsZoneInvalid", message }];
}

function validateOwnZone(what: string, zone: string): Problem[] {
  if (zone !== CLUSTER_LOCAL) return validateDnsZone(what, zone);
  const message = `${what}: "${zone}" is the same in every cluster. To answer it in this cluster only, set serveClusterLocal: true.`;
  return [{ code: "ClusterDnsZoneInvalid", message }];
}

function validateForwardedZone({ zone, nameServers }: ForwardedZone): Problem[] {
  const invalid = (message: string): Problem => ({ code: "ClusterDnsForwardInvalid", message });
  const problems = validateOwnZone("forward", zone);
  if (nameServers.length === 0 || nameServers.length > MOST_NAME_SERVERS) {
    const count = `forward: "${zone}" has ${nameServers.length} name servers`;
    problems.push(invalid(`${count}. List 1 to ${MOST_NAME_SERVERS} addresses.`));
  }
  for (const address of nameServers) {
    if (Token.isUnresolved(address)) {
      problems.push(literalExpected(`a name server of "${zone}"`));
    } else if (!isAddress(address)) {
      const got = `forward: the name server ${JSON.stringify(address)} of "${zone}" is not a valid IP address`;
      problems.push(
        invalid(`${got}. Use an address without a port; CoreDNS would resolve a name only once, at start.`),
      );
    }
  }
  return problems;
}

/** All ports listen on every address of the pod, so they must differ. Only `ready` is the caller's choice. */
function validateReadyPort({ ready, ...others }: CorefilePorts): Problem[] {
  const problems = validatePort("readyPort", ready, "ClusterDnsPortInvalid");
  const conflict = Object.entries(others).find(([, port]) => port === ready);
  if (conflict === undefined) return problems;
  const message = `readyPort: ${ready} is already the ${conflict[0]} port of CoreDNS. Use a different port.`;
  return [{ code: "ClusterDnsPortInvalid", message }];
}
