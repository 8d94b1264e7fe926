import { allPairs, find, input, orderOf, pairs, pairsAfter, recorded, Scenario } from "./scenario";
import { ApplyOrder } from "../../../lib/check/order/apply-order";

/** Plans of Terraform 1.11.4 and the order that its graph shows, complete. */
const VECTORS: (Scenario & { readonly order: string; readonly title: string })[] = [
  {
    title: "creates dependencies first",
    after: "a, b[a], c[b]",
    plan: "a=create b=create c=create",
    order: "c after b after a",
  },
  {
    title: "follows references through unchanged blocks",
    before: "a, b[a], c[b]",
    after: "a, b[a], c[b]",
    plan: "a=update c=update",
    order: "c after a",
  },
  {
    title: "deletes dependents first",
    before: "a, b[a], c[b]",
    after: "",
    plan: "a=delete b=delete c=delete",
    order: "a(d) after b(d) after c(d)",
  },
  {
    title: "updates a dependency after the deletion of its dependent",
    before: "a, b[a], c[b]",
    after: "a, c[a]",
    plan: "a=update b=delete c=update",
    order: "c after a after b(d)",
  },
  {
    title: "deletes after the updates of dependents with create_before_destroy",
    before: "a, b*[a], c[b]",
    after: "a, c[a]",
    plan: "a=update b=delete c=update",
    order: "b(d) after c after a",
  },
  {
    title: "updates after the replacement of a dependency",
    before: "a, b[a]",
    after: "a, b[a]",
    plan: "a=dtc b=update",
    order: "b after a after a(d)",
  },
  {
    title: "replaces two objects by deleting first",
    before: "a, b[a]",
    after: "a, b[a]",
    plan: "a=dtc b=dtc",
    order: "b after a after a(d) after b(d)",
  },
  {
    title: "replaces two objects by creating first",
    before: "a, b*[a]",
    after: "a, b*[a]",
    plan: "a=ctd b=ctd",
    order: "a(dep) after b(dep) after b after a",
  },
  {
    title: "creates a dependent after an update that waits for a deletion",
    before: "a, b[a]",
    after: "b, d[b]",
    plan: "a=delete b=update d=create",
    order: "d after b after a(d)",
  },
  {
    title: "updates after the deletion of a dependent without create_before_destroy",
    before: "a, b[a]",
    after: "a",
    plan: "a=update b=delete",
    order: "a after b(d)",
  },
  {
    title: "updates before the deletion of a dependent with create_before_destroy",
    before: "a, b*[a]",
    after: "a",
    plan: "a=update b=delete",
    order: "b(d) after a",
  },
  {
    title: "reverses the order of two updates with their reference",
    before: "a, b[a]",
    after: "b, a[b]",
    plan: "a=update b=update",
    order: "a after b",
  },
  {
    title: "waits for all instances if the instance that is referred to does not change",
    before: "f{p}, x[f]",
    after: 'f{p,q}, x[f["p"]]',
    plan: 'f["q"]=create x=update',
    order: 'x after f["q"]',
  },
  {
    title: "waits for the instance that is referred to if it changes",
    before: "f{p}, x[f]",
    after: 'f{p,q}, x[f["p"]]',
    plan: 'f["p"]=update f["q"]=create x=update',
    order: 'x after f["p"]',
  },
  {
    title: "waits for the deletion of any instance of a recorded dependency",
    before: "f{p,q}, x[f]",
    after: 'f{p}, x[f["p"]]',
    plan: 'f["q"]=delete x=update',
    order: 'x after f["q"](d)',
  },
  {
    title: "orders a replacement that another update triggers",
    before: "a, b[a]",
    after: "a, b[a]",
    plan: "a=update b=dtc",
    order: "b after a after b(d)",
  },
  {
    title: "destroys everything in reverse order",
    before: "a, b*[a]",
    after: "a, b*[a]",
    plan: "a=delete b=delete",
    order: "a(d) after b(d)",
  },
  {
    title: "deletes all instances with create_before_destroy after the update of the dependent",
    before: "f*{p,q}, x[f]",
    after: "x",
    plan: 'f["p"]=delete f["q"]=delete x=update',
    order: 'f["p"](d), f["q"](d) after x',
  },
  {
    title: "updates after a deletion and a creation",
    before: "a, b[a]",
    after: "c, a[c]",
    plan: "a=update b=delete c=create",
    order: "a after b(d); a after c",
  },
  {
    title: "deletes a chain with create_before_destroy after the update of the last dependent",
    before: "c, b*[c], x[b]",
    after: "x",
    plan: "b=delete c=delete x=update",
    order: "c(d) after b(d) after x",
  },
  {
    title: "does not follow the new address of a moved object in the lists of orphans",
    after: "b2",
    state: [
      { address: "t.b2", block: "t.b2", dependencies: [] },
      { address: "t.x", block: "t.x", dependencies: ["t.b"] },
    ],
    plan: "b2=dtc x=delete",
    order: "b2 after b2(d)",
  },
  {
    title: "replaces a tainted object around the deletion of its former dependency",
    before: "b, x[b]",
    after: "x",
    plan: "b=delete x=dtc",
    order: "x after b(d) after x(d)",
  },
  {
    title: "has no order between instances of the same module",
    before: "module.m.r, module.m.module.k.deep[module.m.r]",
    after: "module.m.r, module.m.module.k.deep[module.m.r]",
    state: ["a", "b"].flatMap((key) => [
      { address: `module.m["${key}"].t.r`, block: "module.m.t.r", dependencies: [] },
      {
        address: `module.m["${key}"].module.k.t.deep`,
        block: "module.m.module.k.t.deep",
        dependencies: ["module.m.t.r"],
      },
    ]),
    plan: "",
    order: ["a", "b"]
      .map((key) => `module.m["${key}"].r(d) after module.m["a"].module.k.deep(d), module.m["b"].module.k.deep(d)`)
      .join("; "),
  },
];

