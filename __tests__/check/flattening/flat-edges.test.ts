import { configuredEdges, recordedEdges } from "../../../lib/check/flattening/flat-edges";
import type { PlannedAction, ResourceChange } from "../../../lib/check/model";
import type { ApplyInput } from "../../../lib/check/order/prior-state";

const change = (address: string, action: PlannedAction = "no-op"): ResourceChange => ({
  address,
  block: address.replace(/\[[^\]]*\]/g, ""),
  action,
});
const input = (more: Partial<ApplyInput>): ApplyInput => ({ blocks: [], recorded: [], changes: [], ...more });
const recorded = (address: string, ...dependencies: string[]) => ({ address, block: address, dependencies });

describe("recordedEdges", () => {
  test("lead to every instance of a block", () => {
    const edges = recordedEdges(
      input({ recorded: [recorded("a.r", "a.b")] }),
      ["a.r", "a.b[0]", "a.b[1]"].map((each) => change(each)),
    );
    expect(edges.get("a.r")).toEqual(["a.b[0]", "a.b[1]"]);
  });

  test("stay within one instance of a module, and leave it", () => {
    const all = ['module.m["x"].a.r', 'module.m["x"].a.b', 'module.m["y"].a.b', "a.c"];
    const edges = recordedEdges(
      input({ recorded: [recorded(all[0], "module.m.a.b", "a.c")] }),
      all.map((each) => change(each)),
    );
    expect(edges.get(all[0])).toEqual(['module.m["x"].a.b', "a.c"]);
  });

  test("omit what the state no longer contains, and deposed objects", () => {
    const deposed = { ...recorded("a.r", "a.b"), deposed: "1234" };
    const edges = recordedEdges(input({ recorded: [recorded("a.r", "a.gone", "a.r"), deposed] }), [
      change("a.r"),
      change("a.b"),
    ]);
    expect(edges.get("a.r")).toEqual([]);
  });
});

describe("configuredEdges", () => {
  const block = (address: string, ...references: string[]) => ({ address, references });

  test("pass through data sources, and blocks with count = 0", () => {
    const blocks = [block("a.r", "data.a.d"), block("data.a.d", "a.none"), block("a.none", "a.b"), block("a.b")];
    expect(configuredEdges(input({ blocks }), [change("a.r"), change("a.b")]).get("a.r")).toEqual(["a.b"]);
  });

  test("end at a cycle of blocks without instances", () => {
    const blocks = [block("a.r", "data.a.d"), block("data.a.d", "data.a.e"), block("data.a.e", "data.a.d")];
    expect(configuredEdges(input({ blocks }), [change("a.r")]).get("a.r")).toEqual([]);
  });

  test("lead to one instance if it changes, otherwise to all of its block", () => {
    const blocks = [block("a.r", 'a.b["x"]'), block("a.b")];
    const edgesWith = (action: PlannedAction) =>
      configuredEdges(input({ blocks }), [change("a.r"), change('a.b["x"]', action), change('a.b["y"]')]).get("a.r");
    expect(edgesWith("create")).toEqual(['a.b["x"]']);
    expect(edgesWith("no-op")).toEqual(['a.b["x"]', 'a.b["y"]']);
  });

  test("of an instance that does not wait for its block are its own", () => {
    const separate = [{ address: 'module.m["x"].a.r', blocks: ["data.a.d"], instances: ['module.m["x"].a.b'] }];
    const blocks = [
      { ...block("module.m.a.r", "a.other"), separate },
      block("module.m.a.b"),
      block("data.a.d", "a.c"),
      block("a.c"),
      block("a.other"),
    ];
    const all = ['module.m["x"].a.r', 'module.m["x"].a.b', "a.c", "a.other"].map((each) => change(each));
    expect(configuredEdges(input({ blocks }), all).get('module.m["x"].a.r')).toEqual(['module.m["x"].a.b', "a.c"]);
  });
});
