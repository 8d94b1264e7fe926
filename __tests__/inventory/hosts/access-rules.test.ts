import { readFileSync } from "node:fs";
import {
  GROUP,
  hostsOf,
  inventoryOf,
  policy,
  rule,
  application,
  CONFIG,
  config,
  APPLICATION,
  SERVICE_TOKEN,
  POLICY,
} from "../fixture";

const HOST = "a.example.com";

/** The only policy of a host, with other resources. */
function policyOf(written: object, resource: Record<string, Record<string, object>> = {}) {
  const { hosts } = inventoryOf({
    [CONFIG]: { edge: config([rule(HOST)]) },
    [APPLICATION]: { a: application(HOST, "p") },
    ...resource,
    [POLICY]: { p: written, ...resource[POLICY] },
  });
  const { access } = hosts[0];
  if (access.kind !== "policies") throw new Error(access.kind);
  return access.policies[0];
}

const who = (include: object[], more: object = {}, resource = {}) => policyOf(policy("p", include, more), resource).who;

const SELECTORS: [string, object, string][] = [
  ["any_valid_service_token", {}, "any valid service token of the account"],
  ["auth_context", { id: "x", ac_id: "c1", identity_provider_id: "i" }, "authentication context c1 of i"],
  ["auth_method", { auth_method: "mfa" }, "authentication method mfa"],
  ["azure_ad", { id: "g", identity_provider_id: "i" }, "members of Entra group g (i)"],
  ["certificate", {}, "any valid client certificate"],
  ["common_name", { common_name: "robot" }, "client certificate with common name robot"],
  ["device_posture", { integration_uid: "disk" }, "device posture check disk passed"],
  ["email", { email: "a@partner.example" }, "a@partner.example"],
  ["email_domain", { domain: "example.com" }, "emails ending in @example.com"],
  ["email_list", { id: "l" }, "emails on list l"],
  ["everyone", {}, "anyone"],
  ["external_evaluation", { evaluate_url: "https://e.example", keys_url: "k" }, "users allowed by https://e.example"],
  ["geo", { country_code: "JP" }, "from JP"],
  ["github_organization", { name: "o", identity_provider_id: "i" }, "members of GitHub organization o (i)"],
  ["group", { id: "g" }, "members of group g, managed elsewhere"],
  [
    "gsuite",
    { email: "g@example.com", identity_provider_id: "i" },
    "members of Google Workspace group g@example.com (i)",
  ],
  ["ip", { ip: "203.0.113.0/24" }, "from 203.0.113.0/24"],
  ["ip_list", { id: "l" }, "from an address on list l"],
  ["linked_app_token", { app_uid: "a" }, "tokens issued for application a"],
  ["login_method", { id: "m" }, "login method m"],
  ["oidc", { claim_name: "c", claim_value: "v", identity_provider_id: "i" }, "OIDC claim c = v (i)"],
  ["okta", { name: "g", identity_provider_id: "i" }, "members of Okta group g (i)"],
  ["saml", { attribute_name: "n", attribute_value: "v", identity_provider_id: "i" }, "SAML attribute n = v (i)"],
  ["service_token", { token_id: "t" }, "service token t, managed elsewhere"],
];

test.each(SELECTORS)("describes the selector %s", (name, value, text) => {
  expect(policyOf(policy("p", [{ [name]: value }])).include).toEqual([text]);
});

test("describes every selector of the provider", () => {
  const types = readFileSync(
    require.resolve("@cdktf/provider-cloudflare/lib/zero-trust-access-policy/index.d.ts"),
    "utf8",
  );
  const [, include] = /export interface ZeroTrustAccessPolicyInclude \{([\s\S]*?)\n\}/.exec(types)!;
  const selectors = [...include.matchAll(/readonly (\w+)\?: ZeroTrust/g)].map(([, name]) =>
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  );
  expect(SELECTORS.map(([name]) => name)).toEqual(selectors.sort());
});

test("shows the name and the JSON of an unknown selector", () => {
  expect(who([{ user_risk_score: { score: ["low"] } }])).toBe('user_risk_score {"score":["low"]}');
  expect(who([{ toString: { a: 1 } }])).toBe('toString {"a":1}');
});

test("omits selectors that a provider leaves unset", () => {
  expect(who([{ email: { email: "a@partner.example" }, everyone: null, geo: null }])).toBe("a@partner.example");
});

test("shows an expression in place of the rules as it is written", () => {
  expect(who("${local.rules}" as never)).toBe('"${local.rules}"');
});

test("includes the team of a GitHub organization", () => {
  const selector = { github_organization: { name: "o", team: "t", identity_provider_id: "i" } };
  expect(who([selector])).toBe("members of GitHub organization o, team t (i)");
});

test("joins include by or, require by and, exclude by but not", () => {
  const include = [{ email_domain: { domain: "example.com" } }, { email: { email: "a@partner.example" } }];
  const require = [{ geo: { country_code: "JP" } }, { auth_method: { auth_method: "mfa" } }];
  const exclude = [{ email: { email: "b@example.com" } }, { ip: { ip: "203.0.113.9/32" } }];
  expect(who(include, { require, exclude })).toBe(
    "emails ending in @example.com or a@partner.example, and from JP and authentication method mfa, but not b@example.com or from 203.0.113.9/32",
  );
  expect(who([])).toBe("no user");
});

test.each([
  ["deny", "denied: from JP"],
  ["non_identity", "machines: from JP"],
  ["bypass", "from JP, without login (bypass)"],
])("describes the decision %s", (decision, words) => {
  expect(who([{ geo: { country_code: "JP" } }], { decision })).toBe(words);
});

