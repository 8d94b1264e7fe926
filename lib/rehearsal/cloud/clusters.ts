import { stableName } from "./stable-name";
import { blocks, text, Values } from "../../core/terraform/values";
import { objectsOf } from "../../inventory/terraform/objects";

/** @internal The number of clusters that contain an object of a type and a name, by `clusterKey`. */
export type Clusters = ReadonlyMap<string, number>;

/** @internal The key of an object in `Clusters`. */
export function clusterKey(type: string, name: string): string {
  return `${type} ${name}`;
}

/**
 * Counts the clusters in which the configurations have a Kubernetes object of one name. A provider cannot see its alias
 * or the stack, so its requests do not show which cluster they are for.
 *
 * @internal
 */
export function clustersIn(configurations: Values[]): Clusters {
  const clusters = new Map<string, Set<string>>();
  for (const terraform of configurations) {
    for (const { type, values, data } of objectsOf(terraform)) {
      if (data || !type.startsWith("kubernetes_")) continue;
      const key = clusterKey(
        type,
        stableName(type, values, () => undefined),
      );
      const ofName = clusters.get(key) ?? new Set();
      clusters.set(key, ofName.add(clusterOf(terraform, text(values.provider))));
    }
  }
  return new Map([...clusters].map(([key, { size }]) => [key, size]));
}

/** Two providers with the same configuration belong to the same cluster. */
function clusterOf(terraform: Values, provider = "kubernetes"): string {
  const [name, alias] = provider.replace(/^\$\{(.*)\}$/, "$1").split(".");
  const configurations = blocks(terraform.provider).flatMap((each) => blocks(each[name]));
  const configuration = configurations.find((each) => text(each.alias) === alias) ?? {};
  return JSON.stringify({ ...configuration, alias: undefined });
}
