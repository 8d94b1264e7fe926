import { inferSchema } from "../../../lib/rehearsal/plugin-protocol/schema";

const attributesOf = (type: string, ...stacks: object[]) =>
  inferSchema(stacks as Record<string, unknown>[]).resource.get(type)!.attributes;

describe("inferSchema", () => {
  test("makes arguments optional and referenced attributes computed", () => {
    const attributes = attributesOf("x_a", {
      resource: { x_a: { one: { name: "n", "//": {}, depends_on: [], lifecycle: {}, count: 2 } } },
      output: { aud: { value: "${x_a.one[0].aud}" } },
    });
    expect([...attributes.keys()].sort()).toEqual(["aud", "id", "name"]);
    expect(attributes.get("name")).toMatchObject({ optional: true, computed: false });
    expect(attributes.get("aud")).toMatchObject({ optional: false, computed: true });
    expect(attributes.get("id")).toMatchObject({ optional: false, computed: true });
  });

  test("makes an attribute computed only if a reference reads it where it is not set", () => {
    const resource = { x_a: { sets: { name: "n" }, not: {} } };
    expect(attributesOf("x_a", { resource, locals: { n: "${x_a.sets.name}" } }).get("name")!.computed).toBe(false);
    expect(attributesOf("x_a", { resource, locals: { n: "${x_a.not.name}" } }).get("name")!.computed).toBe(true);
  });

  test("finds references in replace_triggered_by, which are not templates", () => {
    const resource = { x_a: { one: {}, two: { lifecycle: { replace_triggered_by: ["x_a.one.version"] } } } };
    expect(attributesOf("x_a", { resource }).get("version")!.computed).toBe(true);
  });

  test("combines the attributes of all steps", () => {
    const attributes = attributesOf(
      "x_a",
      { resource: { x_a: { one: { a: 1 } } } },
      { resource: { x_a: { two: { b: 1 } } } },
    );
    expect([...attributes.keys()].sort()).toEqual(["a", "b", "id"]);
  });

  test("reads sections and bodies that are lists", () => {
    const attributes = attributesOf("x_a", {
      resource: [{ x_a: [{ one: [{ a: 1 }] }] }, { x_a: { two: { b: "${x_a.one.c}" } } }],
    });
    expect([...attributes.keys()].sort()).toEqual(["a", "b", "c", "id"]);
  });

  test("makes an argument a block if it is written as an object and read as a list", () => {
    const { blocks, attributes } = inferSchema([
      {
        resource: { x_a: { one: { metadata: { name: "n" }, plain: { k: "v" } } } },
        locals: { uid: "${x_a.one.metadata[0].uid}", v: "${x_a.one.plain.k}" },
      },
    ]).resource.get("x_a")!;
    expect(attributes.has("metadata")).toBe(false);
    expect(attributes.has("plain")).toBe(true);
    expect(blocks.get("metadata")!.attributes.get("name")).toMatchObject({ optional: true, computed: false });
    expect(blocks.get("metadata")!.attributes.get("uid")).toMatchObject({ optional: false, computed: true });
  });

  test("makes the argument of a dynamic block a block", () => {
    const dynamic = { rule: { for_each: "${toset([1])}", content: { port: "${rule.value}" } } };
    const { blocks } = inferSchema([{ resource: { x_a: { one: { dynamic } } } }]).resource.get("x_a")!;
    expect([...blocks.get("rule")!.attributes.keys()]).toEqual(["port"]);
  });

  test("marks write-only and sensitive arguments", () => {
    expect(
      attributesOf("x_a", { resource: { x_a: { one: { password_wo: "p" } } } }).get("password_wo")!.writeOnly,
    ).toBe(true);
    const token = "cloudflare_zero_trust_access_service_token";
    const stack = { resource: { [token]: { one: {} } }, locals: { s: `\${${token}.one.client_secret}` } };
    expect(attributesOf(token, stack).get("client_secret")).toMatchObject({ sensitive: true, computed: true });
  });

  test("infers data sources, ephemeral resources and providers, and omits built-in types", () => {
    const schema = inferSchema([
      {
        provider: { x: [{ alias: "b", token: "t" }, { account: "a" }] },
        data: { x_d: { one: { k: 1 } }, terraform_remote_state: { s: { backend: "local" } } },
        ephemeral: { x_e: { one: {} } },
        resource: { terraform_data: { t: {} } },
        output: { o: { value: "${data.x_d.one.found} ${ephemeral.x_e.one.secret}" } },
      },
    ]);
    expect([...schema.provider.attributes.keys()]).toEqual(["token", "account"]);
    expect([...schema.data.get("x_d")!.attributes.keys()].sort()).toEqual(["found", "id", "k"]);
    expect([...schema.ephemeral.get("x_e")!.attributes.keys()].sort()).toEqual(["id", "secret"]);
    expect([...schema.data.keys(), ...schema.resource.keys()]).toEqual(["x_d"]);
  });
});
