import { after, APPLICATION, Change, CONFIG, gaps, planOf, POLICY, RECORD, resourcesOf, TUNNEL } from "./fixture";

const created = (address: string, values: object = {}): Change => ({
  address,
  after: { ...values },
  unknown: { id: true, aud: true },
});

const app = (key: string, domain: string) => created(`${APPLICATION}.app["${key}"]`, { domain });
const rule = (hostname: string) => ({ hostname, service: "http://x", origin_request: { access: { aud_tag: [null] } } });
const unknownAud = { origin_request: { access: { aud_tag: [true] } } };
const configOf = (...hostnames: string[]): Change => ({
  address: `${CONFIG}.c`,
  after: { tunnel_id: "t", config: { ingress: hostnames.map(rule) } },
  unknown: { id: true, config: { ingress: hostnames.map(() => unknownAud) } },
});
const audsOf = (plan: object) =>
  (after(plan as never, `${CONFIG}.c`).config as { ingress: ReturnType<typeof rule>[] }).ingress.flatMap(
    (each) => each.origin_request.access.aud_tag,
  );
const aud = (key: string) => `${APPLICATION}.app["${key}"].aud`;

describe("an unknown identifier", () => {
  test("of a created object is a placeholder", () => {
    expect(after(planOf([created(`${APPLICATION}.a`)]), `${APPLICATION}.a`)).toEqual({
      id: `${APPLICATION}.a.id`,
      aud: `${APPLICATION}.a.aud`,
    });
  });

  test("of an updated object stays, and so does a reference to it", () => {
    const updated: Change = {
      address: `${APPLICATION}.app["a"]`,
      before: { id: "1", aud: "old", domain: "a.example.com" },
      after: { id: "1", domain: "a.example.com" },
      unknown: { aud: true },
    };
    const plan = planOf([updated, configOf("a.example.com")], { [`${CONFIG}.c`]: { config: [`${APPLICATION}.app`] } });
    expect(after(plan, updated.address).aud).toBe("old");
    expect(audsOf(plan)).toEqual(["old"]);
  });

  test("of a replaced object is a placeholder", () => {
    const replaced: Change = { ...created(`${TUNNEL}.t`), actions: ["delete", "create"], before: { id: "1" } };
    expect(after(planOf([replaced]), `${TUNNEL}.t`).id).toBe(`${TUNNEL}.t.id`);
  });
});

