import type { TerraformObject } from "./objects";
import { isExpression } from "../../core/terraform/expressions";
import { block, text } from "../../core/terraform/values";

/**
 * The cluster of a Kubernetes object: its stack and its provider. Other clusters can have the same namespaces, names
 * and labels.
 *
 * @internal
 */
export function clusterOf({ address, values }: TerraformObject): string {
  return `${address.replace(/[^/]*$/, "")} ${text(values.provider) ?? "kubernetes"}`;
}

/** @internal The name of an object's namespace. A reference to a namespace of the app is resolved. */
export function namespaceOf({ values }: TerraformObject, objects: TerraformObject[]): string {
  const written = text(block(values.metadata).namespace) ?? "default";
  if (!isExpression(written)) return written;
  const namespace = objects.find(
    ({ type, data, address }) =>
      !data && /^kubernetes_namespace(_v1)?$/.test(type) && written.startsWith(`\${${address}.`),
  );
  return text(block(namespace?.values.metadata).name) ?? written;
}
