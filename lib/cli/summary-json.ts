import type { Inventory, SynthesizedStack } from "../inventory";

/** @internal A stack together with its inventory. */
export interface SummarizedStack extends SynthesizedStack {
  readonly inventory: Inventory;
}

/** @internal Renders stacks as JSON. An incompatible change raises the version in schema/summary.schema.json. */
export function summaryJson(stacks: SummarizedStack[]): string {
  const document = {
    schemaVersion: 1,
    stacks: stacks.map(({ name, directory, dependencies, warnings, unread, inventory: { stack: _, ...found } }) => ({
      name,
      directory,
      dependencies,
      warnings,
      unread,
      ...found,
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
