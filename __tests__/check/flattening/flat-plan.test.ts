import { bodies, dependenciesIn, flatOf, readFixture, readFixtureOf } from "./fixture";
import { flatGaps, flatNotes } from "../../../lib/check/flattening/flat-gaps";
import type { Values } from "../../../lib/core/terraform/values";
import { isValues } from "../../../lib/core/terraform/values";
import { forcesReplacement } from "../../../lib/rehearsal/provider/replacement";

const [APP, CONFIG, POLICY, RECORD, TUNNEL] = [
  "cloudflare_zero_trust_access_application",
  "cloudflare_zero_trust_tunnel_cloudflared_config",
  "cloudflare_zero_trust_access_policy",
  "cloudflare_dns_record",
  "cloudflare_zero_trust_tunnel_cloudflared",
];

/** The placeholders of values that only an apply knows, and identifiers of the real API, in a configuration. */
function leftIn(value: unknown): string[] {
  if (typeof value === "string") {
    return /^unknown:|\.(?:id|aud)$|(?<!\$\{[^}]*)[0-9a-f]{8}-[0-9a-f]{4}/.test(value) ? [value] : [];
  }
  if (Array.isArray(value)) return value.flatMap(leftIn);
  return isValues(value) ? Object.values(value).flatMap(leftIn) : [];
}

/** The resources that are not empty blocks. */
const instancesIn = (terraform: Values): string[] =>
  Object.entries(bodies(terraform)).flatMap(([address, body]) => ("for_each" in body ? [] : [address]));

