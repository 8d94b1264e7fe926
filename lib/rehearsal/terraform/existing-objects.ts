import { requireConverged } from "./diagnostics";
import { findImported, hasImports, Imported, withImportedIds } from "./imports";
import type { Rehearsal } from "./rehearsal";
import type { Step } from "./step";

const UNDETERMINED = "the objects of the import blocks cannot be determined";

/**
 * Puts the objects that the steps import into the cloud, with the values of the configuration.
 *
 * @param rehearsal in its initial state
 * @throws RehearsalError RehearsalDoesNotConverge
 * @internal
 */
export async function addExistingObjects(rehearsal: Rehearsal, steps: Step[]): Promise<void> {
  const empty = rehearsal.save();
  for (const step of steps.filter(({ stacks }) => stacks.some(hasImports))) {
    const imported = await importedBy(rehearsal, step);
    rehearsal.restore(empty);
    for (const each of imported) empty.cloud.addExisting(each.object, each.importId);
  }
  rehearsal.restore(empty);
}

/** Creates the objects without the import blocks, then plans with them in a state without these objects. */
async function importedBy(rehearsal: Rehearsal, { stacks }: Step): Promise<Imported[]> {
  const plain = stacks.map((stack) => ({ ...stack, omitted: ["import"] }));
  requireConverged(await rehearsal.apply({ name: "the objects to import", stacks: plain }), UNDETERMINED);
  const found: Imported[] = [];
  for (const stack of stacks.filter(hasImports)) {
    const { states, ...saved } = rehearsal.save();
    const others = new Map([...states].filter(([name]) => name !== stack.name));
    rehearsal.restore({ ...saved, states: others });
    const plan = await rehearsal.planImports(stack);
    requireConverged(plan, UNDETERMINED);
    found.push(...findImported(plan.imported, states.get(stack.name)!, rehearsal.cloud));
    rehearsal.restore({ ...saved, states });
  }
  return withImportedIds(found);
}
