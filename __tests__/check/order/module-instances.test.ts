import { readFileSync } from "node:fs";
import path from "node:path";
import { blockOf, wholeAddress } from "../../../lib/check/address";
import { ApplyOrder } from "../../../lib/check/order/apply-order";
import { blocksOf, GraphOrder, matchGraph } from "../../../lib/check/order/graph-order";
import { parseApplyGraph } from "../../../lib/check/order/graph-text";
import { missingIn } from "../../../lib/check/order/order";

const inModule = (key: string, name: string) => `module.m["${key}"].t.${name}`;
const ADDRESSES = ["x", "y"].flatMap((key) => ["a", "b", "c"].map((name) => inModule(key, name)));

/** c refers to b, and b to a, in each instance of a module. Only in Terraform, instances wait for their block. */
function graphOf(isTerraform: (address: string) => boolean) {
  const edges = ADDRESSES.flatMap((address) => {
    const own = isTerraform(address) ? [[address, `${blockOf(wholeAddress(address)!)} (expand)`]] : [];
    const name = address.at(-1)!;
    if (name === "a") return own;
    const [, module] = /^(.*)\.t\.\w$/.exec(address)!;
    const referred = name === "b" ? "a" : "b";
    return [
      ...own,
      [address, `${module}.t.${referred}`],
      [address, `module.m.t.${referred} (expand)`],
      [`module.m.t.${name} (expand)`, `module.m.t.${referred} (expand)`],
      [`module.m.t.${name} (expand)`, inModule("x", referred)],
      [`module.m.t.${name} (expand)`, inModule("y", referred)],
    ];
  });
  // OpenTofu removes blocks that nothing refers to.
  const kept = edges.filter(([from]) => isTerraform(from) || from !== "module.m.t.c (expand)");
  const lines = kept.map(([from, to]) => `${JSON.stringify(`[root] ${from}`)} -> ${JSON.stringify(`[root] ${to}`)}`);
  return parseApplyGraph(["digraph {", 'subgraph "root" {', ...lines, "}", "}"].join("\n"));
}

function modelOf(graph: ReturnType<typeof parseApplyGraph>, addresses: readonly string[]) {
  const changes = addresses.map((address) => ({
    address,
    block: blockOf(wholeAddress(address)!),
    action: "create" as const,
  }));
  const model = new ApplyOrder({ blocks: blocksOf(graph), recorded: [], changes });
  const order = new GraphOrder(graph, model.nodes, matchGraph(graph, model.nodes, new Set()).positions);
  return { model, differences: [...missingIn(order, model), ...missingIn(model, order)] };
}

describe("the instances of a module with for_each", () => {
  const [terraform, opentofu] = [true, false].map((isTerraform) =>
    modelOf(
      graphOf(() => isTerraform),
      ADDRESSES,
    ),
  );
  const needs = (model: ApplyOrder, address: string, done: string[] = []) =>
    model
      .waitsFor(ADDRESSES.indexOf(address), { done: new Set(done.map((each) => ADDRESSES.indexOf(each))) })
      .map((node) => ADDRESSES[node]);

  test("wait for all instances of what they refer to in Terraform", () => {
    expect(terraform.differences).toEqual([]);
    expect(needs(terraform.model, inModule("x", "b"))).toEqual([inModule("x", "a"), inModule("y", "a")]);
  });

  test("wait for the instances in their own instance of the module in OpenTofu", () => {
    expect(opentofu.differences).toEqual([]);
    expect(needs(opentofu.model, inModule("x", "b"))).toEqual([inModule("x", "a")]);
  });

  test("wait for all instances that the blocks between them refer to in OpenTofu", () => {
    const c = inModule("x", "c");
    expect(needs(opentofu.model, c)).toEqual([inModule("x", "a"), inModule("x", "b"), inModule("y", "a")]);
    expect(needs(opentofu.model, c, [inModule("x", "a"), inModule("x", "b")])).toEqual([inModule("y", "a")]);
  });

  test("wait for their block in Terraform, although the graph lacks one of the edges", () => {
    const blocks = blocksOf(graphOf((address) => address !== inModule("x", "a")));
    expect(blocks.filter(({ separate }) => separate !== undefined)).toEqual([]);
  });

  test("have the order of the graph in a plan of OpenTofu", () => {
    const file = path.join(__dirname, "../plan/fixtures/opentofu/modules-created.dot");
    const graph = parseApplyGraph(readFileSync(file, "utf8"));
    const addresses = graph.nodes.flatMap(({ kind, address }) => (kind === "instance" ? [address!] : []));
    expect(modelOf(graph, addresses).differences).toEqual([]);
    expect(addresses).toHaveLength(7);
  });
});