describe("flattenPlan", () => {
  test("resolves modules and for_each, with references to what the plan refers to", () => {
    const { before, after } = flatOf(readFixture("real-provider/modules-host-removed"));
    expect(instancesIn(before).filter((each) => !instancesIn(after).includes(each))).toEqual([
      `${RECORD}.host_b_r`,
      `${APP}.host_b_app`,
    ]);
    expect(bodies(before)[`${APP}.host_b_app`].policies).toMatchObject([{ id: `\${${POLICY}.staff.id}` }]);
    expect(bodies(after)[`${RECORD}.host_a_r`].content).toBe(`\${${TUNNEL}.t.id}.cfargotunnel.com`);
    expect(JSON.stringify(bodies(after)[`${CONFIG}.t`])).toContain(`"aud_tag":["\${${APP}.host_a_app.aud}"]`);
    expect([before, after].flatMap(leftIn)).toEqual([]);
  });

  test("keeps the dependencies of the state, and those of the configuration", () => {
    const { before, after } = flatOf(readFixture("real-provider/modules-host-removed"));
    expect(dependenciesIn(before, `${RECORD}.host_b_r`)).toEqual([
      `${POLICY}.staff`,
      `${TUNNEL}.t`,
      `${APP}.host_b_app`,
    ]);
    expect(dependenciesIn(before, `${CONFIG}.t`)).toEqual(
      expect.arrayContaining([`${APP}.host_a_app`, `${APP}.host_b_app`]),
    );
    expect(dependenciesIn(after, `${CONFIG}.t`)).toEqual(
      expect.arrayContaining([`${APP}.host_a_app`, `${RECORD}.host_a_r`]),
    );
  });

  test("refers to objects that the apply creates, also through the outputs of modules", () => {
    const { before, after } = flatOf(readFixture("real-provider/modules-created"));
    expect(before).toEqual({});
    expect(bodies(after)[`${APP}.host_a_app`].policies).toMatchObject([{ id: `\${${POLICY}.staff.id}` }]);
    expect(JSON.stringify(bodies(after)[`${CONFIG}.t`])).toContain(`"aud_tag":["\${${APP}.host_b_app.aud}"]`);
    expect(leftIn(after)).toEqual([]);
  });

  test("keeps the block of a removed instance without instances, because a retry still depends on it", () => {
    const { before, after } = flatOf(readFixture("real-provider/for-each-created-first"));
    const lifecycle = { create_before_destroy: true };
    expect(bodies(after)[`${APP}.each_b`]).toEqual({ for_each: {}, depends_on: [`${POLICY}.staff`], lifecycle });
    expect(dependenciesIn(after, `${CONFIG}.t`)).toEqual(expect.arrayContaining([`${APP}.each_a`, `${APP}.each_b`]));
    expect(bodies(before)[`${APP}.each_a`]).toMatchObject({ lifecycle });
    const removed = flatOf(readFixture("real-provider/argocd-host-removed")).after;
    expect(Object.keys(bodies(removed))).toEqual(instancesIn(removed));
  });

  test("omits a resource whose count is 0", () => {
    const { before, after } = flatOf(readFixture("real-provider/count-zero"));
    expect(bodies(before)[`${APP}.a_0`]).toBeDefined();
    expect(instancesIn(after).filter((each) => each.startsWith(APP))).toEqual([]);
  });

  test("declares create_before_destroy where the graph shows it", () => {
    const first = { lifecycle: { create_before_destroy: true } };
    const { before } = flatOf(readFixture("real-provider/for-each-created-first"));
    expect(bodies(before)[`${APP}.each_b`]).toMatchObject(first);
    expect(
      bodies(flatOf(readFixture("real-provider/for-each-host-removed")).before)[`${APP}.each_b`],
    ).not.toMatchObject(first);
  });

  test("gives every planned update another revision, and everything else the same", () => {
    const { changeSet, ...read } = readFixture("real-provider/argocd-host-removed");
    const { before, after, names } = flatOf({ changeSet, ...read });
    for (const { address, action, after: object } of changeSet.changes) {
      if (object === undefined || object.data) continue;
      const [old, current] = [before, after].map((each) => bodies(each)[names.of(address)!]);
      const isSame = JSON.stringify({ ...old, depends_on: [] }) === JSON.stringify({ ...current, depends_on: [] });
      expect([address, isSame]).toEqual([address, action === "no-op"]);
    }
  });

  test("orders the deletion of a host with our interlock", () => {
    const { before, after } = flatOf(readFixture("real-provider/argocd-host-removed"));
    const interlock = Object.keys(bodies(after)).find((each) => /^terraform_data\.eks-dev_Interlock/.test(each))!;
    const guests = Object.keys(bodies(before)).find((each) => each.startsWith(APP) && each.includes("guests"))!;
    expect(dependenciesIn(before, interlock)).toContain(guests);
    expect(dependenciesIn(after, interlock)).not.toContain(guests);
    expect(bodies(before)[interlock].input).toMatchObject({ revision: 1 });
    expect(bodies(after)[interlock].input).toMatchObject({ revision: 2 });
  });

  test("converts version 4 of the provider, whose policies refer to their application", () => {
    const { before } = flatOf(readFixture("provider-v4/host-removed"));
    const policies = Object.entries(bodies(before)).filter(([each]) => each.startsWith(POLICY));
    expect(policies.map(([, { application_id }]) => application_id)).toEqual(
      ["a", "b"].map((each) => `\${${APP}.each_${each}.id}`),
    );
    // The application contains its policies, on which it does not depend.
    const contained = bodies(before)[`${APP}.each_b`].policies;
    expect(contained).toMatchObject([{ id: policies[1][1].id }]);
    expect(typeof policies[1][1].id).toBe("string");
  });

  test("contains no data sources, whose values are literal", () => {
    const { changeSet, ...read } = readFixture("real-provider/cloud-run-created");
    const flat = flatOf({ changeSet, ...read });
    expect(flat.after).not.toHaveProperty("data");
    const dataSources = changeSet.changes.filter(({ after }) => after?.data === true);
    expect(dataSources.map(({ address }) => flat.names.of(address))).toEqual(dataSources.map(() => undefined));
  });
});

/** A plan of objects of other providers. */
function planOf(
  changes: { address: string; actions: string[]; key?: string; change?: Values; deposed?: string }[],
): Values {
  const parts = (address: string) => address.split(".");
  return {
    format_version: "1.2",
    complete: true,
    resource_changes: changes.map(({ address, actions, change = {}, deposed }) => {
      const [type, name] = parts(address);
      const [isBefore, isAfter] = [
        !actions.includes("create") || actions.length > 1,
        !actions.every((each) => each === "delete"),
      ];
      const values = (id: string) => ({ id, metadata: [{ name: "n" }] });
      return {
        address,
        mode: "managed",
        type,
        name,
        ...(deposed !== undefined && { deposed }),
        change: {
          actions,
          before: isBefore ? values("old") : null,
          after: isAfter ? values("new") : null,
          after_unknown: {},
          ...change,
        },
      };
    }),
    configuration: {
      root_module: {
        resources: changes.flatMap(({ address, key, change }) =>
          key === undefined
            ? []
            : [
                {
                  address,
                  mode: "managed",
                  provider_config_key: key,
                  expressions: {},
                  ...(change?.provisioned === true && { provisioners: [{ type: "local-exec" }] }),
                },
              ],
        ),
      },
    },
  };
}

