import { readdirSync } from "node:fs";
import path from "node:path";
import { configuredBlocks } from "../../../lib/check/plan/configured-blocks";
import type { Values } from "../../../lib/core/terraform/values";
import { readFixture } from "../flattening/fixture";

const refersTo = (...references: string[]) => ({ references });
const block = (address: string, expressions: Values = {}, more: Values = {}) => ({ address, expressions, ...more });

/** What each block of a root module refers to. */
function referencesIn(root: Values): Record<string, readonly string[]> {
  const all = configuredBlocks({ configuration: { root_module: root } });
  return Object.fromEntries(all.map(({ address, references: found }) => [address, found]));
}

const CHILD = {
  resources: [block("a.in", { name: refersTo("var.name") })],
  outputs: { id: { expression: refersTo("a.in.id") }, other: { expression: { constant_value: "x" } } },
};
const called = (call: Values) => ({ module_calls: { m: { module: CHILD, ...call } } });

describe("configuredBlocks", () => {
  test("contains references of arguments, count, for_each and depends_on", () => {
    const resources = [
      block("a.one", { x: { y: [refersTo("a.two.id", "a.two")] } }, { count_expression: refersTo("data.a.three.n") }),
      block("a.two", {}, { for_each_expression: refersTo("a.four"), depends_on: ["a.five"] }),
      ...["data.a.three", "a.four", "a.five"].map((each) => block(each)),
    ];
    expect(referencesIn({ resources })).toMatchObject({
      "a.one": ["a.two", "data.a.three"],
      "a.two": ["a.five", "a.four"],
      "a.four": [],
    });
  });

  test("follows the variables and the outputs of modules", () => {
    const resources = [
      block("a.user", { id: refersTo('module.m["x"].id', 'module.m["x"]', "module.m") }),
      block("a.named"),
    ];
    const root = { resources, ...called({ expressions: { name: refersTo("a.named.name") } }) };
    expect(referencesIn(root)).toMatchObject({ "a.user": ["module.m.a.in"], "module.m.a.in": ["a.named"] });
  });

  test("lets every block of a module wait for what its call refers to", () => {
    const resources = [block("a.first"), block("a.second")];
    const call = { for_each_expression: refersTo("a.first"), depends_on: ["a.second"] };
    const nested = { module_calls: { outer: { ...call, module: called({}) } }, resources };
    expect(referencesIn(nested)["module.outer.module.m.a.in"]).toEqual(expect.arrayContaining(["a.first", "a.second"]));
  });

  test("takes a reference to a whole module as one to all of its blocks, at any depth", () => {
    const resources = [block("a.user", {}, { depends_on: ["module.outer"] })];
    const root = { resources, module_calls: { outer: { module: called({}) } } };
    expect(referencesIn(root)["a.user"]).toEqual(["module.outer.module.m.a.in"]);
  });
});

describe("planOrderWithoutGraph", () => {
  const fixtures = readdirSync(path.join(__dirname, "fixtures/real-provider"))
    .filter((file) => file.endsWith(".dot"))
    .map((file) => `real-provider/${path.parse(file).name}`);

  /** The pairs of calls in an order. */
  function pairs({ order }: ReturnType<typeof readFixture>): string[] {
    const names = order!.nodes.map(({ operation, address }) => `${operation} ${address}`);
    return names
      .flatMap((later, i) => names.flatMap((earlier, j) => (order!.waits(i, j) ? [`${later} after ${earlier}`] : [])))
      .sort();
  }

  // The others have an object with create_before_destroy, or replace_triggered_by.
  const HIDDEN = /created-first|cluster-dns|(argocd|cloud-run)-host-removed/;

  test.each(fixtures.filter((each) => !HIDDEN.test(each)))("finds the order that the graph of %s shows", (name) => {
    const [graph, without] = [readFixture(name), readFixture(name, false)];
    expect(pairs(without)).toEqual(pairs(graph));
  });

  test("has a gap as soon as there is an order", () => {
    expect(readFixture("real-provider/application-last", false).gaps).toEqual([expect.stringContaining("--graph")]);
    expect(readFixture("real-provider/moved", false).gaps).toEqual([]);
  });
});