describe("an unknown value of a reference", () => {
  const config = (references: string[]) => ({ [`${CONFIG}.c`]: { config: references } });

  test("comes from the object with the written key", () => {
    const plan = planOf(
      [app("a", "a.example.com"), app("b", "b.example.com"), configOf("x.example.com")],
      config([aud("b"), `${APPLICATION}.app["b"]`, `${APPLICATION}.app`]),
    );
    expect(audsOf(plan)).toEqual([aud("b")]);
    expect(gaps(plan)).toEqual([]);
  });

  test("comes from the object of the hostname beside it", () => {
    const apps = [app("a", "a.example.com"), app("b", "b.example.com"), app("c", "c.example.com")];
    const plan = planOf([...apps, configOf("c.example.com", "a.example.com")], config([`${APPLICATION}.app`]));
    expect(audsOf(plan)).toEqual([aud("c"), aud("a")]);
  });

  test("comes from all objects in the order of their keys", () => {
    const apps = [app("b", "b.example.com"), app("a", "a.example.com")];
    const plan = planOf([...apps, configOf("x.example.com", "y.example.com")], config([`${APPLICATION}.app`]));
    expect(audsOf(plan)).toEqual([aud("a"), aud("b")]);
  });

  test("comes from the objects in the order of a variable", () => {
    const apps = [app("a", "a.example.com"), app("b", "b.example.com")];
    const references = config(["var.order", `${APPLICATION}.app`]);
    const changes = [...apps, configOf("x.example.com", "y.example.com")];
    const plan = planOf(changes, references, { variables: { order: { value: ["b", "a"] } } });
    expect(audsOf(plan)).toEqual([aud("b"), aud("a")]);
    const others = planOf(changes, references, { variables: { order: { value: { x: "b", y: "a" } } } });
    expect(gaps(others)).toHaveLength(2);
  });

  test("is not understood if both branches of a condition are possible", () => {
    const apps = [app("a", "a.example.com"), app("b", "b.example.com")];
    const plan = planOf([...apps, configOf("x.example.com")], config([aud("a"), aud("b")]));
    const where = "config.ingress[0].origin_request.access.aud_tag[0]";
    expect(audsOf(plan)).toEqual([`unknown:${CONFIG}.c.${where}`]);
    expect(gaps(plan)).toEqual([`${CONFIG}.c: ${where}`]);
  });

  test("comes from a local if only one object is relevant", () => {
    const relevant = { relevant_attributes: [{ resource: `${APPLICATION}.app["a"]`, attribute: ["aud"] }] };
    const one = planOf([app("a", "a.example.com"), configOf("x.example.com")], config(["local.aud"]), relevant);
    expect(audsOf(one)).toEqual([aud("a")]);
    const none = planOf([app("a", "a.example.com"), configOf("x.example.com")], config(["local.aud"]));
    expect(gaps(none)).toHaveLength(1);
  });

  test("of a dynamic block comes from the relevant object of the hostname", () => {
    const relevant = { relevant_attributes: [{ resource: `${APPLICATION}.app`, attribute: ["aud"] }] };
    const apps = [app("a", "a.example.com"), app("b", "b.example.com")];
    const plan = planOf([...apps, configOf("b.example.com")], { [`${CONFIG}.c`]: {} }, relevant);
    expect(audsOf(plan)).toEqual([aud("b")]);
  });

  const policies = [created(`${POLICY}.p["a"]`), created(`${POLICY}.p["b"]`)];
  const withPolicy = (key: string): Change => ({
    address: `${APPLICATION}.app["${key}"]`,
    after: { domain: `${key}.example.com`, policies: [{ precedence: 1 }] },
    unknown: { id: true, policies: [{ id: true }] },
  });
  const policyOf = (plan: object, key: string) =>
    (after(plan as never, `${APPLICATION}.app["${key}"]`).policies as { id: string }[])[0].id;

  test("comes from the object with the key of the instance", () => {
    const block = { for_each: ["local.hosts"], policies: [`${POLICY}.p`, "each.key"] };
    const plan = planOf([...policies, withPolicy("a"), withPolicy("b")], { [`${APPLICATION}.app`]: block });
    expect([policyOf(plan, "a"), policyOf(plan, "b")]).toEqual([`${POLICY}.p["a"].id`, `${POLICY}.p["b"].id`]);
  });

  test("comes from the object with the key that a variable contains", () => {
    const block = { for_each: ["var.hosts"], policies: [`${POLICY}.p`, "each.value.policy", "each.value"] };
    const changes = [...policies, withPolicy("a"), withPolicy("b")];
    const hosts = { a: { policy: "b" }, b: { policy: "b" } };
    const plan = planOf(changes, { [`${APPLICATION}.app`]: block }, { variables: { hosts: { value: hosts } } });
    expect([policyOf(plan, "a"), policyOf(plan, "b")]).toEqual([`${POLICY}.p["b"].id`, `${POLICY}.p["b"].id`]);
    const unknown = planOf(changes, { [`${APPLICATION}.app`]: { ...block, for_each: ["local.hosts"] } });
    expect(gaps(unknown)).toHaveLength(2);
  });

  test("comes from the object over which for_each iterates", () => {
    const block = { for_each: [`${POLICY}.p`], policies: ["each.value.id", "each.value"] };
    const plan = planOf([...policies, withPolicy("a"), withPolicy("b")], { [`${APPLICATION}.app`]: block });
    expect([policyOf(plan, "a"), policyOf(plan, "b")]).toEqual([`${POLICY}.p["a"].id`, `${POLICY}.p["b"].id`]);
  });

  test("of a set comes from its only object", () => {
    const written: Change = {
      address: "cloudflare_tunnel_config.c",
      after: { tunnel_id: "t", config: [{ ingress_rule: [{ origin_request: [{ access: [{}] }] }] }] },
      unknown: { config: [{ ingress_rule: [{ origin_request: [{ access: [{ aud_tag: true }] }] }] }] },
    };
    const rules = (references: string[]) => [
      { ingress_rule: [{ origin_request: [{ access: [{ aud_tag: { references } }] }] }] },
    ];
    const plan = (references: string[]) =>
      planOf(
        [app("a", "a.example.com"), app("b", "b.example.com"), written],
        {},
        {
          configuration: {
            root_module: { resources: [{ address: written.address, expressions: { config: rules(references) } }] },
          },
        },
      );
    expect(after(plan([aud("b")]), written.address)).toMatchObject({
      config: { ingress: [{ origin_request: [{ access: [{ aud_tag: [aud("b")] }] }] }] },
    });
    expect(gaps(plan([aud("a"), aud("b")]))).toHaveLength(1);
  });

  test("is followed through the input of another resource", () => {
    const changes: Change[] = [
      created(`${TUNNEL}.t`),
      { address: "terraform_data.wait", after: {}, unknown: { id: true, input: true, output: true } },
      { address: `${CONFIG}.c`, after: { config: {} }, unknown: { id: true, tunnel_id: true } },
    ];
    const plan = planOf(changes, {
      "terraform_data.wait": { input: [`${TUNNEL}.t.id`, `${TUNNEL}.t`] },
      [`${CONFIG}.c`]: { tunnel_id: ["terraform_data.wait.output", "terraform_data.wait"] },
    });
    expect(after(plan, `${CONFIG}.c`)).toMatchObject({ id: `${TUNNEL}.t.id`, tunnel_id: `${TUNNEL}.t.id` });
  });

  test("is followed through the variables and outputs of modules", () => {
    const changes: Change[] = [
      created(`module.edge.${TUNNEL}.t`),
      {
        address: `module.host["a"].${RECORD}.r`,
        after: { name: "a.example.com" },
        unknown: { id: true, content: true },
      },
    ];
    const module = (blocks: Parameters<typeof resourcesOf>[0], outputs = {}) => ({
      resources: resourcesOf(blocks),
      outputs,
    });
    const plan = planOf(
      changes,
      {},
      {
        configuration: {
          root_module: {
            module_calls: {
              edge: {
                module: module({ [`${TUNNEL}.t`]: {} }, { id: { expression: { references: [`${TUNNEL}.t.id`] } } }),
              },
              host: {
                expressions: { tunnel: { references: ["module.edge.id", "module.edge"] } },
                for_each_expression: { references: ["local.hosts"] },
                module: module({ [`${RECORD}.r`]: { content: ["var.tunnel"] } }),
              },
            },
          },
        },
      },
    );
    expect(after(plan, changes[1].address).content).toBe(`module.edge.${TUNNEL}.t.id.cfargotunnel.com`);
    expect(gaps(plan)).toEqual([]);
  });
});

