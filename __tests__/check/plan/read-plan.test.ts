import { APPLICATION, CONFIG, fixture, gaps, planOf, POLICY, RECORD, TUNNEL } from "./fixture";
import { parsePlan, readPlan } from "../../../lib/check/plan/read-plan";
import type { Values } from "../../../lib/core/terraform/values";
import { inventoryOf } from "../../../lib/inventory/inventory";

const code = (expected: string) => expect.objectContaining({ code: expected });

describe("readPlan", () => {
  test("reads the plan of modules that are not yet applied", () => {
    const { changes, notUnderstood, provenance } = parsePlan(fixture("create"), "app");
    expect(notUnderstood).toEqual([]);
    expect(provenance).toEqual({
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      product: "Terraform",
      terraformVersion: "1.11.4",
      providers: { cloudflare: "5.14.0" },
    });
    const application = `module.host["wiki"].${APPLICATION}.this`;
    expect(changes.find(({ address }) => address === application)).toMatchObject({
      block: `module.host.${APPLICATION}.this`,
      action: "create",
      after: {
        type: APPLICATION,
        values: {
          id: `${application}.id`,
          aud: `${application}.aud`,
          policies: [{ id: `${POLICY}.staff.id`, precedence: 1 }],
        },
      },
    });
    const byAddress = new Map(changes.map((change) => [change.address, change]));
    expect(byAddress.get(`module.host["wiki"].${RECORD}.this`)!.after!.values).toMatchObject({
      content: `${TUNNEL}.t.id.cfargotunnel.com`,
    });
    expect(byAddress.get(`${CONFIG}.t`)!.after!.values).toMatchObject({
      id: `${TUNNEL}.t.id`,
      tunnel_id: `${TUNNEL}.t.id`,
    });
  });

  test("results in objects that the inventory evaluates", () => {
    const { changes } = parsePlan(fixture("create"), "app");
    const hosts = inventoryOf(
      "app",
      changes.flatMap((each) => each.after ?? []),
    ).hosts.map(({ hostname, protection, access }) => [hostname, protection.state, access.kind]);
    expect(hosts).toEqual([
      ["grafana.acme.dev", "one layer", "policies"],
      ["wiki.acme.dev", "one layer", "policies"],
    ]);
  });

  test("reads a plan without changes", () => {
    const { changes, notUnderstood } = parsePlan(fixture("no-changes"), "app");
    expect(notUnderstood).toEqual([]);
    expect(changes.map(({ action, before, after }) => [action, before === after])).toEqual(
      Array.from({ length: 5 }, () => ["no-op", true]),
    );
    expect(changes[0].before).toMatchObject({ name: 'r["wiki"]', values: { name: "wiki.acme.dev" } });
  });

  test.each([
    [{ actions: ["create"], after: {} }, "create"],
    [{ actions: ["update"], before: { id: "1" }, after: { id: "1" } }, "update"],
    [{ actions: ["delete"], before: { id: "1" } }, "delete"],
    [{ actions: ["delete", "create"], before: { id: "1" }, after: {} }, "delete-create"],
    [{ actions: ["create", "delete"], before: { id: "1" }, after: {} }, "create-delete"],
  ])("reads the actions %j", (change, action) => {
    const [read] = readPlan(planOf([{ address: `${POLICY}.p`, ...change }]), "app").changes;
    expect(read.action).toBe(action);
    expect([read.before !== undefined, read.after !== undefined]).toEqual(["before" in change, "after" in change]);
  });

  test("keeps an object that Terraform forgets", () => {
    const forgotten = { address: `${POLICY}.p`, actions: ["forget"], before: { id: "1" } };
    const [change] = readPlan(planOf([forgotten]), "app").changes;
    expect(change).toMatchObject({ action: "forget", after: { values: { id: "1" } } });
    const replaced = { ...forgotten, actions: ["create", "forget"], after: {}, unknown: { id: true } };
    const { changes } = readPlan(planOf([replaced]), "app");
    expect(changes.map((each) => [each.action, each.after!.values.id])).toEqual([
      ["create", `${POLICY}.p.id`],
      ["forget", "1"],
    ]);
  });

  test("distinguishes a deposed object from the current one", () => {
    const changes = [
      { address: `${POLICY}.p`, actions: ["no-op"], before: { id: "new" }, after: { id: "new" } },
      { address: `${POLICY}.p`, deposed: "0a1b2c3d", before: { id: "old" } },
    ];
    const read = readPlan(planOf(changes), "app").changes;
    expect(read.map(({ action, deposed, before }) => [action, deposed, before!.values.id])).toEqual([
      ["no-op", undefined, "new"],
      ["delete", "0a1b2c3d", "old"],
    ]);
  });

  const resource = (address: string, mode: string, type: string, values: object) => ({
    ...{ address, mode, type, name: "x", values },
  });
  const stateOf = (...resources: Values[]) => ({ values: { root_module: { resources } } });

  test("reads objects that a plan with -target leaves out, and data sources", () => {
    const prior_state = stateOf(
      resource(`${POLICY}.x`, "managed", POLICY, { id: "1" }),
      resource("data.cloudflare_zone.x", "data", "cloudflare_zone", { id: "2" }),
    );
    const plan = planOf([], {}, { complete: false, prior_state });
    const { changes } = readPlan(plan, "app");
    expect(changes.map(({ address, action, before }) => [address, action, before!.data])).toEqual([
      [`${POLICY}.x`, "no-op", false],
      ["data.cloudflare_zone.x", "no-op", true],
    ]);
    expect(gaps(plan)).toEqual(["app: the whole plan"]);
  });

  test.each<[why: string, left: Values, incomplete: boolean]>([
    ["leaves out an object of the state", resource(`${POLICY}.y`, "managed", POLICY, { id: "2" }), true],
    ["has an entry for each object of the state", resource(`${POLICY}.x`, "managed", POLICY, { id: "1" }), false],
    ["leaves out a data source", resource("data.cloudflare_zone.x", "data", "cloudflare_zone", { id: "2" }), false],
    [
      "leaves out an object that was set aside",
      { ...resource(`${POLICY}.x`, "managed", POLICY, {}), deposed_key: "0a" },
      false,
    ],
  ])("a plan of OpenTofu does not record whether it is complete: it %s", (_, left, incomplete) => {
    const change = { address: `${POLICY}.x`, actions: ["no-op"], before: { id: "1" }, after: { id: "1" } };
    const plan = planOf([change], {}, { complete: undefined, prior_state: stateOf(left) });
    expect(gaps(plan)).toEqual(incomplete ? ["app: the whole plan"] : []);
  });

  test("reports deferred changes and unknown actions", () => {
    const deferred = [{ reason: "provider_config_unknown", resource_change: { address: `${POLICY}.p` } }];
    const change = { address: `${POLICY}.q`, actions: ["open"], before: { id: "1" }, after: { id: "1" } };
    expect(gaps(planOf([change], {}, { deferred_changes: deferred }))).toEqual([
      `${POLICY}.p: the whole object`,
      `${POLICY}.q: the whole object`,
    ]);
  });

  test.each([
    ["package.json", { name: "app", version: "1.0.0", dependencies: {} }, "`format_version` is missing"],
    ["a state", { format_version: "1.0", values: { root_module: {} } }, "it is a state"],
    ["a state file", { version: 4, serial: 1, resources: [] }, "it is a state"],
    ["outputs", { url: { value: "x", type: "string", sensitive: false } }, "`format_version` is missing"],
    ["another format version", { ...planOf([]), format_version: "2.0" }, "its format version is 2.0"],
    ["a plan without changes", { format_version: "1.2" }, "`resource_changes` is missing"],
    ["a list", [], "it is not a JSON object"],
  ])("refuses %s", (_, json, why) => {
    expect(() => readPlan(json, "plan.json")).toThrow(code("PlanUnreadable"));
    expect(() => readPlan(json, "plan.json")).toThrow(why);
  });

  test("refuses a plan that failed", () => {
    expect(() => readPlan({ ...planOf([]), errored: true }, "plan.json")).toThrow(code("PlanErrored"));
  });

  test("refuses a text that is not JSON", () => {
    expect(() => parsePlan("[command]/bin/terraform show", "plan.json")).toThrow(code("PlanUnreadable"));
  });

  test("reads the rules of a policy that an application defines itself", () => {
    const policies = [
      { id: "1", decision: "allow", include: [{ everyone: {} }] },
      { id: "2", decision: "allow", include: [{ everyone: {} }] },
      { id: "3", decision: null, include: null },
    ];
    const { changes } = readPlan(
      planOf([
        { address: `${APPLICATION}.a`, before: { id: "a", policies } },
        { address: `${POLICY}.p`, before: { id: "2" } },
      ]),
      "app",
    );
    const read = changes[0].before!.values.policies as { id?: string }[];
    expect(read.map(({ id }) => id)).toEqual([undefined, "2", "3"]);
  });

  test("treats a template sign in a value as text", () => {
    const [{ before }] = readPlan(
      planOf([{ address: `${POLICY}.p`, before: { id: "1", name: "${x}" } }]),
      "app",
    ).changes;
    expect(before!.values.name).toBe("$${x}");
  });
});
