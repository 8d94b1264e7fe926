import { describeEnrolledUser } from "../../../lib/reachability/gateway/enrolled-users";
import { Certainty, findStranger, findUser } from "../../../lib/reachability/users/search";
import { asTerraform } from "../../../lib/rehearsal/checks/exposure";
import { privateRoutes } from "../../../lib/rehearsal/checks/private-routes";
import type { CloudObject } from "../../../lib/rehearsal/index";

const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";

const object = (type: string, id: string, values: CloudObject["values"] = {}): CloudObject => ({
  type,
  id,
  name: id,
  values: { account_id: "account", ...values },
  state: {},
});
const tunnel = object(TUNNEL, "t", { name: "dev" });
const lab = object(`${TUNNEL}_virtual_network`, "lab-id", { name: "lab" });
const route = (network: string, virtual_network_id: string | null = null, more: CloudObject["values"] = {}) =>
  object(`${TUNNEL}_route`, `${network} ${virtual_network_id}`, {
    network,
    virtual_network_id,
    tunnel_id: "t",
    ...more,
  });
const named = (hostname: string) =>
  object("cloudflare_zero_trust_network_hostname_route", hostname, { hostname, tunnel_id: "t" });
const policy = (action: string, precedence: number, traffic: string, more: CloudObject["values"] = {}) =>
  object("cloudflare_zero_trust_gateway_policy", `${action} ${precedence}`, {
    action,
    precedence,
    traffic,
    enabled: true,
    filters: ["l4"],
    ...more,
  });
const engineers = { identity: 'any(identity.groups.name[*] in {"engineers"})' };

/** Who reaches what in a state with these objects. Other states contain the other objects. */
function reached(objects: CloudObject[], others: CloudObject[] = []): string[] {
  const check = privateRoutes().prepare([...objects, ...others].map(asTerraform));
  return check(objects.map(asTerraform)).flatMap(({ target, origin, users }) => {
    const user = findStranger(users, Certainty.CERTAIN) ?? findUser(users);
    if (user === undefined) return [];
    return [
      `${describeEnrolledUser(user)} -> ${target} by ${origin}`.replaceAll("the default virtual network", "default"),
    ];
  });
}

const A = "net.dst.ip in {10.10.0.0/16}";

describe("privateRoutes for a hostname route with DNS policies", () => {
  const dns = (action: string, precedence: number, more: CloudObject["values"] = {}) =>
    policy(action, precedence, 'any(dns.domains[*] in {"svc.internal"})', { filters: ["dns"], ...more });
  const who = (objects: CloudObject[]) => new Set(reached(objects).map((each) => each.replace(/ -> .*/, "")));

  test("is exposed to users for whom DNS policies resolve it and no network policy blocks it", () => {
    const name = [tunnel, named("svc.internal")];
    expect(who(name)).toEqual(new Set(["any enrolled user"]));
    expect(who([...name, dns("block", 2)])).toEqual(new Set());
    expect(who([...name, dns("allow", 1, engineers), dns("block", 2)])).toEqual(
      new Set(["an enrolled user in group engineers"]),
    );
    expect(who([...name, policy("block", 1, "net.dst.port in {1}", engineers), dns("block", 2)])).toEqual(new Set());
  });

  test("is protected by its own DNS policy, which protects no address", () => {
    expect(who([tunnel, named("other.internal"), dns("block", 2)])).toEqual(new Set(["any enrolled user"]));
    expect(who([tunnel, route("10.10.0.0/16"), dns("block", 2)])).toEqual(new Set(["any enrolled user"]));
  });
});

