import { Token } from "cdktf";
import { isDnsLabel } from "../core/addresses/hostname";
import { ErrorCode } from "../core/error-codes";
import { Problem } from "../core/errors";
import { literalExpected } from "../core/terraform/resources";

const DNS_1035_LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
/** What two labels and "svc" leave of 253 characters. */
const LONGEST_CLUSTER_DOMAIN = 253 - 64 - 64 - 4;
const LABEL_NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** @internal Whether the text is a valid name of a Service, which starts with a letter. */
export function isServiceName(text: string): boolean {
  return text.length <= 63 && DNS_1035_LABEL.test(text);
}

/** @internal Whether the text is a valid name of a Secret and of most other objects. */
export function isObjectName(text: string): boolean {
  return text.length <= 253 && DNS_SUBDOMAIN.test(text);
}

/** @internal Whether the text is a valid value of a label. */
export function isLabelValue(text: string): boolean {
  return text === "" || LABEL_NAME.test(text);
}

/** @internal Whether the text is a valid key of a label. */
export function isLabelKey(text: string): boolean {
  const slash = text.indexOf("/");
  return slash < 0
    ? LABEL_NAME.test(text)
    : isObjectName(text.slice(0, slash)) && LABEL_NAME.test(text.slice(slash + 1));
}

/** @internal Validates a namespace. @param what the property that contains it, as the user wrote it */
export function validateNamespace(what: string, namespace: string): Problem[] {
  if (Token.isUnresolved(namespace)) return [literalExpected(what)];
  if (isDnsLabel(namespace)) return [];
  const message = `${what}: "${namespace}" is not a valid namespace; use lower-case letters, digits and "-", at most 63 characters, without dots.`;
  return [{ code: "NamespaceInvalid", message }];
}

/** @internal Whether the text is a valid key of a Secret or of a ConfigMap. */
export function isDataKey(text: string): boolean {
  return /^[-._a-zA-Z0-9]{1,253}$/.test(text);
}

/** @internal Validates the name of a Secret. @param what the property that contains it, as the user wrote it */
export function validateSecretName(what: string, name: string): Problem[] {
  if (Token.isUnresolved(name) || isObjectName(name)) return [];
  const message = `${what}: "${name}" is not a valid Secret name; use lower-case letters, digits, "-" and ".", at most 253 characters.`;
  return [{ code: "SecretReferenceInvalid", message }];
}

/** @internal Validates the name of a Service. @param what the property that contains it, as the user wrote it */
export function validateServiceName(what: string, name: string): Problem[] {
  if (Token.isUnresolved(name)) return [literalExpected(what)];
  if (isServiceName(name)) return [];
  const message = `${what}: "${name}" is not a valid Service name; use a letter, then lower-case letters, digits and "-", at most 63 characters. Specify the namespace in its own property.`;
  return [{ code: "KubernetesServiceInvalid", message }];
}

/** @internal Validates the DNS domain of a cluster. @param what the property that contains it, as the user wrote it */
export function validateClusterDomain(what: string, domain: string): Problem[] {
  if (Token.isUnresolved(domain)) return [literalExpected(what)];
  // The longest name of a Service in the cluster must fit into 253 characters with it.
  if (domain.length <= LONGEST_CLUSTER_DOMAIN && domain.split(".").every((label) => isDnsLabel(label))) return [];
  const message = `${what}: "${domain}" is not a valid DNS domain; use lower-case labels of at most 63 characters without a trailing dot, at most ${LONGEST_CLUSTER_DOMAIN} characters, such as "cluster.local".`;
  return [{ code: "KubernetesServiceInvalid", message }];
}

/** @internal Validates labels. @param what the property that contains them, as the user wrote it */
export function validateLabels(
  what: string,
  labels: { [key: string]: string },
  code: ErrorCode = "KubernetesServiceInvalid",
): Problem[] {
  return Object.entries(labels).flatMap(([key, value]): Problem[] => {
    if (Token.isUnresolved(key) || Token.isUnresolved(value)) return [literalExpected(what)];
    if (isLabelKey(key) && isLabelValue(value)) return [];
    const message = `${what}: ${key}="${value}" is not a valid label; use at most 63 letters, digits, "-", "_" and ".", with an alphanumeric character at both ends.`;
    return [{ code, message }];
  });
}
