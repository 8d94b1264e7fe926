import { blocks, list, text } from "../../core/terraform/values";

/** @internal A reference in `replace_triggered_by`. */
export interface Trigger {
  /** The address of the block: "type.name". */
  readonly block: string;
  /** The path of the attribute. Undefined if every change of the object is a trigger. */
  readonly attribute?: string;
}

/** @internal The references in `replace_triggered_by`. The addresses of blocks can begin with a stack. */
export function triggersOf(lifecycle: unknown): Trigger[] {
  return blocks(lifecycle)
    .flatMap((each) => list(each.replace_triggered_by))
    .map((each) => {
      const written = (text(each) ?? "").replace(/^\$\{(.*)\}$/, "$1");
      const [, block = written, attribute] = /^([^.]+\.[\w-]+)\.(.+)$/.exec(written) ?? [];
      return { block, ...(attribute !== undefined && { attribute }) };
    });
}
