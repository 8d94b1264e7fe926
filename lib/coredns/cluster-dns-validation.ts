import { Token } from "cdktf";
import { validateAllowedClients } from "./allowed-clients";
import { ClusterDnsProps } from "./cluster-dns-props";
import { CorefileOptions } from "./corefile/corefile";
import { validateCorefile } from "./corefile/validation";
import { validateCorednsImage } from "./image";
import { validateCidr } from "../core/addresses/cidr-validation";
import { isDnsLabel } from "../core/addresses/hostname";
import { Problem } from "../core/errors";
import { validateIntegerRange } from "../core/integer-range";
import { literalExpected } from "../core/terraform/resources";
import { isServiceName, validateNamespace } from "../kubernetes/name-validation";
import { validateResourceQuantities } from "../kubernetes/resource-quantity";

/** Leaves room for the suffixes that Kubernetes adds to the names of pods, and an exposure to the names of Services. */
const LONGEST_NAME = 52;
const REPLICAS = { least: 2, most: 25, why: "a single pod is an outage at every node drain" };

/** @internal Validates a `ClusterDns` on its own. */
export function validateClusterDns(props: ClusterDnsProps, name: string, options: CorefileOptions): Problem[] {
  const { allowFrom, apiServer, exposure, metricsFrom } = props;
  return [
    ...validateObjectName(name),
    ...validateCorefile(options),
    ...validateAllowedClients(allowFrom, props.openToAll),
    ...exposure._validate(options.allowFrom),
    ...validateNoForwardLoop(options, exposure.addresses),
    ...validateIntegerRange("ClusterDnsOptionInvalid", "replicas", props.replicas, REPLICAS),
    ...validateResourceQuantities("ClusterDnsOptionInvalid", props),
    ...(props.image === undefined ? [] : validateCorednsImage(props.image)),
    ...(metricsFrom === undefined ? [] : validateNamespace("metricsFrom", metricsFrom)),
    ...(apiServer === undefined ? [] : validateApiServer(apiServer)),
  ];
}

function validateObjectName(name: string): Problem[] {
  if (Token.isUnresolved(name)) return [literalExpected("name")];
  if (isServiceName(name) && isDnsLabel(name, LONGEST_NAME)) return [];
  const message = `name: "${name}" is not a valid name. Use a letter, then lower-case letters, digits and "-", at most ${LONGEST_NAME} characters.`;
  return [{ code: "ClusterDnsNameInvalid", message }];
}

function validateNoForwardLoop({ forward }: CorefileOptions, own: string[]): Problem[] {
  return forward.flatMap(({ zone, nameServers }) =>
    nameServers
      .filter((address) => own.includes(address))
      .map((address) => ({
        code: "ClusterDnsForwardInvalid" as const,
        message: `forward: "${zone}" is forwarded to ${address}, which is an address of this CoreDNS. Use the addresses of the zone's own name servers.`,
      })),
  );
}

/** To a NetworkPolicy, an empty list means every address. */
function validateApiServer(cidrs: string[]): Problem[] {
  if (cidrs.length > 0) return cidrs.flatMap((cidr) => validateCidr("apiServer", cidr));
  const message = "apiServer: the list is empty. List the CIDRs of the cluster's API server, or remove the option.";
  return [{ code: "CidrInvalid", message }];
}
