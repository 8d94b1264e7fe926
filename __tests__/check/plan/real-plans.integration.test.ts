import { APPLICATION, APPLICATION_V4, CONFIG, POLICY, POLICY_V4, RECORD, TUNNEL } from "./fixture";
import { realPlan } from "./real-plan";
import { parsePlan } from "../../../lib/check/plan/read-plan";
import type { Values } from "../../../lib/core/terraform/values";

jest.setTimeout(120_000);

/** An application has an audience, although no expression of the configuration names both. */
const WITH_AUD = [{ resource: { [APPLICATION]: { app: {} } }, output: { x: { value: `\${${APPLICATION}.app.aud}` } } }];

const valuesIn = (json: string) => {
  const { changes, notUnderstood } = parsePlan(json, "app");
  return {
    values: (address: string) => changes.find((each) => each.address === address)!.after!.values,
    gaps: notUnderstood.map(({ address, where }) => `${address}: ${where}`),
    changes,
  };
};
const idsOf = (application: Values) => (application.policies as { id: string }[]).map(({ id }) => id);

describe("plans of Terraform", () => {
  test("refer to the objects of modules, for_each, count and variables", async () => {
    const inner = {
      variable: { settings: {} },
      resource: {
        [APPLICATION]: { app: { domain: "${var.settings.host}", policies: [{ id: "${var.settings.policy}" }] } },
      },
      output: { app: { value: `\${${APPLICATION}.app}` } },
    };
    const outer = {
      variable: { hosts: {}, policy: {} },
      module: {
        inner: {
          source: "../inner",
          for_each: "${var.hosts}",
          settings: { host: "${each.value.host}", policy: "${var.policy}" },
        },
      },
      output: {
        auds: { value: "${{for k, m in module.inner : k => m.app.aud}}" },
        apps: { value: "${module.inner}" },
      },
    };
    const hosts = { x: { host: "x.example.com", policy: "b" }, y: { host: "y.example.com", policy: "a" } };
    const root = {
      variable: { hosts: { default: hosts }, order: { default: ["b", "a"] } },
      resource: {
        [TUNNEL]: { t: { count: 2, name: "t${count.index}" } },
        [POLICY]: { p: { for_each: '${toset(["a", "b"])}', name: "${each.key}", decision: "allow" } },
        [CONFIG]: {
          all: {
            count: 2,
            tunnel_id: `\${${TUNNEL}.t[count.index].id}`,
            config: {
              ingress: "${[for k, h in var.hosts : {hostname = h.host, aud_tag = [module.outer.auds[k]]}]}",
            },
          },
          one: {
            tunnel_id: `\${${TUNNEL}.t[0].id}`,
            config: { ingress: [{ hostname: "x.example.com", aud_tag: ['${module.outer.apps["x"].app.aud}'] }] },
          },
        },
        [APPLICATION]: {
          each: {
            for_each: "${var.hosts}",
            domain: "${each.value.host}",
            policies: [{ id: `\${${POLICY}.p[each.value.policy].id}` }],
          },
          ordered: { domain: "o.example.com", policies: `\${[for k in var.order : {id = ${POLICY}.p[k].id}]}` },
          splat: { domain: "s.example.com", policies: `\${[for id in values(${POLICY}.p)[*].id : {id = id}]}` },
          local: { domain: "l.example.com", policies: [{ id: "${local.first}" }] },
        },
        [RECORD]: {
          r: {
            for_each: `\${${APPLICATION}.each}`,
            name: "${each.value.domain}",
            type: "CNAME",
            content: `\${${TUNNEL}.t[0].id}.cfargotunnel.com`,
          },
        },
      },
      locals: { first: `\${${POLICY}.p["a"].id}` },
      module: { outer: { source: "./outer", hosts: "${var.hosts}", policy: `\${${POLICY}.p["a"].id}` } },
    };
    const { values, gaps } = valuesIn(await realPlan([{ root, modules: { inner, outer } }], WITH_AUD));
    const aud = (key: string) => `module.outer.module.inner["${key}"].${APPLICATION}.app.aud`;
    expect(values(`${CONFIG}.all[1]`)).toMatchObject({
      id: `${TUNNEL}.t[1].id`,
      config: { ingress: [{ aud_tag: [aud("x")] }, { aud_tag: [aud("y")] }] },
    });
    expect(values(`${CONFIG}.one`)).toMatchObject({ config: { ingress: [{ aud_tag: [aud("x")] }] } });
    const [a, b] = ["a", "b"].map((key) => `${POLICY}.p["${key}"].id`);
    expect(idsOf(values(`${APPLICATION}.each["x"]`))).toEqual([b]);
    expect(idsOf(values(`${APPLICATION}.ordered`))).toEqual([b, a]);
    expect(idsOf(values(`${APPLICATION}.splat`))).toEqual([a, b]);
    expect(idsOf(values(`module.outer.module.inner["y"].${APPLICATION}.app`))).toEqual([a]);
    expect(values(`${RECORD}.r["x"]`)).toMatchObject({
      name: "x.example.com",
      content: `${TUNNEL}.t[0].id.cfargotunnel.com`,
    });
    // The plan does not contain locals.
    expect(gaps).toEqual([`${APPLICATION}.local: policies[0].id`]);
  });

  test("change and delete objects, and forget them", async () => {
    const policy = (decision: string) => ({
      name: "p",
      decision,
      include: [{ group: ["${cloudflare_access_group.g.id}"] }],
    });
    const group = { cloudflare_access_group: { g: { name: "g", include: [{ email: ["a@example.com"] }] } } };
    const application = (domain: string) => ({
      [APPLICATION_V4]: { a: { domain } },
    });
    const attached = { application_id: `\${${APPLICATION_V4}.a.id}`, precedence: 1, decision: "bypass" };
    const first = {
      root: {
        resource: {
          ...group,
          ...application("a.example.com"),
          [POLICY_V4]: { kept: policy("allow"), gone: policy("deny"), forgotten: policy("deny"), attached },
        },
      },
    };
    const second = {
      root: {
        resource: { ...group, ...application("b.example.com"), [POLICY_V4]: { kept: policy("deny"), attached } },
        removed: [{ from: `${POLICY_V4}.forgotten`, lifecycle: { destroy: false } }],
      },
    };
    const { changes, gaps } = valuesIn(await realPlan([first, second]));
    expect(gaps).toEqual([]);
    const byName = new Map(changes.map((each) => [each.address.split(".").pop(), each]));
    expect([...byName].map(([name, { action }]) => [name, action]).sort()).toEqual([
      ["a", "update"],
      ["attached", "no-op"],
      ["forgotten", "forget"],
      ["g", "no-op"],
      ["gone", "delete"],
      ["kept", "update"],
    ]);
    expect(byName.get("forgotten")!.after).toBe(byName.get("forgotten")!.before);
    const { before, after } = byName.get("a")!;
    expect(before!.values.id).toBe(after!.values.id);
    const id = byName.get("attached")!.after!.values.id;
    expect([before, after].map((each) => each!.values.policies)).toEqual([
      [{ id, precedence: 1 }],
      [{ id, precedence: 1 }],
    ]);
    expect(byName.get("kept")!.after!.values.include).toEqual([{ group: { id: byName.get("g")!.after!.values.id } }]);
  });
});