describe("ApplyOrder.waits", () => {
  test.each(VECTORS)("$title", ({ order: expected, ...scenario }) => {
    const plain = input(scenario);
    const all = { ...plain, changes: plain.changes.length > 0 ? plain.changes : deletionsOf(scenario) };
    const order = new ApplyOrder(all);
    expect(order.cycle).toBeUndefined();
    expect(allPairs(order)).toEqual(pairs(expected));
  });

  test.each([
    {
      title: "a reference is reversed and both objects are replaced",
      before: "a, b[a]",
      after: "b, a[b]",
      plan: "a=dtc b=dtc",
    },
    {
      title: "a deletion with create_before_destroy is between two changes of its neighbors",
      before: "a, b*[a], c[b]",
      after: "a, c[a]",
      plan: "a=dtc b=delete c=update",
    },
  ])("reports a cycle if $title", (scenario) => {
    const { cycle } = orderOf(scenario);
    expect(cycle?.length).toBeGreaterThan(1);
  });

  test("handles objects that are removed from the state only like deletions without create_before_destroy", () => {
    const order = orderOf({ before: "b*, x[b]", after: "x", plan: "b=forget x=update" });
    expect(allPairs(order)).toEqual(["x after b(f)"]);
  });

  test("refers to the current object for the dependencies of a deposed one", () => {
    const deposed = { address: "t.b", block: "t.b", dependencies: ["t.a1", "t.a2"], deposed: "0123abcd" };
    const order = orderOf({
      after: "a2, b*[a2]",
      plan: "a1=delete",
      state: [...recorded("a1, a2, b*[a2]"), deposed],
    });
    expect(order.nodes).toHaveLength(2);
    expect(allPairs(order)).toEqual([]);
    const withoutCurrent = orderOf({
      after: "",
      plan: "a1=delete",
      state: [...recorded("a1"), deposed],
    });
    expect(allPairs(withoutCurrent)).toEqual([]);
  });

  test("has no order between an instance of a module and the module without instances", () => {
    const order = orderOf({
      after: "module.m.r, module.m.s[module.m.r]",
      plan: 'module.m["p"].r=delete module.m.r=create module.m.s=create',
      state: recorded("module.m.r, module.m.s[module.m.r]").map((each) => ({
        ...each,
        address: each.address.replace("module.m", 'module.m["p"]'),
        createBeforeDestroy: true,
      })),
    });
    expect(allPairs(order)).toEqual(["module.m.s after module.m.r"]);
  });

  test("makes no calls for data sources", () => {
    const data = { address: "data.t.a", block: "data.t.a", action: "create" as const };
    expect(new ApplyOrder({ blocks: [], recorded: [], changes: [data] }).nodes).toEqual([]);
  });

  test("uses only recorded dependencies if the plan does not refresh", () => {
    const scenario: Scenario = { before: "a, b*, x[a]", after: "a, b*, x[a, b]", plan: "b=ctd x=update" };
    expect(allPairs(orderOf(scenario))).toEqual(pairs("b(dep) after x after b"));
    expect(allPairs(orderOf({ ...scenario, refreshes: false }))).toEqual(pairs("b(dep), x after b"));
  });

  test("ignores dependencies that were given up without any other change", () => {
    expect(allPairs(orderOf({ before: "b*, x[b]", after: "x", plan: "b=delete x=no-op" }))).toEqual([]);
  });
});

function deletionsOf({ state = [] }: Scenario): { address: string; block: string; action: "delete" }[] {
  return state.map(({ address, block }) => ({ address, block, action: "delete" }));
}

