import fc from "fast-check";
import type { PlannedAction } from "../../../lib/check/model";
import type { ApplyInput, RecordedObject } from "../../../lib/check/order/prior-state";

interface RandomBlock {
  readonly before?: { readonly references: readonly number[]; readonly createBeforeDestroy: boolean };
  readonly after?: { readonly references: readonly number[]; readonly createBeforeDestroy: boolean };
  readonly change: "no-op" | "update" | "replace";
  readonly deposed: boolean;
}

const version = (index: number, total: number) =>
  fc.record({
    references: fc.subarray(Array.from({ length: total }, (_, i) => i).filter((i) => i !== index)),
    createBeforeDestroy: fc.boolean(),
  });

/** Random changes of a few blocks without keys. References point to lower ranks, and the ranks can change. */
export const randomInput: fc.Arbitrary<ApplyInput> = fc
  .integer({ min: 2, max: 5 })
  .chain((total) =>
    fc.record({
      ranks: fc.shuffledSubarray(
        Array.from({ length: total }, (_, i) => i),
        { minLength: total },
      ),
      isReordered: fc.boolean(),
      blocks: fc.tuple(
        ...Array.from({ length: total }, (_, i) =>
          fc.record<RandomBlock>({
            before: fc.option(version(i, total), { nil: undefined, freq: 5 }),
            after: fc.option(version(i, total), { nil: undefined, freq: 2 }),
            change: fc.constantFrom("no-op", "update", "update", "replace"),
            deposed: fc.boolean(),
          }),
        ),
      ),
    }),
  )
  .map(({ ranks, isReordered, blocks }) => toInput(blocks, isReordered ? ranks : ranks.map((_, i) => i)));

function toInput(all: readonly RandomBlock[], ranks: readonly number[]): ApplyInput {
  const name = (i: number) => `t.${"abcdefgh"[i]}`;
  const before = all.map(
    ({ before: each }, i) => each && { ...each, references: each.references.filter((j) => j < i && all[j].before) },
  );
  const after = all.map(
    ({ after: each }, i) =>
      each && { ...each, references: each.references.filter((j) => ranks[j] < ranks[i] && all[j].after) },
  );
  const closures = (versions: typeof before) => {
    const closure = (i: number): Set<number> => new Set(versions[i]!.references.flatMap((j) => [j, ...closure(j)]));
    return versions.map((each, i) => (each ? closure(i) : new Set<number>()));
  };
  const forced = (versions: typeof before) => {
    const lists = closures(versions);
    return versions.map(
      (_, i) =>
        versions[i]?.createBeforeDestroy || versions.some((each, j) => each?.createBeforeDestroy && lists[j].has(i)),
    );
  };
  const [lists, flags, flagsAfter] = [closures(before), forced(before), forced(after)];
  const recorded = all.flatMap(({ deposed }, i): RecordedObject[] => {
    if (!before[i]) return [];
    const object: RecordedObject = {
      address: name(i),
      block: name(i),
      dependencies: [...lists[i]].map(name),
      createBeforeDestroy: flags[i] === true,
    };
    return deposed && i % 2 === 0 ? [object, { ...object, deposed: "0a1b2c3d" }] : [object];
  });
  return {
    blocks: after.flatMap((each, i) =>
      each
        ? [
            {
              address: name(i),
              references: each.references.map(name),
              createBeforeDestroy: each.createBeforeDestroy,
            },
          ]
        : [],
    ),
    recorded,
    changes: all.flatMap(({ change }, i) => {
      const replace: PlannedAction = flagsAfter[i] ? "create-delete" : "delete-create";
      const action: PlannedAction = !before[i]
        ? "create"
        : !after[i]
          ? "delete"
          : change === "replace"
            ? replace
            : change;
      return before[i] || after[i] ? [{ address: name(i), block: name(i), action }] : [];
    }),
  };
}
