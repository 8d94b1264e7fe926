import { join } from "node:path";
import { temporaryDirectory, writeTerraform } from "./fixture";
import { computedOrders, renderOrders } from "../../lib/cli/rehearse-orders";
import { DetectedExposure, stepOf } from "../../lib/rehearsal";
import {
  APPLICATION,
  application,
  CONFIG,
  config,
  POLICY,
  rule,
  staff,
  tokenChecked,
  TUNNEL,
} from "../inventory/fixture";
import { publishing as published } from "../rehearsal/fixtures/app";

const directory = temporaryDirectory("orders-");

/** A version that publishes these hosts, without the edges that order their removal. */
function handWritten(name: string, hosts: string[], more: object = {}) {
  const rules = hosts.map((host) => tokenChecked(rule(`${host}.example.com`), host));
  const resource = {
    [TUNNEL]: { edge: { account_id: "x", name: "edge" } },
    [POLICY]: { staff: { ...staff, account_id: "x" } },
    [APPLICATION]: Object.fromEntries(hosts.map((host) => [host, application(`${host}.example.com`, "staff")])),
    [CONFIG]: { edge: config(rules) },
    ...more,
  };
  const path = join(directory.path, name);
  writeTerraform(path, { resource });
  const step = stepOf(path);
  return { ...step, stacks: step.stacks.map((stack) => ({ ...stack, name: "app" })) };
}

const removal = () => computedOrders([handWritten("before", ["a", "b"]), handWritten("after", ["a"])], false, true);

describe("the computed orders of a rehearsal", () => {
  test("contain the window of a change whose order is not fixed", () => {
    const [{ windows, gaps, states }, ...others] = removal();
    expect(others).toEqual([]);
    expect(gaps).toEqual([]);
    expect(states).toBeGreaterThan(1);
    expect(windows.map(({ rule: id, target }) => [id, target])).toEqual([["layer-removed", "b.example.com"]]);
  });

  test("are rendered with the calls that lead to the window, unless the rehearsal found it", () => {
    const orders = removal();
    const text = renderOrders(orders, []);
    expect(text).toContain("PARTIALLY PROTECTED in another order: b.example.com has one layer");
    expect(text).toContain("delete cloudflare_zero_trust_access_application.b");
    const exposure = { target: "https://b.example.com/" } as DetectedExposure;
    expect(renderOrders(orders, [exposure])).toBe("");
    expect(renderOrders(orders, [{ ...exposure, target: "https://a.b.example.com/" }])).toBe(text);
  });

  test("of a sound app are proven, from its creation to its destruction", () => {
    const [{ directory: app }] = published("a", "b").stacks;
    const orders = computedOrders([{ ...stepOf(app!), name: "app" }], true, true);
    expect(orders.map(({ transition }) => transition)).toEqual(["nothing -> app", "app -> nothing"]);
    expect(renderOrders(orders, [])).toMatch(
      /^no exposure in any other order, stop or retry either: \d+ states computed\n$/,
    );
  });

  test("are not mentioned if the rehearsal found an exposure, or if there is no state", () => {
    const [{ directory: app }] = published("a", "b").stacks;
    const orders = computedOrders([{ ...stepOf(app!), name: "app" }], true, true);
    expect(renderOrders(orders, [{ target: "https://a.example.com/" } as DetectedExposure])).toBe("");
    expect(renderOrders([{ transition: "nothing -> app", states: 0, windows: [], gaps: [] }], [])).toBe("");
  });

  test("are not proven if something is not understood", () => {
    const repeated = {
      cloudflare_dns_record: { all: { for_each: "${var.hosts}", name: "${each.key}", type: "CNAME" } },
    };
    const text = renderOrders(computedOrders([handWritten("repeated", ["a"], repeated)], true, true), []);
    expect(text).toContain("note: nothing -> ");
    expect(text).toContain("the other orders are not computed, because cloudflare_dns_record.all is not understood");
    expect(text).not.toContain("either");
  });
});
