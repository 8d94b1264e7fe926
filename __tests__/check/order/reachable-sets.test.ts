import fc from "fast-check";
import { randomInput } from "./random-input";
import { find, nameOf, orderOf, Scenario } from "./scenario";
import { ApplyOrder } from "../../../lib/check/order/apply-order";
import type { Order } from "../../../lib/check/order/order";
import { OrderStep, ReachableSetsOptions, visitReachableSets } from "../../../lib/check/order/reachable-sets";

interface Found {
  readonly sets: Map<string, readonly OrderStep[]>;
  readonly isComplete: boolean;
  readonly isExact: boolean;
}

function search(order: Order, relevant: readonly number[], options?: ReachableSetsOptions): Found {
  const sets = new Map<string, readonly OrderStep[]>();
  const result = visitReachableSets(
    order,
    relevant,
    (done, steps) => {
      const key = [...done].sort((a, b) => a - b).join();
      expect(sets.has(key)).toBe(false);
      sets.set(key, steps());
    },
    options,
  );
  return { sets, ...result };
}

/** All sets of all calls of a scenario by their short names: "app(d)", with the steps. */
function named(scenario: Scenario, relevant?: string[], options?: ReachableSetsOptions): Map<string, string> {
  const order = orderOf(scenario);
  const nodes = relevant?.map((name) => find(order, name)) ?? order.nodes.map((_, i) => i);
  const { sets } = search(order, nodes, options);
  return new Map(
    [...sets].map(([key, steps]) => [
      key === ""
        ? ""
        : key
            .split(",")
            .map((node) => nameOf(order.nodes[Number(node)]))
            .sort()
            .join(" "),
      steps.map(({ kind, node }) => `${kind} ${nameOf(order.nodes[node])}`).join(", "),
    ]),
  );
}

const INTERLOCK: Scenario = {
  before: "app1*, app2*, cfg*[app1, app2], gate[cfg, app1, app2]",
  after: "app1*, cfg*[app1], gate[cfg, app1]",
  plan: "app2=delete cfg=update gate=update",
};

describe("visitReachableSets", () => {
  test("visits the prefixes of a chain", () => {
    const sets = named({ after: "a, b[a], c[b]", plan: "a=create b=create c=create" });
    expect([...sets]).toEqual([
      ["", ""],
      ["a", "done a"],
      ["a b", "done a, done b"],
      ["a b c", "done a, done b, done c"],
    ]);
  });

  test("contains the sets that only a failed update makes possible", () => {
    const scenario: Scenario = { before: "b*, x[b]", after: "x", plan: "b=delete x=update" };
    const sets = named(scenario);
    expect(new Set(sets.keys())).toEqual(new Set(["", "x", "b(d) x", "b(d)"]));
    expect(sets.get("b(d)")).toBe("fail x, done b(d)");
    expect(named(scenario, undefined, { hasFailures: false }).has("b(d)")).toBe(false);
  });

  test("contains no early deletion with an interlock", () => {
    const sets = named(INTERLOCK, ["app2(d)", "cfg"]);
    expect(new Set(sets.keys())).toEqual(new Set(["", "cfg", "app2(d) cfg"]));
  });

  test("contains the early deletion without an interlock", () => {
    const sets = named({ ...INTERLOCK, after: "app1*, cfg*[app1]", plan: "app2=delete cfg=update gate=delete" }, [
      "app2(d)",
      "cfg",
    ]);
    expect(sets.get("app2(d)")).toBe("fail cfg, done app2(d)");
  });

  test("adds the calls that hold the order of others", () => {
    const order = orderOf(INTERLOCK);
    const relevant = [find(order, "app2(d)"), find(order, "cfg")];
    const { nodes, isExact } = visitReachableSets(order, relevant, () => undefined);
    expect(nodes.map((node) => nameOf(order.nodes[node])).sort()).toEqual(["app2(d)", "cfg", "gate"]);
    expect(isExact).toBe(true);
    const limited = search(order, relevant, { maxAdded: 0 });
    expect(limited.isExact).toBe(false);
    expect(limited.sets.size).toBe(4);
  });

  test("contains the sets after an interrupted replacement", () => {
    const sets = named({ before: "a, b*[a]", after: "b*", plan: "a=delete b=ctd" }, ["a(d)", "b"]);
    expect(sets.get("a(d)")).toBe("aside b, done a(d)");
  });

  test("does not contain calls that the API refuses", () => {
    const scenario: Scenario = { before: "b*, x[b]", after: "x, y", plan: "b=delete x=update y=create" };
    const order = orderOf(scenario);
    const [x, b, y] = ["x", "b(d)", "y"].map((name) => find(order, name));
    const { sets } = search(order, [b, x], { refuses: (node, done) => node === b && !done.has(x) });
    expect(sets.has(`${b}`)).toBe(false);
    const refused = named(scenario, undefined, { refuses: (node, done) => node === x && !done.has(y) });
    expect(refused.get("b(d)")).toBe("fail x, done b(d)");
    expect(refused.has("x")).toBe(false);
  });

  test("reports that a search is not complete", () => {
    const { sets, isComplete } = search(orderOf({ after: "a, b, c", plan: "a=create b=create c=create" }), [0, 1, 2], {
      maxStates: 5,
    });
    expect(isComplete).toBe(false);
    expect(sets.size).toBe(5);
  });

  test("supports more than 32 calls", () => {
    const names = Array.from({ length: 40 }, (_, i) => `n${i}`);
    const order = orderOf({
      before: "n0*",
      after: names.map((name, i) => (i === 0 ? "n0*" : `${name}[${names[i - 1]}]`)).join(", "),
      plan: names.map((name, i) => `${name}=${i === 0 ? "update" : "create"}`).join(" "),
    });
    const { sets, isComplete } = search(
      order,
      order.nodes.map((_, i) => i),
    );
    expect(sets.size).toBe(41);
    expect(isComplete).toBe(true);
  });
});

