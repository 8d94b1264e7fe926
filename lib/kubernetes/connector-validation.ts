import { TerraformStack, Token } from "cdktf";
import { Construct } from "constructs";
import { KubernetesConnectorProps } from "./connector-props";
import { validateNamespace, validateSecretName } from "./name-validation";
import { validateResourceQuantities } from "./resource-quantity";
import { validateCidr } from "../core/addresses/cidr-validation";
import { isDnsLabel } from "../core/addresses/hostname";
import { Problem } from "../core/errors";
import { validateIntegerRange } from "../core/integer-range";
import { literalExpected } from "../core/terraform/resources";
import { validateImage, MOST_CONNECTORS } from "../tunnel/cloudflared";

/** Leaves room for what Kubernetes adds to the names of pods. */
const LONGEST_NAME = 52;

const REPLICAS = {
  least: 2,
  most: MOST_CONNECTORS,
  why: "one alone is an outage at every drain, and a tunnel takes no more",
};
const GRACE_PERIOD = { least: 1, most: 180, why: "cloudflared takes no more" };

/** @internal Says all that is wrong with a connector, but for the origins, which come later. */
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
    ...validateConnectorToken(props),
  ];
}

function validateConnectorName(props: KubernetesConnectorProps, name: string): Problem[] {
  if (Token.isUnresolved(name)) return [literalExpected("name")];
  if (isDnsLabel(name, LONGEST_NAME)) return [];
  const got =
    props.name === undefined ? `the name "${name}" is made from the tunnel's id, and is` : `name is "${name}",`;
  const message = `${got} none that Kubernetes takes; expected lower-case letters, digits and "-", at most ${LONGEST_NAME}; pass such a name`;
  return [{ code: "ConnectorNameInvalid", message }];
}

function validateConnectorToken(props: KubernetesConnectorProps): Problem[] {
  const source = props.token._source;
  if (!props.token.supportsKubernetes) {
    const factory = source.kind === "ephemeral" ? "fromEphemeral" : "fromSecretManager";
    const message = `token is TunnelToken.${factory}(…), which a connector in Kubernetes does not support; use TunnelToken.fromKubernetesSecret(name, key) or TunnelToken.fromTunnel()`;
    return [{ code: "TokenSourceUnsupported", message }];
  }
  if (source.kind !== "kubernetes-secret") return [];
  const problems = validateSecretName("the name in TunnelToken.fromKubernetesSecret", source.name);
  if (!Token.isUnresolved(source.key) && !/^[-._a-zA-Z0-9]{1,253}$/.test(source.key)) {
    problems.push({
      code: "SecretReferenceInvalid",
      message: `the key in TunnelToken.fromKubernetesSecret is "${source.key}"; expected a key of the Secret: letters, digits, "-", "_" and "."`,
    });
  }
  return problems;
}

const takenNames = new WeakMap<TerraformStack, Set<string>>();

/** @internal Two objects of one name would be told only at apply. */
export function validateUniqueName(scope: Construct, network: string, namespace: string, name: string): Problem[] {
  const stack = TerraformStack.of(scope);
  const taken = takenNames.get(stack) ?? new Set<string>();
  takenNames.set(stack, taken);
  const key = `${network}/${namespace}/${name}`;
  if (!taken.has(key)) {
    taken.add(key);
    return [];
  }
  const message = `another connector of this stack is named "${name}" in the namespace "${namespace}" of the same cluster; pass another name`;
  return [{ code: "ConnectorNameTaken", message }];
}