describe("the unknown content of a DNS record", () => {
  const record: Change = {
    address: `${RECORD}.r`,
    after: { name: "a.example.com", type: "CNAME" },
    unknown: { id: true, content: true },
  };

  test("is the name of its tunnel", () => {
    const plan = planOf([created(`${TUNNEL}.t`), record], { [record.address]: { content: [`${TUNNEL}.t.id`] } });
    expect(after(plan, record.address).content).toBe(`${TUNNEL}.t.id.cfargotunnel.com`);
  });

  test("is not a tunnel if it comes from another resource", () => {
    const other: Change = { address: "aws_lb.lb", after: {}, unknown: { dns_name: true } };
    const plan = planOf([other, record], { [record.address]: { content: ["aws_lb.lb.dns_name"] } });
    expect(after(plan, record.address).content).toBe("aws_lb.lb.dns_name");
    expect(gaps(plan)).toEqual([]);
  });

  test("is not understood if the plan does not show it", () => {
    expect(gaps(planOf([record], { [record.address]: { content: ["local.x"] } }))).toEqual([`${RECORD}.r: content`]);
  });
});

describe("other unknown values", () => {
  test("are not understood if they determine who reaches what", () => {
    const address = "cloudflare_zero_trust_gateway_policy.g";
    const change: Change = {
      address,
      after: { action: "block" },
      unknown: { id: true, traffic: true, precedence: true },
    };
    const list = created("cloudflare_zero_trust_list.l");
    const plan = planOf([list, change], { [address]: { traffic: [`${list.address}.id`] } });
    expect(gaps(plan)).toEqual([`${address}: precedence`, `${address}: traffic`]);
    expect(after(plan, address)).toMatchObject({ traffic: `unknown:${address}.traffic` });
  });

  test("of rules become selectors that are not known", () => {
    const change: Change = {
      address: `${POLICY}.p`,
      after: { decision: "allow", include: [null], require: null },
      unknown: { id: true, include: [true], require: true },
    };
    const plan = planOf([change], { [change.address]: { include: ["local.x"], require: ["local.y"] } });
    expect(after(plan, change.address)).toMatchObject({
      include: [{ [`unknown:${POLICY}.p.include[0]`]: {} }],
      require: `unknown:${POLICY}.p.require`,
    });
    expect(gaps(plan)).toEqual([`${POLICY}.p: include[0]`, `${POLICY}.p: require`]);
  });

  test("without an effect are not reported", () => {
    const record: Change = {
      address: `${RECORD}.r`,
      after: { name: "a.example.com", type: "A", content: "192.0.2.1" },
      unknown: { id: true, comment: true, meta: true, tags: true },
    };
    expect(gaps(planOf([record], { [record.address]: { comment: ["local.x"] } }))).toEqual([]);
  });

  test("of an inline policy do not hide its rules", () => {
    const change: Change = {
      address: `${APPLICATION}.a`,
      after: { policies: [{ decision: "allow", include: [{ everyone: {} }] }] },
      unknown: { id: true, policies: [{ id: true, include: [{ everyone: {} }] }] },
    };
    const plan = planOf([change], { [change.address]: { policies: ["var.x"] } });
    expect(after(plan, change.address).policies).toEqual([{ decision: "allow", include: [{ everyone: {} }] }]);
  });
});

