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

/** Leaves room for what Kubernetes adds to the names of pods, and we to those of Services. */
const LONGEST_NAME = 52;
const REPLICAS = { least: 2, most: 25, why: "one alone is an outage at every drain" };

/** @internal All that is wrong with a CoreDNS by itself. */
export function validateClusterDns(props: ClusterDnsProps, name: string, meant: CorefileOptions): Problem[] {
  const { allowFrom, apiServer, exposure, metricsFrom } = props;
  return [
    ...validateObjectName(name),
    ...validateCorefile(meant),
    ...validateAllowedClients(allowFrom, props.openToAll),
    ...exposure._problems(meant.allowFrom),
    ...validateNoForwardLoop(meant, exposure.addresses),
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
  const message = `name is "${name}"; expected a letter, then lower-case letters, digits and "-", at most ${LONGEST_NAME}`;
  return [{ code: "ClusterDnsNameInvalid", message }];
}

function validateNoForwardLoop({ forward }: CorefileOptions, own: string[]): Problem[] {
  return forward.flatMap(({ zone, nameServers }) =>
    nameServers
      .filter((address) => own.includes(address))
      .map((address) => ({
        code: "ClusterDnsForwardInvalid" as const,
        message: `"${zone}" is forwarded to ${address}, which is this CoreDNS itself; expected other name servers`,
      })),
  );
}

/** An empty list would mean every address. */
function validateApiServer(cidrs: string[]): Problem[] {
  if (cidrs.length > 0) return cidrs.flatMap((cidr) => validateCidr("apiServer", cidr));
  const message = "apiServer is empty; expected the CIDRs of the cluster's API server, or none of this option";
  return [{ code: "CidrInvalid", message }];
}
