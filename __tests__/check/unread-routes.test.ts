import { reportOf } from "./fixture";

const ACCOUNT = "0123456789abcdef0123456789abcdef";
const PREFIX = "cloudflare_zero_trust_";
const NETWORK = `${PREFIX}tunnel_cloudflared_virtual_network`;
const CLUSTER = "net.dst.ip in {10.0.0.0/8}";

const named = (values: { [name: string]: object }) =>
  Object.fromEntries(Object.entries(values).map(([name, each]) => [name, { account_id: ACCOUNT, ...each }]));

/** A policy of network connections, unless its filters say otherwise. */
const policy = (action: string, precedence: number, traffic: string, more: object = {}) => ({
  ...{ name: action, action, precedence, traffic, filters: ["l4"], enabled: true },
  ...more,
});
const names = (action: string, precedence: number, traffic: string) =>
  policy(action, precedence, traffic, { filters: ["dns"] });

interface Estate {
  readonly policies: { [name: string]: object };
  readonly network?: string;
  readonly hostname?: string;
  readonly list?: string;
  readonly defaultNetwork?: "a" | "b";
}

function estate({ policies, network = "10.50.0.0/16", hostname, list, defaultNetwork }: Estate) {
  const tunnel_id = `\${${PREFIX}tunnel_cloudflared.t.id}`;
  return {
    resource: {
      [`${PREFIX}tunnel_cloudflared`]: named({ t: { name: "t" } }),
      [`${PREFIX}gateway_policy`]: named(policies),
      ...(hostname === undefined
        ? { [`${PREFIX}tunnel_cloudflared_route`]: named({ r: { network, tunnel_id } }) }
        : { [`${PREFIX}network_hostname_route`]: named({ r: { hostname, tunnel_id } }) }),
      ...(list !== undefined && {
        [`${PREFIX}list`]: named({ l: { name: "l", type: "IP", items: [{ value: list }] } }),
      }),
      ...(defaultNetwork !== undefined && {
        [NETWORK]: named({
          a: { name: "a", is_default_network: defaultNetwork === "a" },
          b: { name: "b", is_default_network: defaultNetwork === "b" },
        }),
      }),
    },
  };
}

const resultOf = (before: Estate, after: Estate) => {
  const { exitCode, findings } = reportOf(estate(before), estate(after));
  return [exitCode, ...findings.filter(({ fails }) => fails).map(({ id }) => id)];
};

describe("a check of private routes", () => {
  const deny = policy("block", 20, CLUSTER);
  const guarded = { policies: { deny } };

  test.each([
    ["a schedule", { schedule: { mon: "08:00-17:00" } }],
    ["an expiration", { expiration: { expires_at: "2030-01-01T00:00:00Z" } }],
  ])("fails if what blocks a route gets %s", (_, more) => {
    const temporary = { policies: { deny: { ...deny, ...more } } };
    expect(resultOf(guarded, temporary)).toEqual([1, "public-route@10.50.0.0/16"]);
    expect(resultOf(temporary, temporary)).toEqual([0]);
  });

  test.each([
    ["words in upper case", "net.dst.ip in {10.0.0.0/8} AND net.dst.port == 22"],
    ["a list that is managed elsewhere", "net.dst.ip in $01302951-49f9-47c9-a400-0297e60b6a10"],
    ["a regular expression with backslashes", 'net.sni.host matches "^web\\\\d[.]internal$"'],
    ["a field that is not known", 'net.dst.geo.country == "US"'],
  ])("does not understand an allow of %s", (_, traffic) => {
    const open = { policies: { deny, allow: policy("allow", 5, traffic) } };
    expect(resultOf(guarded, open)).toEqual([3, "not-understood@10.50.0.0/16"]);
    expect(resultOf(open, open)).toEqual([0]);
    const some = policy("allow", 5, traffic, { identity: 'identity.email == "ann@example.com"' });
    expect(resultOf(guarded, { policies: { deny, some } })).toEqual([0]);
  });

  test("does not understand a list that changes", () => {
    const policies = { deny: policy("block", 20, `net.dst.ip in $$\{${PREFIX}list.l.id}`) };
    const before = { policies, list: "10.50.0.0/16" };
    expect(resultOf(before, { policies, list: "10.60.0.0/16" })).toEqual([3, "not-understood@10.50.0.0/16"]);
    expect(resultOf(before, before)).toEqual([0]);
  });

  test.each(["10.50.1.7/16", "::ffff:10.0.0.0/104"])("does not understand a route for %s", (network) => {
    const route = `${PREFIX}tunnel_cloudflared_route.r`;
    expect(resultOf(guarded, { ...guarded, network })).toEqual([3, `not-understood@${route}`]);
  });

  test.each([
    ["filters", { filters: undefined }],
    ["filters", { filters: ["http", "l4"] }],
    ["precedence", { precedence: undefined }],
  ])("does not understand a policy without usable %s", (_, more) => {
    const allow = policy("allow", 5, CLUSTER, more);
    expect(resultOf(guarded, { policies: { deny, allow } })).toEqual([
      3,
      `not-understood@${PREFIX}gateway_policy.allow`,
    ]);
  });

  test("evaluates a new route in the virtual network that becomes the default", () => {
    const policies = { deny: policy("block", 20, `${CLUSTER} and net.vnet_id == "\${${NETWORK}.a.id}"`) };
    const before = { policies, defaultNetwork: "a", network: "10.60.0.0/16" } as const;
    const result = resultOf(before, { policies, defaultNetwork: "b" });
    expect(result).toContain("public-route@10.50.0.0/16 in a");
    expect(result[0]).toBe(1);
  });

  test.each(["^web", "(?i)^WEB[.]lab[.]internal$", "^web[[:digit:]][.]lab[.]internal$", "web.*[.]internal$"])(
    "fails if names that match %s are allowed",
    (regex) => {
      const block = names("block", 20, 'any(dns.domains[*] == "lab.internal")');
      const allow = names("allow", 5, `dns.fqdn matches "${regex}"`);
      const before = { policies: { block }, hostname: "Lab.internal" };
      expect(resultOf(before, { ...before, policies: { block, allow } })).toEqual([1, "public-route@Lab.internal"]);
    },
  );

  test("does not understand a regular expression without examples", () => {
    const block = names("block", 20, 'any(dns.domains[*] == "lab.internal")');
    const allow = names("allow", 5, 'dns.fqdn matches "^(?P<name>web)[.]"');
    const before = { policies: { block }, hostname: "lab.internal" };
    const after = { ...before, policies: { block, allow } };
    expect(resultOf(before, after)).toEqual([3, "not-understood@lab.internal"]);
  });

  test("fails if a block excludes the names with digits", () => {
    const own = names("block", 20, 'dns.fqdn == "lab.internal"');
    const block = names("block", 21, 'dns.fqdn matches "^[a-z0-9_-]+[.]lab[.]internal$"');
    const letters = names("block", 21, 'dns.fqdn matches "^[a-z]+[.]lab[.]internal$"');
    const before = { policies: { own, block }, hostname: "lab.internal" };
    const after = { policies: { own, block: letters }, hostname: "lab.internal" };
    expect(resultOf(before, after)).toEqual([1, "public-route@lab.internal"]);
  });
});
