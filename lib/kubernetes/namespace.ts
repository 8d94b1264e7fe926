import { NamespaceV1, NamespaceV1Config } from "@cdktf/provider-kubernetes/lib/namespace-v1";
import { Construct } from "constructs";
import { create } from "../core/terraform/create";

/** @internal A namespace for pods that comply with the Pod Security level "restricted". */
export interface RestrictedNamespace extends Pick<NamespaceV1Config, "provider"> {
  readonly name: string;
  readonly labels?: { readonly [name: string]: string };
  readonly annotations?: { readonly [name: string]: string };
}

/** @internal Creates a namespace that rejects pods that do not comply with the Pod Security level "restricted". */
export function restrictedNamespace(scope: Construct, id: string, props: RestrictedNamespace): NamespaceV1 {
  const { labels, provider, ...metadata } = props;
  return create(NamespaceV1, scope, id, {
    ...(provider !== undefined && { provider }),
    // Its type is an object or a list, depending on the release of the bindings. Terraform accepts the object.
    metadata: { ...metadata, labels: { ...labels, "pod-security.kubernetes.io/enforce": "restricted" } } as never,
    timeouts: { delete: "10m" }, // takes effect only when it is set at creation
  });
}
