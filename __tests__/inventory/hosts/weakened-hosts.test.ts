import { exitCodeOf } from "../../../lib/cli/exit-code";
import { inventory } from "../../../lib/inventory";
import {
  APPLICATION,
  application,
  CATCH_ALL,
  CONFIG,
  config,
  GROUP,
  POLICY,
  policy,
  RECORD,
  record,
  rule,
  SERVICE_TOKEN,
  tokenChecked,
  tokenCheckedBy,
  TUNNEL,
} from "../fixture";

const A = "a.example.com";
const B = "b.example.com";
const PUBLIC = "hooks.example.com";
const MFA = [{ auth_method: { auth_method: "mfa" } }];
const aud = (name: string) => `\${${APPLICATION}.${name}.aud}`;
const country = { geo: { country_code: "JP" } };
const office = { ip: { ip: "203.0.113.0/24" } };

/** A host for the members of a group with MFA, one for two policies, and a public host with one path. */
function base() {
  const rules = [
    tokenChecked(rule(A), "a"),
    tokenChecked(rule(B), "b"),
    rule(PUBLIC, "http://10.0.0.3:80", "^/hook$"),
    rule(PUBLIC, "http_status:404"),
  ];
  return {
    [TUNNEL]: { edge: { name: "edge" } },
    [GROUP]: { engineers: { name: "engineers", include: [{ email: { email: "ada@example.com" } }] } as any },
    [SERVICE_TOKEN]: { ci: { name: "ci" } },
    [POLICY]: {
      engineers: policy("engineers", [{ group: { id: `\${${GROUP}.engineers.id}` } }], { require: MFA }),
      staff: policy("staff", [{ email_domain: { domain: "example.com" } }]),
      partners: policy("partners", [{ email_domain: { domain: "partner.example" } }]),
    } as Record<string, any>,
    [APPLICATION]: { a: application(A, "engineers"), b: application(B, "staff", "partners") } as Record<string, any>,
    [CONFIG]: { edge: config(rules) as any },
    [RECORD]: { a: record(A), b: record(B), p: record(PUBLIC, { comment: "public: signed webhooks" }) } as Record<
      string,
      any
    >,
  };
}

type Stack = ReturnType<typeof base>;

const rulesOf = (stack: Stack): any[] => stack[CONFIG].edge.config.ingress;
const setRule = (stack: Stack, index: number, value: object) => (rulesOf(stack)[index] = value);

/** Adds a policy to a host, before the others. */
function addPolicy(stack: Stack, host: "a" | "b", written: object) {
  stack[POLICY].added = written;
  stack[APPLICATION][host].policies.unshift({ id: `\${${POLICY}.added.id}`, precedence: 0 });
}

function judged(change: (stack: Stack) => unknown) {
  const stack = base();
  change(stack);
  const { findings, hosts } = inventory({ name: "dev", terraform: { resource: stack } });
  return {
    findings: findings.map(({ about, code }) => `${code} ${about}`),
    codes: [exitCodeOf(findings, {}), exitCodeOf(findings, { strict: true })],
    host: (name: string) => hosts.find(({ hostname }) => hostname === name)!,
    messages: findings.map(({ message }) => message),
  };
}

type Change = [name: string, change: (stack: Stack) => unknown, findings: string[]];

test("hosts with two layers and a declared public host have no finding", () => {
  expect(judged(() => undefined)).toMatchObject({ findings: [], codes: [0, 0] });
});

