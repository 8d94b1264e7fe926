import { readFileSync } from "node:fs";
import path from "node:path";
import { blockOf, wholeAddress } from "../../../lib/check/address";
import { ApplyOrder } from "../../../lib/check/order/apply-order";
import { changeNodesOf } from "../../../lib/check/order/change-nodes";
import { blocksOf, GraphOrder, matchGraph } from "../../../lib/check/order/graph-order";
import { GraphTextError, parseApplyGraph } from "../../../lib/check/order/graph-text";
import { missingIn } from "../../../lib/check/order/order";

const fixture = (name: string) => parseApplyGraph(readFileSync(path.join(__dirname, "fixtures", name), "utf8"));

function graph(...lines: string[]) {
  return parseApplyGraph(["digraph {", '\tcompound = "true"', '\tsubgraph "root" {', ...lines, "\t}", "}"].join("\n"));
}

const edge = (later: string, earlier: string) =>
  `\t\t${JSON.stringify(`[root] ${later}`)} -> ${JSON.stringify(`[root] ${earlier}`)}`;

const CREATED = [
  "cloudflare_zero_trust_access_policy.staff",
  "cloudflare_zero_trust_tunnel_cloudflared.t",
  "cloudflare_zero_trust_tunnel_cloudflared_config.t",
  'module.host["grafana"].cloudflare_dns_record.this',
  'module.host["grafana"].cloudflare_zero_trust_access_application.this',
  'module.host["wiki"].cloudflare_dns_record.this',
  'module.host["wiki"].cloudflare_zero_trust_access_application.this',
];

function changesOf(addresses: string[], action: "create" | "no-op" | "delete" | "create-delete" = "create") {
  return addresses.map((address) => ({ address, block: blockOf(wholeAddress(address)!), action }));
}

describe("parseApplyGraph", () => {
  test("classifies the nodes of a plan with a module", () => {
    const { nodes } = fixture("create.dot");
    const names = (kind: string) => nodes.filter((node) => node.kind === kind).map(({ address }) => address);
    expect(names("instance").sort()).toEqual(CREATED);
    expect(names("block")).toHaveLength(5);
    expect(names("delete")).toEqual([]);
    expect(nodes.find(({ name }) => name === "module.host (close)")).toMatchObject({ kind: "other" });
    expect(nodes.find(({ name }) => name === CREATED[3])).toMatchObject({
      block: "module.host.cloudflare_dns_record.this",
    });
  });

  test("finds no calls in the graph of a plan without changes", () => {
    const { nodes } = fixture("flat-noop.dot");
    expect(new Set(nodes.map(({ kind }) => kind))).toEqual(new Set(["block", "other"]));
  });

  test.each([
    [String.raw`t.each[\"b\\\"q\\\\z\"] (destroy)`, String.raw`t.each["b\"q\\z"]`, "delete", undefined],
    [String.raw`t.each[\"a (destroy)\"]`, 't.each["a (destroy)"]', "instance", undefined],
    [String.raw`t.each[\"a.b -> [c]\"] (destroy deposed 0a1b2c3d)`, 't.each["a.b -> [c]"]', "delete", "0a1b2c3d"],
    [String.raw`t.each[\"caf\u00e9\t\x07\"] (forget)`, 't.each["café\t\x07"]', "forget", undefined],
    ["t.r[0] (forget deposed 0a1b2c3d)", "t.r[0]", "forget", "0a1b2c3d"],
    [String.raw`module.m[\"a\"].module.k[1].t.r`, 'module.m["a"].module.k[1].t.r', "instance", undefined],
    ["module.m.data.t.r", "module.m.data.t.r", "instance", undefined],
    ["t.r (expand)", "t.r", "block", undefined],
  ])("unquotes %s", (quoted, address, kind, deposed) => {
    const { nodes } = graph(`\t\t"[root] ${quoted}" [label = "x", shape = "box"]`);
    expect(nodes[0]).toMatchObject({ address, kind, ...(deposed !== undefined && { deposed }) });
    expect(nodes[0].isData).toBe(address.includes("data."));
  });

  test.each([
    "root",
    "var.x (validation)",
    "module.m.var.x (expand)",
    "module.m (expand)",
    "output.o (destroy)",
    "module.m.output.o (expand)",
    "local.l (expand)",
    "(execute checks)",
    "check.c (expand)",
    'provider["registry.terraform.io/x/y"].alias (close)',
    'module.m.provider["registry.terraform.io/x/y"]',
  ])("does not take %s for a resource", (name) => {
    expect(graph(edge(name, "root")).nodes[0]).toMatchObject({ name, kind: "other" });
  });

  test.each([
    ["an empty text", ""],
    ["the graph of a configuration", 'digraph G {\n  rankdir = "RL";\n  "t.a" [label="t.a"];\n}'],
    ["nodes without the root", 'digraph {\n\t"t.a" -> "t.b"\n}'],
    ["a truncated graph", 'digraph {\n\tsubgraph "root" {\n\t\t"[root] t.a" -> "[root] root"'],
    ["JSON", "{}"],
    ["other lines", "digraph {\nError: stale plan\n}"],
  ])("fails for %s", (_, text) => {
    expect(() => parseApplyGraph(text)).toThrow(GraphTextError);
    expect(() => parseApplyGraph(text)).toThrow("terraform graph -plan=FILE");
  });
});