describe("ApplyOrder.waitsFor", () => {
  const givenUp: Scenario = { before: "a, b*, x[a, b]", after: "a, x[a]", plan: "b=delete x=update" };

  test("forgets the former dependencies of an update that failed", () => {
    const order = orderOf(givenUp);
    expect(allPairs(order)).toEqual(["b(d) after x"]);
    expect(pairsAfter(order, {})).toEqual(["b(d) after x"]);
    expect(pairsAfter(order, { failed: ["x"] })).toEqual([]);
  });

  test("waits for nothing after the deletion", () => {
    const order = orderOf({ ...givenUp, before: "a, b, x[a, b]" });
    expect(allPairs(order)).toEqual(["x after b(d)"]);
    expect(pairsAfter(order, { done: ["b(d)"], failed: ["x"] })).toEqual([]);
  });

  test("keeps the order of a dependent that was not reached", () => {
    const order = orderOf({ before: "b*, x, y[x, b]", after: "x, y[x]", plan: "b=delete x=update y=update" });
    expect(allPairs(order)).toEqual(pairs("b(d) after y after x"));
    expect(pairsAfter(order, { failed: ["x"] })).toEqual(pairs("b(d) after y after x"));
  });

  test("creates again in the same order", () => {
    const order = orderOf({ after: "x, y[x]", plan: "x=create y=create" });
    expect(pairsAfter(order, {})).toEqual(["y after x"]);
  });

  test("keeps the order of a replaced object if an update that refers to it failed", () => {
    const order = orderOf({ before: "b*, x[b]", after: "b*, x[b]", plan: "b=ctd x=update" });
    expect(allPairs(order)).toEqual(pairs("b(dep) after x after b"));
    expect(pairsAfter(order, { done: ["b"], failed: ["x"] })).toEqual(["b(dep) after x"]);
    expect(pairsAfter(order, { done: ["b", "x"] })).toEqual([]);
  });

  test("creates after the deletion before the dependents", () => {
    const order = orderOf({ before: "b, x[b]", after: "b, x[b]", plan: "b=dtc x=update" });
    expect(pairsAfter(order, { done: ["b(d)"] })).toEqual(["x after b"]);
  });

  test("forgets the dependencies of an object that is only deposed", () => {
    const order = orderOf({ before: "a, b*[a]", after: "b*", plan: "a=delete b=ctd" });
    expect(allPairs(order)).toEqual(pairs("a(d) after b(dep) after b"));
    expect(pairsAfter(order, { aside: ["b"] })).toEqual(["b(dep) after b"]);
    expect(pairsAfter(order, { done: ["b"] })).toEqual([]);
  });

  test("keeps the configured dependencies of a replaced object after the creation", () => {
    const order = orderOf({ before: "a, b*[a]", after: "a, b*[a]", plan: "a=ctd b=ctd" });
    expect(pairsAfter(order, { done: ["a", "b"] })).toEqual(["a(dep) after b(dep)"]);
    expect(pairsAfter(order, { done: ["a"], aside: ["b"] })).toEqual(pairs("b(dep) after b; a(dep) after b"));
  });

  test("follows references through updates that are done", () => {
    const order = orderOf({ before: "a, b[a], c[b]", after: "a, b[a], c[b]", plan: "a=update b=update c=update" });
    expect(pairsAfter(order, { done: ["b"] })).toEqual(["c after a"]);
  });

  test("waits for the other instances once the one that is referred to is done", () => {
    const order = orderOf({
      before: "f{p}, x[f]",
      after: 'f{p,q}, x[f["p"]]',
      plan: 'f["p"]=update f["q"]=create x=update',
    });
    expect(pairsAfter(order, { done: ['f["p"]'] })).toEqual(['x after f["q"]']);
  });

  test("keeps an application until the tunnel configuration and the interlock have been updated", () => {
    const order = orderOf({
      before: "app1*, app2*, cfg*[app1, app2], gate[cfg, app1, app2]",
      after: "app1*, cfg*[app1], gate[cfg, app1]",
      plan: "app2=delete cfg=update gate=update",
    });
    const expected = pairs("app2(d) after gate after cfg");
    expect(allPairs(order)).toEqual(expected);
    expect(pairsAfter(order, { failed: ["cfg"] })).toEqual(expected);
    expect(pairsAfter(order, { done: ["cfg"], failed: ["gate"] })).toEqual([]);
  });

  test("returns positions in ascending order", () => {
    const order = orderOf({ after: "a, b[a], c[b]", plan: "c=create a=create b=create" });
    expect(order.waitsFor(find(order, "c"), { done: new Set() })).toEqual([1, 2]);
  });
});