describe("privateRoutes for a CIDR route", () => {
  test.each<[string, CloudObject[], string[]]>([
    ["no route", [tunnel, policy("block", 1, A)], []],
    ["no policy", [tunnel, route("10.10.0.0/16")], ["any enrolled user -> 10.10.0.0 in default by tunnel dev"]],
    ["a block", [tunnel, route("10.10.0.0/16"), policy("block", 1, A)], []],
    [
      "an allow before a block",
      [tunnel, route("10.10.0.0/16"), policy("allow", 1, A, engineers), policy("block", 2, A)],
      ["an enrolled user in group engineers -> 10.10.0.0 in default by tunnel dev"],
    ],
    [
      "an allow after a block",
      [tunnel, route("10.10.0.0/16"), policy("allow", 2, A, engineers), policy("block", 1, A)],
      [],
    ],
    [
      "an allow without a block, so that any enrolled user connects",
      [tunnel, route("10.10.0.0/16"), policy("allow", 1, A, engineers)],
      ["any enrolled user -> 10.10.0.0 in default by tunnel dev"],
    ],
    [
      "a disabled block",
      [tunnel, route("10.10.0.0/16"), policy("block", 1, A, { enabled: false })],
      ["any enrolled user -> 10.10.0.0 in default by tunnel dev"],
    ],
    [
      "a block without `enabled`, which the provider disables",
      [tunnel, route("10.10.0.0/16"), policy("block", 1, A, { enabled: null })],
      ["any enrolled user -> 10.10.0.0 in default by tunnel dev"],
    ],
    [
      "a DNS block, which does not apply to addresses",
      [tunnel, route("10.10.0.0/16"), policy("block", 1, A, { filters: ["dns"] })],
      ["any enrolled user -> 10.10.0.0 in default by tunnel dev"],
    ],
    [
      "a block of a part of the range",
      [tunnel, route("10.10.0.0/16"), policy("block", 1, "net.dst.ip in {10.10.0.0/17}")],
      ["any enrolled user -> 10.10.128.0 in default by tunnel dev"],
    ],
    [
      "a block of one port",
      [tunnel, route("10.10.0.0/16"), policy("block", 1, `${A} and net.dst.port in {22}`)],
      [
        "any enrolled user -> 10.10.0.0, port 1 in default by tunnel dev",
        "any enrolled user -> 10.10.0.0, port 23 in default by tunnel dev",
      ],
    ],
    [
      "a block in another virtual network",
      [
        tunnel,
        lab,
        route("10.10.0.0/16"),
        route("10.10.0.0/16", "lab-id"),
        policy("block", 1, `${A} and net.vnet_id == "lab-id"`),
      ],
      ["any enrolled user -> 10.10.0.0 in default by tunnel dev"],
    ],
    [
      "a block of a list, whose content only the account knows",
      [tunnel, route("10.10.0.0/16"), policy("block", 1, "net.dst.ip in $01302951-49f9-47c9-a400-0297e60b6a10")],
      [
        "an enrolled user who does not match net.dst.ip in $01302951-49f9-47c9-a400-0297e60b6a10 -> 10.10.0.0 in default by tunnel dev",
      ],
    ],
    [
      "a block for devices that fail a posture check",
      [
        tunnel,
        route("10.10.0.0/16"),
        policy("block", 1, A, { device_posture: 'not(any(device_posture.checks.passed[*] in {"disk"}))' }),
      ],
      ["an enrolled user whose device passes disk -> 10.10.0.0 in default by tunnel dev"],
    ],
    [
      "a nested range through another tunnel",
      [
        tunnel,
        object(TUNNEL, "u", { name: "prod" }),
        route("10.10.0.0/16"),
        route("10.10.0.0/24", null, { tunnel_id: "u" }),
        policy("block", 1, "net.dst.ip in {10.10.128.0/17}"),
      ],
      [
        "any enrolled user -> 10.10.0.0 in default by tunnel prod",
        "any enrolled user -> 10.10.1.0 in default by tunnel dev",
      ],
    ],
    [
      "users that a regular expression matches",
      [
        tunnel,
        route("10.10.0.0/16"),
        policy("allow", 1, A, { identity: 'identity.email matches "^.*@(?:example[.]com|example[.]org)$"' }),
        policy("block", 2, A),
      ],
      ["an enrolled user with an e-mail of example.com -> 10.10.0.0 in default by tunnel dev"],
    ],
    [
      "users whom a policy excludes from a block",
      [
        tunnel,
        route("10.10.0.0/16"),
        policy("block", 1, A, { identity: 'not(identity.email in {"root@example.com"})' }),
      ],
      ["an enrolled user with e-mail root@example.com or a variant of it -> 10.10.0.0 in default by tunnel dev"],
    ],
    [
      "a block of one protocol",
      [tunnel, route("10.10.0.0/16"), policy("block", 1, `${A} and net.protocol == "tcp"`)],
      ["any enrolled user -> 10.10.0.0, udp in default by tunnel dev"],
    ],
    [
      "a block of users from an office, which does not apply to others",
      [tunnel, route("10.10.0.0/16"), policy("block", 1, `${A} and net.src.ip in {192.0.2.0/24}`)],
      ["any enrolled user -> 10.10.0.0 in default by tunnel dev"],
    ],
    [
      "an allow of users from an office in front of a block",
      [
        tunnel,
        route("10.10.0.0/16"),
        policy("allow", 1, `${A} and any(net.src.ip[*] in {192.0.2.0/24})`),
        policy("block", 2, A),
      ],
      ["an enrolled user from 192.0.2.0/24 -> 10.10.0.0 in default by tunnel dev"],
    ],
    ["an IPv6 route", [tunnel, route("fd00:10::/64")], ["any enrolled user -> fd00:10:: in default by tunnel dev"]],
  ])("finds who reaches what with %s", (_, objects, expected) => {
    expect(reached(objects).sort()).toEqual([...expected].sort());
  });

  test("a private source address identifies no one, because every device can have it", () => {
    const allow = (source: string) => policy("allow", 1, `${A} and net.src.ip in {${source}}`);
    const strangers = (source: string) => {
      const objects = [tunnel, route("10.10.0.0/16"), allow(source), policy("block", 2, A)].map(asTerraform);
      return privateRoutes()
        .prepare(objects)(objects)
        .filter(({ users }) => findStranger(users, Certainty.CERTAIN) !== undefined);
    };
    expect(strangers("100.96.0.0/12")).toHaveLength(1);
    expect(strangers("10.0.0.0/24")).toHaveLength(1);
    expect(strangers("0.0.0.0/0")).toHaveLength(1);
    expect(strangers("192.0.2.0/24")).toEqual([]);
  });

  test("assigns a route without a virtual network to the default one", () => {
    const main = object(`${TUNNEL}_virtual_network`, "main-id", { name: "main", is_default_network: true });
    const guarded = [tunnel, main, route("10.10.0.0/16"), policy("block", 1, `${A} and net.vnet_id == "main-id"`)];
    expect(reached(guarded)).toEqual([]);
  });

  test("tries addresses that only another state mentions", () => {
    const part = policy("block", 1, "net.dst.ip in {10.10.0.0/24}");
    expect(reached([tunnel, route("10.10.0.0/16")], [part, policy("allow", 2, A, engineers)])).toHaveLength(2);
  });
});