describe("matchGraph", () => {
  const calls = changeNodesOf(changesOf(CREATED), []);

  test("accepts the graph of the plan", () => {
    expect(matchGraph(fixture("create.dot"), calls, new Set()).problems).toEqual([]);
  });

  test("reports calls that the graph lacks", () => {
    const { problems } = matchGraph(fixture("flat-noop.dot"), calls, new Set());
    expect(problems).toHaveLength(CREATED.length);
    expect(problems[0]).toBe(
      'The graph contains no node that makes the call "create cloudflare_zero_trust_access_policy.staff".',
    );
  });

  test("reports nodes of another plan", () => {
    const { problems } = matchGraph(fixture("create.dot"), calls.slice(1), new Set());
    expect(problems).toEqual([
      'The graph contains the node "cloudflare_zero_trust_access_policy.staff", which makes no call of the plan.',
    ]);
  });

  test("accepts nodes of unchanged instances and of data sources", () => {
    const text = graph(edge("t.a", "data.t.b"));
    expect(matchGraph(text, [], new Set(["t.a"])).problems).toEqual([]);
    expect(matchGraph(text, [], new Set()).problems).toHaveLength(1);
  });

  test("matches the random key of a replaced object and the key of a deposed one", () => {
    const text = graph(edge("t.a (destroy deposed 11111111)", "t.a"), edge("t.a (destroy deposed 22222222)", "t.a"));
    const deposed = { address: "t.a", block: "t.a", deposed: "11111111" };
    const nodes = changeNodesOf(changesOf(["t.a"], "create-delete"), [deposed]);
    const { positions, problems } = matchGraph(text, nodes, new Set());
    expect(problems).toEqual([]);
    expect(positions.map((position) => text.nodes[position].name)).toEqual([
      "t.a",
      "t.a (destroy deposed 22222222)",
      "t.a (destroy deposed 11111111)",
    ]);
  });
});

describe("GraphOrder", () => {
  test("follows edges through modules and values", () => {
    const text = fixture("create.dot");
    const calls = changeNodesOf(changesOf(CREATED), []);
    const order = new GraphOrder(text, calls, matchGraph(text, calls, new Set()).positions);
    const waits = (later: string, earlier: string) => order.waits(CREATED.indexOf(later), CREATED.indexOf(earlier));
    expect(waits(CREATED[2], CREATED[3])).toBe(true);
    expect(waits(CREATED[3], CREATED[4])).toBe(true);
    expect(waits(CREATED[3], CREATED[6])).toBe(true);
    expect(waits(CREATED[3], CREATED[5])).toBe(false);
    expect(waits(CREATED[4], CREATED[3])).toBe(false);
  });

  test("agrees with the model that is computed from its blocks", () => {
    const text = fixture("create.dot");
    const model = new ApplyOrder({ blocks: blocksOf(text), recorded: [], changes: changesOf(CREATED) });
    const order = new GraphOrder(text, model.nodes, matchGraph(text, model.nodes, new Set()).positions);
    expect(missingIn(order, model)).toEqual([]);
    expect(missingIn(model, order)).toEqual([]);
  });
});

describe("blocksOf", () => {
  test("returns references through values and modules", () => {
    const blocks = blocksOf(fixture("create.dot"));
    const references = (address: string) => [...blocks.find((block) => block.address === address)!.references].sort();
    expect(references("cloudflare_zero_trust_tunnel_cloudflared_config.t")).toEqual([
      "module.host.cloudflare_dns_record.this",
      "module.host.cloudflare_zero_trust_access_application.this",
    ]);
    expect(references("cloudflare_zero_trust_access_policy.staff")).toEqual([]);
  });

  test("distinguishes references to one instance", () => {
    const blocks = blocksOf(
      graph(edge('t.f["p"]', "t.f (expand)"), edge('t.f["q"]', "t.f (expand)"), edge("t.x (expand)", 't.f["p"]')),
    );
    expect(blocks.find(({ address }) => address === "t.x")!.references).toEqual(['t.f["p"]']);
  });
});

describe("wholeAddress", () => {
  test.each(["", "t", "var.x", "module.m", "module.m.var.x", "t.a.b", "t.a.", "t[0].a", "local.l", "t.a b"])(
    "refuses %s",
    (address) => {
      expect(wholeAddress(address)).toBeUndefined();
    },
  );
});
