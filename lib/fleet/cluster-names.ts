import { isDnsLabel } from "../core/addresses/hostname";
import { Problem } from "../core/errors";

/** @internal The zone of a cluster: all its names are in it, `<service>.<namespace>.svc.<environment>.<domain>`. */
export function zoneOf(environment: string, domain: string): string {
  return `${environment}.${domain}`;
}

/** @internal The domain that holds the Services of a namespace, as the cluster's DNS has it. */
export function namespaceDomain(namespace: string, zone: string): string {
  return `${namespace}.svc.${zone}`;
}

/** @internal */
export function validateNamespaces(namespaces: string[] | undefined): Problem[] {
  if (namespaces?.length === 0) {
    return [
      { code: "NamespaceInvalid", message: "namespaces is empty; expected at least one, or leave it out for all" },
    ];
  }
  return (namespaces ?? [])
    .filter((namespace) => !isDnsLabel(namespace))
    .map((namespace) => ({
      code: "NamespaceInvalid",
      message: `namespaces holds "${namespace}"; expected a DNS label: lower-case letters, digits and "-", at most 63, no dot`,
    }));
}
