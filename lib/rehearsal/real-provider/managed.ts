import { blocks, text, Values } from "../../core/terraform/values";
import type { CloudObject } from "../cloud/object";
import type { Snapshot } from "../terraform/rehearsal";

/**
 * Divides the objects of a snapshot into those that a Terraform state contains, and the others. Another object was left
 * behind: its creation was repeated, its deletion sent no request, or a stale answer removed it from the state.
 *
 * @internal
 */
export function managedIn({ cloud, states }: Snapshot): {
  readonly managed: CloudObject[];
  readonly left: CloudObject[];
} {
  const keys = new Set([...states.values()].flatMap((state) => (state === undefined ? [] : keysIn(state))));
  const isManaged = ({ type, id }: CloudObject) => keys.has(`${type} ${id}`);
  const objects = cloud.objects();
  return { managed: objects.filter(isManaged), left: objects.filter((object) => !isManaged(object)) };
}

function keysIn(state: string): string[] {
  return blocks((JSON.parse(state) as Values).resources)
    .filter(({ mode }) => mode === "managed")
    .flatMap(({ type, instances }) =>
      blocks(instances).flatMap(({ attributes }) => `${text(type)} ${text((attributes as Values).id)}`),
    );
}
