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

/** Who reaches what while there are these objects, when the steps speak of those beside. */
function exposed(objects: CloudObject[], beside: CloudObject[] = []): string[] {
  const judge = privateRoutes().judging([...objects, ...beside].map(asTerraform));
  return judge(objects).map(({ target, origin, to, locks }) => {
    expect(locks).toBe("open");
    return `${to} -> ${target} by ${origin}`.replaceAll("the default virtual network", "default");
  });
}

const A = "net.dst.ip in {10.10.0.0/16}";

describe("a routed name", () => {
  const dns = (action: string, precedence: number, more: CloudObject["values"] = {}) =>
    policy(action, precedence, 'any(dns.domains[*] in {"svc.internal"})', { filters: ["dns"], ...more });
  const who = (objects: CloudObject[]) => new Set(exposed(objects).map((each) => each.replace(/ -> .*/, "")));

  test("is for whom DNS policies answer, and no policy blocks", () => {
    const name = [tunnel, named("svc.internal")];
    expect(who(name)).toEqual(new Set(["whoever is enrolled"]));
    expect(who([...name, dns("block", 2)])).toEqual(new Set());
    expect(who([...name, dns("allow", 1, engineers), dns("block", 2)])).toEqual(
      new Set(["identity.groups.name engineers"]),
    );
    expect(who([...name, policy("block", 1, "net.dst.port in {1}", engineers), dns("block", 2)])).toEqual(new Set());
  });

  test("stays closed by its DNS policy alone, which closes no address", () => {
    expect(who([tunnel, named("other.internal"), dns("block", 2)])).toEqual(new Set(["whoever is enrolled"]));
    expect(who([tunnel, route("10.10.0.0/16"), dns("block", 2)])).toEqual(new Set(["whoever is enrolled"]));
  });
});

