import { Token } from "cdktf";
import { ClusterDnsProps } from "./cluster-dns-props";
import { CorefileOptions } from "./corefile";
import { corefileProblems } from "./corefile-problems";
import { imageProblems } from "./image";
import { sourceProblems } from "./sources";
import { Problem } from "../core/errors";
import { isDnsLabel } from "../core/hostname";
import { cidrProblems } from "../core/literal-cidr";
import { rangeProblems } from "../core/range";
import { literalExpected } from "../core/terraform";
import { resourceProblems } from "../kubernetes/amounts";
import { isServiceName, namespaceProblems } from "../kubernetes/names";

/** Leaves room for what Kubernetes adds to the names of pods, and we to those of Services. */
const LONGEST_NAME = 52;
const REPLICAS = { least: 2, most: 25, why: "one alone is an outage at every drain" };

/** @internal All that is wrong with a CoreDNS by itself. */
export function clusterDnsProblems(props: ClusterDnsProps, name: string, meant: CorefileOptions): Problem[] {
  const { allowFrom, apiServer, exposure, metricsFrom } = props;
  return [
    ...objectNameProblems(name),
    ...corefileProblems(meant),
    ...sourceProblems(allowFrom, props.openToAll),
    ...exposure._problems(meant.allowFrom),
    ...loopProblems(meant, exposure.addresses),
    ...rangeProblems("ClusterDnsOptionInvalid", "replicas", props.replicas, REPLICAS),
    ...resourceProblems("ClusterDnsOptionInvalid", props),
    ...(props.image === undefined ? [] : imageProblems(props.image)),
    ...(metricsFrom === undefined ? [] : namespaceProblems("metricsFrom", metricsFrom)),
    ...(apiServer === undefined ? [] : apiServerProblems(apiServer)),
  ];
}

function objectNameProblems(name: string): Problem[] {
  if (Token.isUnresolved(name)) return [literalExpected("name")];
  if (isServiceName(name) && isDnsLabel(name, LONGEST_NAME)) return [];
  const message = `name is "${name}"; expected a letter, then lower-case letters, digits and "-", at most ${LONGEST_NAME}`;
  return [{ code: "ClusterDnsNameInvalid", message }];
}

function loopProblems({ forward }: CorefileOptions, own: string[]): Problem[] {
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
function apiServerProblems(cidrs: string[]): Problem[] {
  if (cidrs.length > 0) return cidrs.flatMap((cidr) => cidrProblems("apiServer", cidr));
  const message = "apiServer is empty; expected the CIDRs of the cluster's API server, or none of this option";
  return [{ code: "CidrInvalid", message }];
}
