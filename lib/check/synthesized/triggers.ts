import { blocks, list, text } from "../../core/terraform/values";

/** @internal The references in `replace_triggered_by`, such as "type.name". */
export function triggersOf(lifecycle: unknown): string[] {
  return blocks(lifecycle)
    .flatMap((each) => list(each.replace_triggered_by))
    .map((each) => (text(each) ?? "").replace(/^\$\{(.*)\}$/, "$1"));
}