/**
 * Makes the calls one by one. An apply keeps its order until it ends, and the next one begins with the order of the
 * state. It tracks all calls.
 */
function bruteForce(order: ApplyOrder): Set<string> {
  const all = order.nodes.map((_, i) => i);
  const start = { done: 0, failed: 0, aside: 0 };
  const setOf = (mask: number) => new Set(all.filter((i) => Math.floor(mask / 2 ** i) % 2 === 1));
  const orders = new Map<string, number[][]>();
  const orderAfter = (progress: typeof start) => {
    const key = JSON.stringify(progress);
    const [done, failed, aside] = [progress.done, progress.failed, progress.aside].map(setOf);
    if (!orders.has(key)) {
      orders.set(
        key,
        all.map((i) => order.waitsFor(i, { done, failed, aside })),
      );
    }
    return orders.get(key)!;
  };
  const known = new Set<string>();
  const stack = [{ begin: start, now: start }];
  const found = new Set<string>();
  const push = (begin: typeof start, now: typeof start) => {
    const key = JSON.stringify([begin, now]);
    if (known.has(key)) return;
    known.add(key);
    stack.push({ begin, now });
  };
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { begin, now } = next;
    const done = setOf(now.done);
    const failed = setOf(now.failed);
    const aside = setOf(now.aside);
    found.add([...done].join());
    push(now, now);
    const needs = orderAfter(begin);
    const beganDone = setOf(begin.done);
    for (const i of all) {
      if (done.has(i) || beganDone.has(i) || needs[i].some((j) => !done.has(j))) continue;
      const { operation, action } = order.nodes[i];
      // A call that fails ends its branch of the apply. The next apply is another one.
      const hasFailedNow = failed.has(i) !== setOf(begin.failed).has(i) || aside.has(i) !== setOf(begin.aside).has(i);
      if (!hasFailedNow) push(begin, { ...now, done: now.done + 2 ** i });
      if (operation === "update" && !failed.has(i)) push(begin, { ...now, failed: now.failed + 2 ** i });
      if (operation === "create" && action === "create-delete" && !aside.has(i)) {
        push(begin, { ...now, aside: now.aside + 2 ** i });
      }
    }
  }
  return found;
}