test("reports a bypass for everyone as anyone, without login", () => {
  const { who: words, anyone } = policyOf(policy("p", [{ everyone: {} }], { decision: "bypass" }));
  expect([words, anyone]).toEqual(["anyone, without login (bypass)", true]);
});

test("shows service tokens by name and address", () => {
  const resource = { [SERVICE_TOKEN]: { ci: { name: "ci" } } };
  const include = [{ service_token: { token_id: `\${${SERVICE_TOKEN}.ci.id}` } }];
  expect(who(include, { decision: "non_identity" }, resource)).toBe(`machines: service token ci (${SERVICE_TOKEN}.ci)`);
});

test("shows identity providers by name", () => {
  const resource = {
    cloudflare_zero_trust_access_identity_provider: { okta: { name: "Company login", type: "okta" } },
  };
  const id = "${cloudflare_zero_trust_access_identity_provider.okta.id}";
  expect(who([{ okta: { name: "sre", identity_provider_id: id } }], {}, resource)).toBe(
    "members of Okta group sre (Company login)",
  );
});

describe("groups", () => {
  const member = (name: string) => ({ group: { id: `\${${GROUP}.${name}.id}` } });

  test("are shown with their rules, including those of nested groups", () => {
    const resource = {
      [GROUP]: {
        all: { name: "all", include: [member("sre"), { email: { email: "a@partner.example" } }] },
        sre: {
          name: "sre",
          include: [{ email_domain: { domain: "sre.example" } }],
          require: [{ geo: { country_code: "JP" } }],
        },
      },
    };
    expect(who([member("all")], {}, resource)).toBe(
      "members of group all (members of group sre (emails ending in @sre.example, and from JP) or a@partner.example)",
    );
  });

  test("that contain each other are shown once", () => {
    const resource = {
      [GROUP]: { a: { name: "a", include: [member("b")] }, b: { name: "b", include: [member("a"), { everyone: {} }] } },
    };
    expect(who([member("a")], {}, resource)).toContain("members of group a (members of group b (");
    expect(policyOf(policy("p", [member("a")]), resource).anyone).toBe(true);
  });

  test("that are data sources stay opaque", () => {
    const terraform = who([{ group: { id: `\${data.${GROUP}.g.id}` } }]);
    expect(terraform).toBe(`members of group \${data.${GROUP}.g.id}, managed elsewhere`);
  });
});

test("treats a one-time PIN as anyone, but not other login methods", () => {
  const provider = (type: string) => ({ cloudflare_zero_trust_access_identity_provider: { p: { name: "p", type } } });
  const include = [{ login_method: { id: "${cloudflare_zero_trust_access_identity_provider.p.id}" } }];
  expect(policyOf(policy("p", include), provider("onetimepin")).anyone).toBe(true);
  expect(policyOf(policy("p", include), provider("okta")).anyone).toBe(false);
});

describe("policies of an application", () => {
  const accessOf = (policies: unknown) => {
    const { access } = hostsOf([rule(HOST)], { a: { ...application(HOST), policies } }).host;
    return access.kind === "policies" ? access.policies : [];
  };

  test("that are managed elsewhere are opaque", () => {
    expect(accessOf([{ id: "0a1b", precedence: 1 }])).toEqual([
      {
        id: "0a1b",
        name: "0a1b",
        include: [],
        require: [],
        exclude: [],
        who: "policy 0a1b, managed elsewhere",
        opaque: true,
        anyone: false,
      },
    ]);
    expect(accessOf([{ id: "${var.policy}" }])[0].who).toBe("policy var.policy, managed elsewhere");
    expect(accessOf("${local.policies}")[0]).toMatchObject({
      opaque: true,
      who: "policy local.policies, managed elsewhere",
    });
  });

  test("that are data sources are opaque", () => {
    const [looked] = accessOf([{ id: `\${data.${POLICY}.p.id}` }]);
    expect(looked).toMatchObject({ opaque: true, who: `policy data.${POLICY}.p.id, managed elsewhere` });
    const data = { [POLICY]: { p: { policy_id: "0a1b" } } };
    const resource = {
      [CONFIG]: { edge: config([rule(HOST)]) },
      [APPLICATION]: { a: { ...application(HOST), policies: [{ id: `\${data.${POLICY}.p.id}` }] } },
    };
    expect(inventoryOf(resource, { data }).hosts[0].access).toMatchObject({ policies: [{ opaque: true }] });
  });

  test("are sorted by precedence", () => {
    const named = (name: string, precedence: number) => ({ name, decision: "allow", include: [], precedence });
    expect(accessOf([named("b", 2), named("a", 1)]).map(({ name }) => name)).toEqual(["a", "b"]);
  });

  test("can be inline", () => {
    const [inline] = accessOf([{ decision: "allow", include: [{ everyone: {} }] }]);
    expect(inline).toMatchObject({ name: "inline policy", who: "anyone", anyone: true, opaque: false });
    expect(inline.address).toBeUndefined();
  });

  test("can be a list of ids", () => {
    expect(accessOf([`\${${POLICY}.staff.id}`])[0].name).toBe("staff");
  });
});

test("shows names and values as their author wrote them, without the escapes of Terraform", () => {
  const include = [
    { okta: { name: "eng $${x} %%{y}", identity_provider_id: "i" } },
    { service_token: { token_id: `\${${SERVICE_TOKEN}.t.id}` } },
    { email: { email: "${var.owner}" } },
  ];
  expect(who(include, {}, { [SERVICE_TOKEN]: { t: { name: "ci $${x}" } } })).toBe(
    `members of Okta group eng \${x} %{y} (i) or service token ci \${x} (${SERVICE_TOKEN}.t) or \${var.owner}`,
  );
});
