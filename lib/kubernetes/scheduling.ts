import { DeploymentV1SpecTemplateSpecToleration } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import { Token } from "cdktf";
import { KubernetesConnectorProps, Toleration } from "./connector-props";
import { isLabelKey, isObjectName, validateLabels, validateSecretName } from "./name-validation";
import { Problem } from "../core/errors";
import { validateIntegerRange } from "../core/integer-range";
import { checkProps, PropNames } from "../core/props";

const TOLERATION: PropNames<Toleration> = { required: {}, optional: { key: true, value: true, effect: true } };
const EFFECTS = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
const CODE = "ConnectorSchedulingInvalid";
const MIN_READY = { least: 0, most: 600, why: "a rollout waits that long for every pod" };

/** @internal Validates where the pods of a connector run, and when they count as available. */
export function validateScheduling(props: KubernetesConnectorProps): Problem[] {
  const { nodeSelector = {}, tolerations = [], priorityClassName, imagePullSecrets = [], minReadySeconds } = props;
  return [
    ...validateLabels("nodeSelector", nodeSelector, CODE),
    ...tolerations.flatMap(validateToleration),
    ...(priorityClassName === undefined ? [] : validatePriorityClass(priorityClassName)),
    ...imagePullSecrets.flatMap((name) => validateSecretName("an entry of imagePullSecrets", name)),
    ...validateIntegerRange(CODE, "minReadySeconds", minReadySeconds, MIN_READY),
  ];
}

function validatePriorityClass(name: string): Problem[] {
  if (Token.isUnresolved(name) || isObjectName(name)) return [];
  const message = `priorityClassName: "${name}" is not a valid name; use lower-case letters, digits, "-" and ".".`;
  return [{ code: CODE, message }];
}

function validateToleration(toleration: Toleration): Problem[] {
  checkProps(undefined, "tolerations", toleration, TOLERATION);
  const { key, value, effect } = toleration;
  const problems: Problem[] = [];
  if (key !== undefined && !Token.isUnresolved(key) && !isLabelKey(key)) {
    problems.push({ code: CODE, message: `tolerations: key "${key}" is not valid; use the key of a taint.` });
  }
  if (key === undefined && value !== undefined) {
    problems.push({ code: CODE, message: `tolerations: value "${value}" has no key. Set the key of the taint.` });
  }
  if (effect !== undefined && !Token.isUnresolved(effect) && !EFFECTS.includes(effect)) {
    const message = `tolerations: effect "${effect}" is not valid; use ${EFFECTS.join(", ")}, or omit it.`;
    problems.push({ code: CODE, message });
  }
  return problems;
}

/** @internal A toleration as the provider expects it. Without a value, any value is tolerated. */
export function tolerationOf({ key, value, effect }: Toleration): DeploymentV1SpecTemplateSpecToleration {
  return { key, value, effect, operator: value === undefined ? "Exists" : "Equal" };
}