describe("an unknown value of a configuration in JSON syntax", () => {
  const json = (template: unknown, references: string[]) => ({ constant_value: template, references });
  const plan = (changes: Change[], resource: string, expressions: object) =>
    planOf(changes, {}, { configuration: { root_module: { resources: [{ address: resource, expressions }] } } });
  const apps = [app("a", "a.example.com"), app("b", "b.example.com")];

  test("comes from the reference in its place", () => {
    const config = {
      ingress: ["b", "a"].map((key) => ({ origin_request: { access: { aud_tag: [`\${${aud(key)}}`] } } })),
    };
    const references = [aud("b"), `${APPLICATION}.app["b"]`, `${APPLICATION}.app`, aud("a"), `${APPLICATION}.app["a"]`];
    const changes = [...apps, configOf("a.example.com", "b.example.com")];
    expect(audsOf(plan(changes, `${CONFIG}.c`, { config: json(config, references) }))).toEqual([aud("b"), aud("a")]);
  });

  test("is not understood if its expression has several references", () => {
    const config = { ingress: [{ origin_request: { access: { aud_tag: [`\${true ? ${aud("b")} : ${aud("a")}}`] } } }] };
    const references = [aud("b"), aud("a")];
    const changes = [...apps, configOf("x.example.com")];
    expect(gaps(plan(changes, `${CONFIG}.c`, { config: json(config, references) }))).toHaveLength(1);
  });

  test("contains the text around an identifier", () => {
    const address = "cloudflare_zero_trust_gateway_policy.g";
    const list = created("cloudflare_zero_trust_list.l");
    const change: Change = { address, after: { action: "block" }, unknown: { traffic: true } };
    const traffic = json(`net.dst.ip in $\${${list.address}.id}`.replace("$$", "$"), [`${list.address}.id`]);
    expect(after(plan([list, change], address, { traffic }), address).traffic).toBe(`net.dst.ip in ${list.address}.id`);
  });

  test("of a hostname is not understood if another object contains it", () => {
    const address = "cloudflare_zero_trust_network_hostname_route.r";
    const service: Change = { address: "aws_lb.lb", after: {}, unknown: { dns_name: true } };
    const change: Change = { address, after: { tunnel_id: "t" }, unknown: { id: true, hostname: true } };
    const hostname = json("${aws_lb.lb.dns_name}", ["aws_lb.lb.dns_name", "aws_lb.lb"]);
    expect(gaps(plan([service, change], address, { hostname }))).toEqual([`${address}: hostname`]);
  });
});
