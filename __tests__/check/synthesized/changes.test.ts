import { actionsOf, changeOf, changeOfStacks } from "../fixture";

const A = "acme_thing";
const DATA = "terraform_data";
const CONFIGURATION = "cloudflare_zero_trust_tunnel_cloudflared_config";
const WHOLE = "the whole object";
const stack = (resource: object, more: object = {}) => ({ resource, ...more });

describe("the change between two versions of a stack", () => {
  test.each<[string, object, object, Record<string, string>]>([
    ["an added object", {}, { [A]: { a: {} } }, { "acme_thing.a": "create" }],
    ["a removed object", { [A]: { a: {} } }, {}, { "acme_thing.a": "delete" }],
    ["another value", { [A]: { a: { v: 1 } } }, { [A]: { a: { v: 2 } } }, { "acme_thing.a": "update" }],
    ["another order of the arguments", { [A]: { a: { v: 1, w: 2 } } }, { [A]: { a: { w: 2, v: 1 } } }, {}],
    [
      "another lifecycle or depends_on",
      { [A]: { a: {}, b: {} } },
      { [A]: { a: { lifecycle: { create_before_destroy: true } }, b: { depends_on: ["acme_thing.a"] } } },
      {},
    ],
    [
      "an argument that forces a replacement",
      { cloudflare_dns_record: { a: { zone_id: "x", type: "A" } } },
      { cloudflare_dns_record: { a: { zone_id: "x", type: "CNAME" } } },
      { "cloudflare_dns_record.a": "delete-create" },
    ],
    [
      "a replacement of what something that is created first depends on",
      {
        [DATA]: {
          a: { triggers_replace: 1 },
          b: { input: "${terraform_data.a.id}", lifecycle: { create_before_destroy: true } },
        },
      },
      {
        [DATA]: {
          a: { triggers_replace: 2 },
          b: { input: "${terraform_data.a.id}", lifecycle: { create_before_destroy: true } },
        },
      },
      { "terraform_data.a": "create-delete", "terraform_data.b": "update" },
    ],
    [
      "replace_triggered_by",
      { [DATA]: { a: { input: 1 } }, [A]: { b: { lifecycle: { replace_triggered_by: ["terraform_data.a"] } } } },
      { [DATA]: { a: { input: 2 } }, [A]: { b: { lifecycle: { replace_triggered_by: ["terraform_data.a"] } } } },
      { "terraform_data.a": "update", "acme_thing.b": "delete-create" },
    ],
    [
      "replace_triggered_by of a new object",
      { [DATA]: { a: { input: 1 } }, [A]: { b: { lifecycle: { replace_triggered_by: ["terraform_data.a"] } } } },
      { [DATA]: { c: { input: 1 } }, [A]: { b: { lifecycle: { replace_triggered_by: ["terraform_data.c"] } } } },
      { "terraform_data.a": "delete", "terraform_data.c": "create" },
    ],
    ...["triggers_replace", "id"].map((attribute): [string, object, object, Record<string, string>] => [
      `replace_triggered_by of the attribute ${attribute}`,
      {
        [DATA]: { a: { input: 1, triggers_replace: 1 } },
        [A]: { b: { lifecycle: { replace_triggered_by: [`terraform_data.a.${attribute}`] } } },
      },
      {
        [DATA]: { a: { input: 1, triggers_replace: 2 } },
        [A]: { b: { lifecycle: { replace_triggered_by: [`terraform_data.a.${attribute}`] } } },
      },
      { "terraform_data.a": "delete-create", "acme_thing.b": "delete-create" },
    ]),
    [
      "replace_triggered_by of an attribute that does not change",
      { [DATA]: { a: { input: 1 } }, [A]: { b: { lifecycle: { replace_triggered_by: ["${terraform_data.a.id}"] } } } },
      { [DATA]: { a: { input: 2 } }, [A]: { b: { lifecycle: { replace_triggered_by: ["${terraform_data.a.id}"] } } } },
      { "terraform_data.a": "update" },
    ],
    [
      "a reference to an object that is only updated",
      { [A]: { a: { v: 1 }, b: { ref: "${acme_thing.a.id}" } } },
      { [A]: { a: { v: 2 }, b: { ref: "${acme_thing.a.id}" } } },
      { "acme_thing.a": "update" },
    ],
    [
      "a reference to a value that changes",
      { [A]: { a: { v: "x" }, b: { ref: "${acme_thing.a.v}" } } },
      { [A]: { a: { v: "y" }, b: { ref: "${acme_thing.a.v}" } } },
      { "acme_thing.a": "update", "acme_thing.b": "update" },
    ],
  ])("plans %s as Terraform does", (_, before, after, expected) => {
    expect(actionsOf(changeOf(stack(before), stack(after)))).toEqual(expected);
  });

  test("follows a moved block, whose object keeps its id", () => {
    const after = stack({ [A]: { b: { v: 2 } } }, { moved: [{ from: "acme_thing.a", to: "acme_thing.b" }] });
    const change = changeOf(stack({ [A]: { a: { v: 1 } } }), after);
    expect(actionsOf(change)).toEqual({ "acme_thing.b": "update" });
    const [{ before, after: now }] = change.changes;
    expect(before?.values.id).toBe(now?.values.id);
  });

  test("forgets an object that a removed block keeps, and deletes it otherwise", () => {
    const removedWith = (lifecycle: object) =>
      actionsOf(changeOf(stack({ [A]: { a: {} } }), { removed: [{ from: "acme_thing.a", lifecycle }] }));
    expect(removedWith({ destroy: false })).toEqual({ "acme_thing.a": "forget" });
    expect(removedWith({ destroy: true })).toEqual({ "acme_thing.a": "delete" });
  });

  test("writes the same placeholder into an object and into what refers to it", () => {
    const { changes } = changeOf(undefined, stack({ [A]: { a: {}, b: { ref: "x-${acme_thing.a.id}" } } }));
    const byAddress = Object.fromEntries(changes.map(({ address, after }) => [address, after!.values]));
    expect(byAddress["acme_thing.b"].ref).toBe(`x-${String(byAddress["acme_thing.a"].id)}`);
  });

  test("gives a replacement another id than its predecessor", () => {
    const version = (trigger: number) =>
      stack({ [DATA]: { a: { triggers_replace: trigger }, b: { input: "${terraform_data.a.id}" } } });
    const { changes } = changeOf(version(1), version(2));
    const [a, b] = changes;
    expect(a.after?.values.id).not.toBe(a.before?.values.id);
    expect([b.before?.values.input, b.after?.values.input]).toEqual([a.before?.values.id, a.after?.values.id]);
  });

  test("resolves references to other stacks, and begins addresses with the stack", () => {
    const output = "cross-stack-output-acme_thingaid";
    const edge = stack({ [A]: { a: {} } }, { output: { [output]: { value: "${acme_thing.a.id}" } } });
    const app = stack({
      [A]: { b: { ref: `\${data.terraform_remote_state.cross-stack-reference-input-edge.outputs.${output}}` } },
    });
    const { changes } = changeOfStacks({}, { edge, app });
    expect(changes.map(({ address }) => address)).toEqual(["app/acme_thing.b", "edge/acme_thing.a"]);
    expect(changes[0].after?.values.ref).toBe(changes[1].after?.values.id);
  });

  test.each(["terraform_data.a", "terraform_data.a.input"])("finds the trigger %s in the own stack", (reference) => {
    const trigger = { lifecycle: { replace_triggered_by: [reference] } };
    const version = (input: number) => ({
      one: stack({ [DATA]: { a: { input } }, [A]: { b: trigger } }),
      two: stack({ [DATA]: { a: { input: 1 } }, [A]: { b: trigger } }),
    });
    expect(actionsOf(changeOfStacks(version(1), version(2)))).toEqual({
      "one/terraform_data.a": "update",
      "one/acme_thing.b": "delete-create",
    });
  });

  test("contains the digest of both versions", () => {
    const [one, two] = [stack({ [A]: { a: { v: 1 } } }), stack({ [A]: { a: { v: 2 } } })];
    const digest = (before: object, after: object) => changeOf(before, after).provenance.digest;
    expect(digest(one, two)).toMatch(/^[0-9a-f]{64}$/);
    expect(digest(one, two)).toBe(digest(one, two));
    expect(new Set([digest(one, two), digest(two, one), digest(one, one)]).size).toBe(3);
  });
});

