import { stableName } from "./stable-name";
import { objectsOf } from "../../inventory/terraform/objects";
import { blocks, text, Values } from "../../inventory/terraform/values";

/** @internal In how many clusters there are objects of a type and a name. */
export type Clusters = ReadonlyMap<string, number>;

/** @internal */
export function clusterKey(type: string, name: string): string {
  return `${type} ${name}`;
}

/**
 * In how many clusters the configurations have a Kubernetes object of one name: Terraform tells a provider neither its alias nor the stack, so
 * nothing that is asked of it says which cluster is meant.
 *
 * @internal
 */
export function clustersIn(configurations: Values[]): Clusters {
  const places = new Map<string, Set<string>>();
  for (const terraform of configurations) {
    for (const { type, values, data } of objectsOf(terraform)) {
      if (data || !type.startsWith("kubernetes_")) continue;
      const key = clusterKey(
        type,
        stableName(type, values, () => undefined),
      );
      const ofName = places.get(key) ?? new Set();
      places.set(key, ofName.add(clusterOf(terraform, text(values.provider))));
    }
  }
  return new Map([...places].map(([key, { size }]) => [key, size]));
}

/** A cluster is what its provider's configuration says it is. */
function clusterOf(terraform: Values, provider = "kubernetes"): string {
  const [name, alias] = provider.replace(/^\$\{(.*)\}$/, "$1").split(".");
  const configurations = blocks(terraform.provider).flatMap((each) => blocks(each[name]));
  const configuration = configurations.find((each) => text(each.alias) === alias) ?? {};
  return JSON.stringify({ ...configuration, alias: undefined });
}