describe("summary exits with 1", () => {
  test.each<Change>([
    [
      "if the catch-all rule serves an origin",
      (stack) => setRule(stack, 4, { service: "http://10.0.0.9" }),
      ["HostExposed *"],
    ],
    [
      "if a rule for every hostname serves an origin",
      (stack) => rulesOf(stack).splice(4, 0, { hostname: "*", service: "http://10.0.0.9" }),
      ["HostExposed *"],
    ],
    [
      "if a wildcard rule without a token check is in front of a host",
      (stack) => rulesOf(stack).unshift(rule("*.example.com")),
      ["HostExposed *.example.com", "HostPartiallyProtected a.example.com", "HostPartiallyProtected b.example.com"],
    ],
    [
      "if a policy allows everyone",
      (stack) => (stack[POLICY].staff.include = [{ everyone: {} }]),
      ["HostExposed b.example.com"],
    ],
    [
      "if a group of a policy contains everyone, and the policy requires nothing",
      (stack) => {
        stack[GROUP].engineers.include = [{ everyone: {} }];
        stack[POLICY].engineers.require = [];
      },
      ["HostExposed a.example.com"],
    ],
    [
      "if a policy allows a country",
      (stack) => (stack[POLICY].staff.include = [country]),
      ["HostExposed b.example.com"],
    ],
    [
      "if a policy also allows a country",
      (stack) => stack[POLICY].staff.include.push(country),
      ["HostExposed b.example.com"],
    ],
    [
      "if ranges of a policy together contain every address",
      (stack) => (stack[POLICY].staff.include = [{ ip: { ip: "0.0.0.0/1" } }, { ip: { ip: "128.0.0.0/1" } }]),
      ["HostExposed b.example.com"],
    ],
    [
      "if a policy allows the addresses of a public mail provider",
      (stack) => (stack[POLICY].staff.include = [{ email_domain: { domain: "gmail.com" } }]),
      ["HostExposed b.example.com"],
    ],
    [
      "if a policy allows any service token",
      (stack) => {
        stack[POLICY].staff.decision = "non_identity";
        stack[POLICY].staff.include = [{ any_valid_service_token: {} }];
      },
      ["HostExposed b.example.com"],
    ],
    [
      "if a policy bypasses Access for everyone, and the connector requires no token",
      (stack) => {
        addPolicy(stack, "a", policy("open", [{ everyone: {} }], { decision: "bypass" }));
        setRule(stack, 0, rule(A));
      },
      ["HostExposed a.example.com"],
    ],
    [
      "if a policy bypasses Access for a country, and the connector requires no token",
      (stack) => {
        addPolicy(stack, "a", policy("open", [country], { decision: "bypass" }));
        setRule(stack, 0, rule(A));
      },
      ["HostExposed a.example.com"],
    ],
    [
      "if a policy bypasses Access for one network, and the connector requires no token",
      (stack) => {
        addPolicy(stack, "a", policy("open", [office], { decision: "bypass" }));
        setRule(stack, 0, rule(A));
      },
      ["HostExposed a.example.com"],
    ],
    [
      "if OPTIONS requests pass the edge, and the connector requires no token",
      (stack) => {
        stack[APPLICATION].a.options_preflight_bypass = true;
        setRule(stack, 0, rule(A));
      },
      ["HostExposed a.example.com"],
    ],
    [
      "if a path is open at the edge, and the connector requires no token",
      (stack) => {
        stack[POLICY].open = policy("open", [{ everyone: {} }], { decision: "bypass" });
        stack[APPLICATION].path = application(`${A}/status`, "open");
        setRule(stack, 0, rule(A));
      },
      ["HostExposed a.example.com", "PathCoveredSeparately a.example.com"],
    ],
    [
      "if the record of a host without Access declares no reason",
      (stack) => delete stack[RECORD].p.comment,
      ["HostExposed hooks.example.com"],
    ],
    [
      "if a rule accepts the token of another application, which admits other users",
      (stack) => setRule(stack, 0, tokenCheckedBy(rule(A), aud("a"), aud("b"))),
      ["AudienceAdmitsOthers a.example.com"],
    ],
    [
      "if a rule also accepts the token of an application that is managed elsewhere",
      (stack) => setRule(stack, 1, tokenCheckedBy(rule(B), aud("b"), "c0ffee")),
      ["AudienceAdmitsOthers b.example.com", "HostUnverified b.example.com"],
    ],
  ])("%s", (_, change, findings) => {
    expect(judged(change)).toMatchObject({ findings, codes: [1, 1] });
  });
});

describe("summary reports a weaker layer, and exits with 1 only if it is strict", () => {
  const PARTIAL = ["HostPartiallyProtected a.example.com"];
  test.each<Change>([
    ["if the connector requires no token", (stack) => setRule(stack, 0, rule(A)), PARTIAL],
    [
      "if a policy bypasses Access for everyone",
      (stack) => addPolicy(stack, "a", policy("open", [{ everyone: {} }], { decision: "bypass" })),
      PARTIAL,
    ],
    [
      "if a policy bypasses Access for a country",
      (stack) => addPolicy(stack, "a", policy("open", [country], { decision: "bypass" })),
      PARTIAL,
    ],
    [
      "if a policy bypasses Access for one network",
      (stack) => addPolicy(stack, "a", policy("open", [office], { decision: "bypass" })),
      PARTIAL,
    ],
    [
      "if a policy of a host changes to a bypass for one network",
      (stack) => Object.assign(stack[POLICY].engineers, { decision: "bypass", include: [office], require: [] }),
      PARTIAL,
    ],
    [
      "if OPTIONS requests pass the edge without login",
      (stack) => (stack[APPLICATION].a.options_preflight_bypass = true),
      PARTIAL,
    ],
    [
      "if a bypass policy has rules about identities, which match no user before the login",
      (stack) =>
        addPolicy(stack, "a", policy("open", [{ email_domain: { domain: "x.example" } }], { decision: "bypass" })),
      ["PolicyIneffective a.example.com"],
    ],
    [
      "if a policy of a host changes to a bypass with rules about identities",
      (stack) => (stack[POLICY].partners.decision = "bypass"),
      ["PolicyIneffective b.example.com"],
    ],
    [
      "if a policy is managed elsewhere",
      (stack) => (stack[APPLICATION].a.policies = [{ id: "0a1b", precedence: 1 }]),
      ["HostUnverified a.example.com"],
    ],
    [
      "if a policy allows a group that is managed elsewhere",
      (stack) => (stack[POLICY].engineers.include = [{ group: { id: "0a1b" } }]),
      ["HostUnverified a.example.com"],
    ],
    [
      "if a rule requires an audience that is a literal",
      (stack) => setRule(stack, 0, tokenCheckedBy(rule(A), "c0ffee")),
      ["HostUnverified a.example.com"],
    ],
    [
      "if the application is gone, and the record declares no reason",
      (stack) => {
        delete stack[APPLICATION].a;
        setRule(stack, 0, tokenCheckedBy(rule(A), "c0ffee"));
      },
      ["HostUnverified a.example.com"],
    ],
    [
      "if a rule requires the token of an application that does not cover the host",
      (stack) => (stack[APPLICATION].a.type = "bookmark"),
      ["AudienceMismatch a.example.com"],
    ],
  ])("%s", (_, change, findings) => {
    expect(judged(change)).toMatchObject({ findings, codes: [0, 1] });
  });
});

