import { TerraformStack, Token } from "cdktf";
import { Construct } from "constructs";
import { KubernetesConnectorProps } from "./connector-props";
import { isDataKey, validateNamespace, validateSecretName } from "./name-validation";
import { validateResourceQuantities } from "./resource-quantity";
import { validateScheduling } from "./scheduling";
import { validateCidr } from "../core/addresses/cidr-validation";
import { isDnsLabel } from "../core/addresses/hostname";
import { Problem } from "../core/errors";
import { validateIntegerRange } from "../core/integer-range";
import { Registry } from "../core/registry";
import { literalExpected } from "../core/terraform/resources";
import { validateImage, MOST_CONNECTORS } from "../tunnel/cloudflared";

/** Kubernetes appends a suffix of up to 11 characters to the names of pods, whose limit is 63. */
const LONGEST_NAME = 52;

const REPLICAS = {
  least: 2,
  most: MOST_CONNECTORS,
  why: "a single replica causes an outage at every node drain, and a tunnel supports no more",
};
const GRACE_PERIOD = { least: 1, most: 180, why: "the range that cloudflared supports" };

/** @internal Validates the props of a connector. Origins are validated later, when all hosts are published. */
export function validateConnector(props: KubernetesConnectorProps, name: string): Problem[] {
  return [
    ...validateNamespace("namespace", props.namespace),
    ...validateConnectorName(props, name),
    ...validateIntegerRange("ConnectorReplicasInvalid", "replicas", props.replicas, REPLICAS),
    ...validateIntegerRange(
      "ConnectorGracePeriodInvalid",
      "gracePeriodSeconds",
      props.gracePeriodSeconds,
      GRACE_PERIOD,
    ),
    ...validateResourceQuantities("ConnectorResourcesInvalid", props),
    ...(props.image === undefined ? [] : validateImage(props.image)),
    ...(props.metricsFrom === undefined ? [] : validateNamespace("metricsFrom", props.metricsFrom)),
    ...(props.allowEgress ?? []).flatMap((cidr) => validateCidr("allowEgress", cidr)),
    ...(props.namespaces ?? []).flatMap((each) => validateNamespace("an entry of namespaces", each)),
    ...(props.dnsServers ?? []).flatMap(({ _problems }) => _problems),
    ...(props.certificateAuthorities ?? []).flatMap(({ _problems }) => _problems),
    ...validateScheduling(props),
    ...validateConnectorToken(props),
  ];
}

function validateConnectorName(props: KubernetesConnectorProps, name: string): Problem[] {
  if (Token.isUnresolved(name)) return [literalExpected("name")];
  if (isDnsLabel(name, LONGEST_NAME)) return [];
  const origin = props.name === undefined ? ", made from the tunnel's id," : "";
  const message = `name: "${name}"${origin} is not a valid name; pass lower-case letters, digits and "-", at most ${LONGEST_NAME} characters.`;
  return [{ code: "ConnectorNameInvalid", message }];
}

function validateConnectorToken(props: KubernetesConnectorProps): Problem[] {
  const source = props.token._source;
  if (!props.token.supportsKubernetes) {
    const factory = source.kind === "ephemeral" ? "fromEphemeral" : "fromSecretManager";
    const message = `token: a connector in Kubernetes does not support TunnelToken.${factory}(…); use TunnelToken.fromKubernetesSecret(name, key) or TunnelToken.fromTunnel().`;
    return [{ code: "TokenSourceUnsupported", message }];
  }
  if (source.kind !== "kubernetes-secret") return [];
  const problems = validateSecretName("name in TunnelToken.fromKubernetesSecret", source.name);
  if (!Token.isUnresolved(source.key) && !isDataKey(source.key)) {
    problems.push({
      code: "SecretReferenceInvalid",
      message: `key in TunnelToken.fromKubernetesSecret: "${source.key}" is not a valid key of a Secret; use letters, digits, "-", "_" and ".".`,
    });
  }
  return problems;
}

/** Connectors by stack, cluster, namespace and name. */
const CONNECTORS = new Registry<Construct>();

/** @internal Refuses two connectors with one name in a stack, which would otherwise fail only at apply. */
export function validateUniqueName(scope: Construct, network: string, namespace: string, name: string): Problem[] {
  // By stack: the default provider of another stack may be another cluster.
  const stack = TerraformStack.of(scope).node.path;
  const twin = CONNECTORS.claim(scope, `${stack} ${network} ${namespace}/${name}`, scope);
  if (twin === undefined) return [];
  const message = `name: ${twin.node.path} is also named "${name}" in the namespace "${namespace}" of this cluster; pass another name.`;
  return [{ code: "ConnectorNameTaken", message }];
}