/** Inputs without a cycle, small enough for the brute-force search. */
const randomOrder = randomInput
  .filter(({ changes }) => changes.filter(({ action }) => action !== "no-op").length <= 4)
  .map((input) => ({ input, order: new ApplyOrder(input) }))
  .filter(({ order }) => order.cycle === undefined && order.nodes.length > 0 && order.nodes.length <= 7);

const withRelevant = randomOrder.chain((each) =>
  fc.record({
    each: fc.constant(each),
    relevant: fc.subarray(
      each.order.nodes.map((_, i) => i),
      { minLength: 1 },
    ),
  }),
);

describe("visitReachableSets on random changes", () => {
  test("visits the sets that single steps reach, restricted to the relevant calls", () => {
    fc.assert(
      fc.property(withRelevant, ({ each: { order }, relevant }) => {
        const wanted = new Set(relevant.map(String));
        const expected = [...bruteForce(order)].map((key) =>
          key
            .split(",")
            .filter((node) => wanted.has(node))
            .join(),
        );
        const { sets, isExact, isComplete } = search(order, relevant);
        expect([isExact, isComplete]).toEqual([true, true]);
        expect([...sets.keys()].sort()).toEqual([...new Set(expected)].sort());
      }),
      { numRuns: Number(process.env.ORDER_RUNS ?? 60) },
    );
  });

  test("visits only sets that are closed under the first order if nothing fails", () => {
    fc.assert(
      fc.property(withRelevant, ({ each: { order }, relevant }) => {
        const { sets } = search(order, relevant, { hasFailures: false });
        const all = search(order, relevant).sets;
        for (const key of sets.keys()) {
          const done = new Set(key === "" ? [] : key.split(",").map(Number));
          for (const later of done) {
            expect(relevant.filter((earlier) => order.waits(later, earlier) && !done.has(earlier))).toEqual([]);
          }
          expect(all.has(key)).toBe(true);
        }
      }),
    );
  });

  test("returns sequences in which each call waits for its predecessors, each as short as possible", () => {
    fc.assert(
      fc.property(randomOrder, ({ order }) => {
        const { sets } = search(
          order,
          order.nodes.map((_, i) => i),
        );
        for (const [key, steps] of sets) {
          const done = new Set<number>();
          const failed = new Set<number>();
          const aside = new Set<number>();
          for (const { node, kind } of steps) {
            expect(order.waitsFor(node, { done, failed, aside }).length === 0 || failed.size + aside.size > 0).toBe(
              true,
            );
            (kind === "done" ? done : kind === "fail" ? failed : aside).add(node);
          }
          expect([...done].sort((a, b) => a - b).join()).toBe(key);
        }
      }),
    );
  });

  test("does not depend on the order of the input", () => {
    const permuted = randomOrder.chain(({ input, order }) =>
      fc.record({
        order: fc.constant(order),
        blocks: fc.shuffledSubarray([...input.blocks], { minLength: input.blocks.length }),
        recorded: fc.shuffledSubarray([...input.recorded], { minLength: input.recorded.length }),
        changes: fc.shuffledSubarray([...input.changes], { minLength: input.changes.length }),
      }),
    );
    const setsOf = (order: ApplyOrder) =>
      [
        ...search(
          order,
          order.nodes.map((_, i) => i),
        ).sets.keys(),
      ]
        .map((key) =>
          key
            .split(",")
            .map((node) => (node === "" ? "" : nameOf(order.nodes[Number(node)])))
            .sort()
            .join(),
        )
        .sort();
    fc.assert(
      fc.property(permuted, ({ order, ...input }) => {
        expect(setsOf(new ApplyOrder(input))).toEqual(setsOf(order));
      }),
    );
  });
});

describe("ApplyOrder.waitsFor on random changes", () => {
  test("equals the first order if nothing has happened", () => {
    fc.assert(
      fc.property(randomOrder, ({ order }) => {
        order.nodes.forEach((_, i) => {
          const expected = order.nodes.flatMap((__, j) => (order.waits(i, j) ? [j] : []));
          expect(order.waitsFor(i, { done: new Set() })).toEqual(expected);
        });
      }),
    );
  });
});