describe("privateRoutes for a hostname route", () => {
  const byName = (action: string, precedence: number, more = {}) =>
    policy(action, precedence, 'any(net.sni.domains[*] in {"web.internal"})', more);
  const who = (objects: CloudObject[]) => [...new Set(reached(objects))];

  test("finds the name and the names one label below it exposed without a policy", () => {
    const found = who([tunnel, named("web.internal")]).filter((each) => each.includes("100.80.0.0/16"));
    expect(found.sort()).toEqual([
      "any enrolled user -> any.web.internal (100.80.0.0/16) in default by tunnel dev",
      "any enrolled user -> web.internal (100.80.0.0/16) in default by tunnel dev",
    ]);
  });

  test("finds it protected only over TLS by policies that match the server name", () => {
    const found = who([tunnel, named("web.internal"), byName("allow", 1, engineers), byName("block", 2)]);
    expect(found.filter((each) => each.startsWith("any enrolled user") && each.includes("TLS"))).toEqual([]);
    expect(found.filter((each) => each.includes("engineers") && each.includes("TLS"))).not.toEqual([]);
    expect(found.filter((each) => each.startsWith("any enrolled user"))).not.toEqual([]);
  });

  test("finds it protected by a policy that matches the addresses that Gateway assigns", () => {
    const block = policy("block", 1, "net.dst.ip in {100.80.0.0/16 172.64.128.0/20 2606:4700:cf1:4000::/64}");
    expect(reached([tunnel, named("web.internal"), block])).toEqual([]);
  });
});
