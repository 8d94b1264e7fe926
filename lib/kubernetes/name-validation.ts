import { Token } from "cdktf";
import { isDnsLabel } from "../core/addresses/hostname";
import { Problem } from "../core/errors";
import { literalExpected } from "../core/terraform/resources";

const DNS_1035_LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** @internal A Service's name, which starts with a letter. */
export function isServiceName(text: string): boolean {
  return text.length <= 63 && DNS_1035_LABEL.test(text);
}

/** @internal The name of a Secret, and of most other objects. */
export function isObjectName(text: string): boolean {
  return text.length <= 253 && DNS_SUBDOMAIN.test(text);
}

/** @internal */
export function isLabelValue(text: string): boolean {
  return text === "" || LABEL_NAME.test(text);
}

/** @internal */
export function isLabelKey(text: string): boolean {
  const slash = text.indexOf("/");
  return slash < 0
    ? LABEL_NAME.test(text)
    : isObjectName(text.slice(0, slash)) && LABEL_NAME.test(text.slice(slash + 1));
}

/** @internal */
export function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65535;
}

/** @internal @param what the prop that holds it, as the caller wrote it */
export function validateNamespace(what: string, namespace: string): Problem[] {
  if (Token.isUnresolved(namespace)) return [literalExpected(what)];
  if (isDnsLabel(namespace)) return [];
  const message = `${what} is "${namespace}"; expected a DNS label: lower-case letters, digits and "-", at most 63, no dot`;
  return [{ code: "NamespaceInvalid", message }];
}

/** @internal */
export function validateSecretName(what: string, name: string): Problem[] {
  if (Token.isUnresolved(name) || isObjectName(name)) return [];
  const message = `${what} is "${name}"; expected the name of a Secret: lower-case letters, digits, "-" and ".", at most 253`;
  return [{ code: "SecretReferenceInvalid", message }];
}

/** @internal @param what the prop that holds it, as the caller wrote it */
export function validateServiceName(what: string, name: string): Problem[] {
  if (Token.isUnresolved(name)) return [literalExpected(what)];
  if (isServiceName(name)) return [];
  const message = `${what} is "${name}"; expected a letter, then lower-case letters, digits and "-", at most 63; the namespace is an option of its own`;
  return [{ code: "KubernetesServiceInvalid", message }];
}

/** @internal @param what the prop that holds them, as the caller wrote it */
export function validateLabels(what: string, labels: { [key: string]: string }): Problem[] {
  return Object.entries(labels).flatMap(([key, value]): Problem[] => {
    if (Token.isUnresolved(key) || Token.isUnresolved(value)) return [literalExpected(what)];
    if (isLabelKey(key) && isLabelValue(value)) return [];
    const message = `${what} hold ${key}="${value}"; expected a Kubernetes label: at most 63 letters, digits, "-", "_" and ".", an alphanumeric at both ends`;
    return [{ code: "KubernetesServiceInvalid", message }];
  });
}