const NAMESPACE = "kubernetes_namespace_v1";

describe("flattenPlan of other providers", () => {
  test("keeps the endpoints of several provider configurations apart", () => {
    const plan = planOf([
      { address: `${NAMESPACE}.a`, actions: ["create"], key: "kubernetes.east" },
      { address: `${NAMESPACE}.b`, actions: ["create"], key: "kubernetes.west" },
      { address: `${NAMESPACE}.c`, actions: ["delete"] },
    ]);
    const { before, after } = flatOf(readFixtureOf(plan));
    expect(before.provider).toEqual(after.provider);
    expect(after.provider).toEqual({
      kubernetes: [
        { alias: "endpoint_1", config_context: "kubernetes.east" },
        { alias: "endpoint_2", config_context: "kubernetes.west" },
        { alias: "endpoint_3", config_context: `${NAMESPACE}.c` },
      ],
    });
    expect(bodies(after)[`${NAMESPACE}.b`].provider).toBe("kubernetes.endpoint_2");
    expect(bodies(before)[`${NAMESPACE}.c`].provider).toBe("kubernetes.endpoint_3");
  });

  test("needs no provider section for one configuration", () => {
    const { after } = flatOf(
      readFixtureOf(planOf([{ address: `${NAMESPACE}.a`, actions: ["create"], key: "kubernetes" }])),
    );
    expect(after).not.toHaveProperty("provider");
    expect(bodies(after)[`${NAMESPACE}.a`]).not.toHaveProperty("provider");
  });

  test.each([
    ["a replacement", ["delete", "create"], true],
    ["a replacement that creates first", ["create", "delete"], true],
    ["an update", ["update"], false],
  ])("lets the simulated provider decide as the plan does: %s", (_, actions, isReplaced) => {
    const { before, after } = flatOf(
      readFixtureOf(planOf([{ address: "cloudflare_dns_record.r", actions, change: {} }])),
    );
    const [old, current] = [before, after].map((each) => bodies(each)["cloudflare_dns_record.r"]);
    // Without the plan, another zone is a replacement.
    const [from, to] = [
      { ...old, zone_id: "x" },
      { ...current, zone_id: "y" },
    ];
    expect(forcesReplacement("cloudflare_dns_record", from, to, to).length > 0).toBe(isReplaced);
  });
});

describe("flatGaps", () => {
  test("names imported, deposed and forgotten objects", () => {
    const plan = planOf([
      { address: "a_b.imported", actions: ["update"], change: { importing: { id: "x" } } },
      { address: "a_b.left", actions: ["delete"], deposed: "1a2b" },
      { address: "a_b.forgotten", actions: ["forget"] },
      { address: "a_b.plain", actions: ["update"] },
    ]);
    const { changeSet } = readFixtureOf(plan);
    expect(flatGaps(changeSet, plan).map(({ address, where }) => [address, where])).toEqual([
      ["a_b.imported", "the whole object"],
      ["a_b.left", "deposed object 1a2b"],
      ["a_b.forgotten", "the whole object"],
    ]);
    const flat = flatOf(readFixtureOf(plan));
    expect(Object.keys(bodies(flat.before))).toEqual(["a_b.imported", "a_b.forgotten", "a_b.plain"]);
    expect(Object.keys(bodies(flat.after))).toEqual(["a_b.imported", "a_b.forgotten", "a_b.plain"]);
  });

  test("are found in plans of Terraform", () => {
    const gapsOf = (name: string) => {
      const { changeSet, plan } = readFixture(name);
      return flatGaps(changeSet, plan).map(({ why }) => why);
    };
    expect(gapsOf("real-provider/import")).toEqual([expect.stringContaining("imports it")]);
    // A moved object is the same object.
    expect(gapsOf("real-provider/moved")).toEqual([]);
  });
});

test("flatNotes names provisioners, and providers without rules of their APIs", () => {
  const plan = planOf([
    { address: "aws_instance.a", actions: ["create"], key: "aws", change: { provisioned: true } },
    { address: "cloudflare_dns_record.r", actions: ["create"], key: "cloudflare" },
  ]);
  expect(flatNotes(readFixtureOf(plan).changeSet, plan)).toEqual([
    "the provisioners of aws_instance.a are not executed",
    "the API of the provider aws accepts every call in the rehearsal",
  ]);
});