describe("a routed range", () => {
  test.each<[string, CloudObject[], string[]]>([
    ["nothing is routed", [tunnel, policy("block", 1, A)], []],
    ["no policy", [tunnel, route("10.10.0.0/16")], ["whoever is enrolled -> 10.10.0.0 in default by tunnel dev"]],
    ["a block", [tunnel, route("10.10.0.0/16"), policy("block", 1, A)], []],
    [
      "an allow before a block",
      [tunnel, route("10.10.0.0/16"), policy("allow", 1, A, engineers), policy("block", 2, A)],
      ["identity.groups.name engineers -> 10.10.0.0 in default by tunnel dev"],
    ],
    [
      "an allow behind a block",
      [tunnel, route("10.10.0.0/16"), policy("allow", 2, A, engineers), policy("block", 1, A)],
      [],
    ],
    [
      "an allow alone, behind which everybody passes",
      [tunnel, route("10.10.0.0/16"), policy("allow", 1, A, engineers)],
      [
        "whoever is enrolled -> 10.10.0.0 in default by tunnel dev",
        "identity.groups.name engineers -> 10.10.0.0 in default by tunnel dev",
      ],
    ],
    [
      "a block that is off",
      [tunnel, route("10.10.0.0/16"), policy("block", 1, A, { enabled: false })],
      ["whoever is enrolled -> 10.10.0.0 in default by tunnel dev"],
    ],
    [
      "a block that says nothing of being on, which the provider takes for off",
      [tunnel, route("10.10.0.0/16"), policy("block", 1, A, { enabled: null })],
      ["whoever is enrolled -> 10.10.0.0 in default by tunnel dev"],
    ],
    [
      "a block of names, which decides nothing here",
      [tunnel, route("10.10.0.0/16"), policy("block", 1, A, { filters: ["dns"] })],
      ["whoever is enrolled -> 10.10.0.0 in default by tunnel dev"],
    ],
    [
      "a block of a part",
      [tunnel, route("10.10.0.0/16"), policy("block", 1, "net.dst.ip in {10.10.0.0/17}")],
      ["whoever is enrolled -> 10.10.128.0 in default by tunnel dev"],
    ],
    [
      "a block of one port",
      [tunnel, route("10.10.0.0/16"), policy("block", 1, `${A} and net.dst.port in {22}`)],
      [
        "whoever is enrolled -> 10.10.0.0, port 1 in default by tunnel dev",
        "whoever is enrolled -> 10.10.0.0, port 23 in default by tunnel dev",
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
      ["whoever is enrolled -> 10.10.0.0 in default by tunnel dev"],
    ],
    [
      "a block of which only the account knows whether it applies",
      [tunnel, route("10.10.0.0/16"), policy("block", 1, "net.dst.ip in $01302951-49f9-47c9-a400-0297e60b6a10")],
      ["whoever is enrolled -> 10.10.0.0 in default by tunnel dev"],
    ],
    [
      "a block for those whose device fails a check",
      [
        tunnel,
        route("10.10.0.0/16"),
        policy("block", 1, A, { device_posture: 'not(any(device_posture.checks.passed[*] in {"disk"}))' }),
      ],
      ["whoever is enrolled on a device that passes all checks -> 10.10.0.0 in default by tunnel dev"],
    ],
    [
      "a range within another one, through another tunnel",
      [
        tunnel,
        object(TUNNEL, "u", { name: "prod" }),
        route("10.10.0.0/16"),
        route("10.10.0.0/24", null, { tunnel_id: "u" }),
        policy("block", 1, "net.dst.ip in {10.10.128.0/17}"),
      ],
      [
        "whoever is enrolled -> 10.10.0.0 in default by tunnel prod",
        "whoever is enrolled -> 10.10.1.0 in default by tunnel dev",
      ],
    ],
    [
      "people by a regular expression",
      [
        tunnel,
        route("10.10.0.0/16"),
        policy("allow", 1, A, { identity: 'identity.email matches "^.*@(?:example[.]com|example[.]org)$"' }),
        policy("block", 2, A),
      ],
      ["identity.email a@example.com -> 10.10.0.0 in default by tunnel dev"],
    ],
    [
      "people whom a policy keeps out",
      [
        tunnel,
        route("10.10.0.0/16"),
        policy("block", 1, A, { identity: 'not(identity.email in {"root@example.com"})' }),
      ],
      ["identity.email root@example.com -> 10.10.0.0 in default by tunnel dev"],
    ],
    ["IPv6", [tunnel, route("fd00:10::/64")], ["whoever is enrolled -> fd00:10:: in default by tunnel dev"]],
  ])("%s", (_, objects, expected) => {
    expect(exposed(objects).sort()).toEqual([...expected].sort());
  });

  test("a default virtual network is that of routes that name none", () => {
    const main = object(`${TUNNEL}_virtual_network`, "main-id", { name: "main", is_default_network: true });
    const guarded = [tunnel, main, route("10.10.0.0/16"), policy("block", 1, `${A} and net.vnet_id == "main-id"`)];
    expect(exposed(guarded)).toEqual([]);
  });

  test("what a moment says nothing of is asked for, since another one does", () => {
    const part = policy("block", 1, "net.dst.ip in {10.10.0.0/24}");
    expect(exposed([tunnel, route("10.10.0.0/16")], [part, policy("allow", 2, A, engineers)])).toHaveLength(4);
  });
});

describe("a routed name", () => {
  const byName = (action: string, precedence: number, more = {}) =>
    policy(action, precedence, 'any(net.sni.domains[*] in {"web.internal"})', more);
  const who = (objects: CloudObject[]) => [...new Set(exposed(objects))];

  test("without a policy it is open, and so is one label below it", () => {
    expect(who([tunnel, named("web.internal")]).filter((each) => each.includes("172.64.128.0/20"))).toEqual([
      "whoever is enrolled -> any.web.internal as one of 172.64.128.0/20 in default by tunnel dev",
      "whoever is enrolled -> any.web.internal as one of 172.64.128.0/20, over TLS to any.web.internal in default by tunnel dev",
      "whoever is enrolled -> web.internal as one of 172.64.128.0/20 in default by tunnel dev",
      "whoever is enrolled -> web.internal as one of 172.64.128.0/20, over TLS to web.internal in default by tunnel dev",
    ]);
  });

  test("a policy about the server's name closes it over TLS alone", () => {
    const found = who([tunnel, named("web.internal"), byName("allow", 1, engineers), byName("block", 2)]);
    expect(found.filter((each) => each.startsWith("whoever") && each.includes("TLS"))).toEqual([]);
    expect(found.filter((each) => each.includes("engineers") && each.includes("TLS"))).not.toEqual([]);
    expect(found.filter((each) => each.startsWith("whoever"))).not.toEqual([]);
  });

  test("a policy about the addresses that Gateway gives names closes it", () => {
    const block = policy("block", 1, "net.dst.ip in {100.80.0.0/16 172.64.128.0/20 2606:4700:cf1:4000::/64}");
    expect(exposed([tunnel, named("web.internal"), block])).toEqual([]);
  });
});