describe("summary exits with 3", () => {
  test("if only Terraform can evaluate who passes the edge", () => {
    const { findings, codes, host } = judged((stack) => (stack[POLICY].engineers.include = "${local.rules}"));
    expect({ findings, codes }).toEqual({ findings: ["ValueUnknown a.example.com"], codes: [3, 3] });
    expect(host(A).protection.state).toBe("two layers, not verified");
  });

  test("if only Terraform can evaluate an address that a policy allows", () => {
    const { codes } = judged((stack) => (stack[POLICY].engineers.include = [{ ip: { ip: "${var.office}" } }]));
    expect(codes).toEqual([3, 3]);
  });
});

describe("the summary of a host", () => {
  test("shows the path of a public host as it is", () => {
    const { host, findings } = judged((stack) => setRule(stack, 2, rule(PUBLIC, "http://10.0.0.3:80", "^/")));
    expect(host(PUBLIC).routes[0]).toEqual({ path: "^/", service: "http://10.0.0.3:80" });
    expect(findings).toEqual([]);
  });

  test("names the user who gets through", () => {
    const { messages } = judged((stack) => (stack[POLICY].staff.include = [country]));
    expect(messages).toEqual(["Policy staff allows a user from JP."]);
    const wide = judged((stack) => addPolicy(stack, "a", policy("open", [office], { decision: "bypass" })));
    expect(wide.messages).toEqual([
      "Policy open allows a user from 203.0.113.0/24 to pass the edge without login (bypass).",
    ]);
    const others = judged((stack) => setRule(stack, 0, tokenCheckedBy(rule(A), aud("a"), aud("b"))));
    expect(others.messages).toEqual([
      `The connector also accepts the token of ${APPLICATION}.b, which admits a user with an e-mail of ` +
        `example.com, whose e-mail is not ada@example.com. ${APPLICATION}.a does not.`,
    ]);
    // Every user of application "a" is also a user of application "b".
    expect(judged((stack) => setRule(stack, 1, tokenCheckedBy(rule(B), aud("b"), aud("a")))).findings).toEqual([]);
  });

  test("does not count what is managed elsewhere as a verified layer", () => {
    const { host } = judged((stack) => (stack[POLICY].engineers.include = [{ group: { id: "0a1b" } }]));
    expect(host(A).protection).toMatchObject({
      layers: [],
      unverified: ["Access application", "connector token check"],
      unknown: expect.arrayContaining(["in Access group 0a1b"]),
      state: "two layers, not verified",
    });
    const literal = judged((stack) => setRule(stack, 0, tokenCheckedBy(rule(A), "c0ffee"))).host(A).protection;
    expect(literal).toMatchObject({
      layers: ["Access application"],
      unverified: ["connector token check"],
      state: "two layers, one not verified",
    });
  });

  test("considers a deny policy that is evaluated first", () => {
    const { host, findings } = judged((stack) => {
      addPolicy(stack, "a", policy("closed", [{ everyone: {} }], { decision: "deny" }));
      stack[POLICY].engineers = policy("engineers", [{ everyone: {} }]);
    });
    expect(host(A).protection.state).toBe("two layers");
    expect(findings).toEqual([]);
  });

  test("ignores an error of the catch-all rule", () => {
    expect(judged((stack) => setRule(stack, 4, CATCH_ALL)).findings).toEqual([]);
  });
});
