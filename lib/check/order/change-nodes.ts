import { wholeAddress } from "../address";
import type { PlannedAction, ResourceChange } from "../model";

/** @internal The part of a planned change that decides about the order. */
export type OrderedChange = Pick<ResourceChange, "address" | "block" | "action">;

/** @internal The marker of the old object of a replacement that creates first. Its key is random. */
export const SET_ASIDE = "set aside";

/** @internal One call that an apply makes. A replacement makes two. */
export interface ChangeNode {
  /** The address of the instance. */
  readonly address: string;
  readonly block: string;
  /** The action of the whole change. It is "delete" for an object that is already deposed. */
  readonly action: PlannedAction;
  readonly operation: "create" | "update" | "delete" | "forget";
  /** The key of the deposed object that is deleted, or `SET_ASIDE`. Undefined for current objects. */
  readonly deposed?: string;
}

/** @internal Whether a call creates or updates. */
export function isApply({ operation }: ChangeNode): boolean {
  return operation === "create" || operation === "update";
}

/**
 * Returns the calls of an apply, in the order of the changes. The create half of a replacement precedes its delete
 * half. Data sources make no calls that change anything.
 *
 * @param deposed the deposed objects of the state before the apply
 * @internal
 */
export function changeNodesOf(
  changes: readonly OrderedChange[],
  deposed: readonly { readonly address: string; readonly block: string; readonly deposed?: string }[],
): ChangeNode[] {
  return [
    ...changes.flatMap(nodesOf),
    ...deposed.flatMap((object): ChangeNode[] =>
      object.deposed === undefined
        ? []
        : [
            {
              address: object.address,
              block: object.block,
              action: "delete",
              operation: "delete",
              deposed: object.deposed,
            },
          ],
    ),
  ];
}

function nodesOf({ address, block, action }: OrderedChange): ChangeNode[] {
  if (wholeAddress(block)?.resource.startsWith("data.") === true) return [];
  const node = { address, block, action };
  switch (action) {
    case "no-op":
      return [];
    case "create":
    case "update":
    case "delete":
    case "forget":
      return [{ ...node, operation: action }];
    case "delete-create":
      return [
        { ...node, operation: "create" },
        { ...node, operation: "delete" },
      ];
    case "create-delete":
      return [
        { ...node, operation: "create" },
        { ...node, operation: "delete", deposed: SET_ASIDE },
      ];
  }
}
