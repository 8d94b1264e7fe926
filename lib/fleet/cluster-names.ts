import { isDnsLabel } from "../core/addresses/hostname";
import { Problem } from "../core/errors";

/** @internal The zone of a cluster. It contains its names: `<service>.<namespace>.svc.<environment>.<domain>`. */
export function zoneOf(environment: string, domain: string): string {
  return `${environment}.${domain}`;
}

/** @internal The domain of the Services of a namespace, as the cluster's DNS serves it. */
export function namespaceDomain(namespace: string, zone: string): string {
  return `${namespace}.svc.${zone}`;
}

/** @internal Validates `namespaces` of a cluster. */
export function validateNamespaces(namespaces: string[] | undefined): Problem[] {
  if (namespaces?.length === 0) {
    return [
      {
        code: "NamespaceInvalid",
        message: "namespaces is empty. Add at least one namespace, or omit the property for all " + "namespaces.",
      },
    ];
  }
  return (namespaces ?? [])
    .filter((namespace) => !isDnsLabel(namespace))
    .map((namespace) => ({
      code: "NamespaceInvalid",
      message: `namespaces: "${namespace}" is not a valid namespace. Use 1 to 63 characters of a-z, 0-9 and "-".`,
    }));
}