describe("what a change does not show", () => {
  const policy = (values: object) => stack({ cloudflare_zero_trust_access_policy: { p: values } });
  const provider = (config: object) =>
    stack({ cloudflare_zero_trust_access_identity_provider: { i: { name: "SSO", type: "oidc", config } } });

  const groupOf = policy({ include: [{ group: { id: "${data.x_group.g.id}" } }] }).resource;
  const recordOf = { cloudflare_dns_record: { r: { name: "wiki.${data.cloudflare_zone.z.name}", type: "A" } } };

  test.each<[string, object, string]>([
    ["a variable in a rule", policy({ include: [{ email: { email: "${var.owner}" } }] }), "include[0].email.email"],
    ["the issuer of an identity provider", provider({ auth_url: "${var.issuer}" }), "config.auth_url"],
    ["a function", policy({ decision: '${lower("ALLOW")}' }), "decision"],
    ["for_each", policy({ for_each: "${toset([1])}" }), "for_each"],
    ["a dynamic block", policy({ dynamic: { include: {} } }), "dynamic"],
    [
      "a trigger that is a computed attribute",
      stack({
        [DATA]: { a: { input: 1 } },
        [A]: { b: { lifecycle: { replace_triggered_by: ["${terraform_data.a.output}"] } } },
      }),
      "lifecycle.replace_triggered_by",
    ],
    ["a configuration of version 4", stack({ [CONFIGURATION]: { c: { config: [{ ingress_rule: [] }] } } }), WHOLE],
    [
      "a policy of version 4",
      policy({ application_id: "x", decision: "bypass", include: [{ everyone: true }] }),
      WHOLE,
    ],
    [
      "an attribute of a data source in a rule",
      { ...policy({ include: [{ ip: { ip: "${data.http.ips.response_body}" } }] }), data: { http: { ips: {} } } },
      "include[0].ip.ip",
    ],
    [
      "the name of a record without its zone",
      stack({ cloudflare_dns_record: { r: { name: "wiki", type: "CNAME", content: "example.com" } } }),
      WHOLE,
    ],
    ["a module", { module: { shop: { source: "./shop" } } }, "the whole object"],
  ])("%s is not understood", (_, terraform, where) => {
    expect(changeOf(undefined, terraform).notUnderstood).toEqual([expect.objectContaining({ where })]);
  });

  test.each<[string, object]>([
    ["a name", policy({ name: "${var.name}" })],
    ["the id of a data source", stack(groupOf, { data: { x_group: { g: {} } } })],
    ["the name of a zone", stack(recordOf, { data: { cloudflare_zone: { z: {} } } })],
    ["a client secret", provider({ client_id: "${var.id}", client_secret: "${var.secret}" })],
    ["an account id", policy({ account_id: "${var.account}" })],
    ["another type", stack({ acme_thing: { a: { v: "${var.x}" } } })],
  ])("an expression in %s decides nothing", (_, terraform) => {
    expect(changeOf(undefined, terraform).notUnderstood).toEqual([]);
  });
});
