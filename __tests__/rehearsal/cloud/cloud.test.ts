import { Cloud } from "../../../lib/rehearsal/cloud/cloud";
import type { CloudObject } from "../../../lib/rehearsal/cloud/object";

const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";
const APPLICATION = "cloudflare_zero_trust_access_application";
const POLICY = "cloudflare_zero_trust_access_policy";
const RECORD = "cloudflare_dns_record";
const NETWORK = "cloudflare_zero_trust_tunnel_cloudflared_virtual_network";

const object = (type: string, id: string, values: CloudObject["values"] = {}): CloudObject => ({
  type,
  id,
  name: id,
  values,
  state: {},
});
const tunnel = object(TUNNEL, "t");
const config = object(`${TUNNEL}_config`, "c", { tunnel_id: "t" });
const route = object(`${TUNNEL}_route`, "r", { tunnel_id: "t" });
const application = (id: string, uri: string, policy = "p") =>
  object(APPLICATION, id, { destinations: [{ type: "public", uri }], policies: [{ id: policy, precedence: 1 }] });
const record = (id: string, type: string, content: string, name = "a.example.com", zone_id = "z") =>
  object(RECORD, id, { zone_id, name, type, content });

const routed = (id: string, network: string, virtual_network_id: string | null = null) =>
  object(`${TUNNEL}_route`, id, { network, virtual_network_id });
const named = (id: string, hostname: string) =>
  object("cloudflare_zero_trust_network_hostname_route", id, { hostname });
const lab = object(NETWORK, "lab", { name: "lab" });
const placed = (id: string, precedence: number | null, builder = "l4") =>
  object("cloudflare_zero_trust_gateway_policy", id, { filters: [builder], precedence });

function holding(...objects: CloudObject[]): Cloud {
  const cloud = new Cloud();
  for (const after of objects) cloud.apply({ operation: "create", after });
  return cloud;
}

function without(gone: CloudObject): Cloud {
  const cloud = holding(gone);
  cloud.apply({ operation: "delete", before: gone });
  return cloud;
}

test("what outlives its deletion is there, and nobody wants it any more", () => {
  const cloud = holding(tunnel, config);
  expect(cloud.wanted()).toEqual([tunnel, config]);
  cloud.apply({ operation: "create", after: config }); // under another address
  cloud.apply({ operation: "delete", before: config });
  expect(cloud.wanted()).toEqual([tunnel, config]);
  cloud.apply({ operation: "delete", before: config });
  expect(cloud.objects()).toEqual([tunnel, config]);
  expect(cloud.wanted()).toEqual([tunnel]);
});

test("a configuration outlives its delete, until its tunnel is deleted", () => {
  const cloud = holding(tunnel, config, route, object(`${TUNNEL}_config`, "other", { tunnel_id: "u" }));
  cloud.apply({ operation: "delete", before: config });
  expect(cloud.find(config.type, "c")).toBe(config);
  cloud.apply({ operation: "delete", before: tunnel });
  expect(cloud.objects().map(({ id }) => id)).toEqual(["other"]);
});

test.each([
  [
    "an application for a held host",
    holding(application("1", "a.example.com")),
    application("2", "a.example.com"),
    /^409.*11010/,
  ],
  [
    "an application for another host",
    holding(application("1", "a.example.com")),
    application("2", "b.example.com"),
    undefined,
  ],
  [
    "an application for another path",
    holding(application("1", "a.example.com")),
    application("2", "a.example.com/x"),
    undefined,
  ],
  ["a configuration of a deleted tunnel", without(tunnel), config, /^404/],
  ["a route to a deleted tunnel", without(tunnel), route, /^404/],
  ["a configuration of somebody else's tunnel", holding(), config, undefined],
  ["a configuration of a tunnel", holding(tunnel), config, undefined],
  ["a CNAME beside an A", holding(record("1", "A", "192.0.2.1")), record("2", "CNAME", "x"), /81053/],
  ["an A beside a CNAME", holding(record("1", "CNAME", "x")), record("2", "A", "192.0.2.1"), /81053/],
  ["a second CNAME", holding(record("1", "CNAME", "x")), record("2", "CNAME", "y"), /81053/],
  ["a second A", holding(record("1", "A", "192.0.2.1")), record("2", "A", "192.0.2.2"), undefined],
  ["the same A again", holding(record("1", "A", "192.0.2.1")), record("2", "A", "192.0.2.1"), /81053/],
  ["a TXT beside a CNAME", holding(record("1", "CNAME", "x")), record("2", "TXT", "y"), undefined],
  [
    "a record of another name",
    holding(record("1", "CNAME", "x")),
    record("2", "CNAME", "x", "b.example.com"),
    undefined,
  ],
  [
    "a record of another zone",
    holding(record("1", "CNAME", "x")),
    record("2", "CNAME", "x", "a.example.com", "y"),
    undefined,
  ],
  [
    "a Kubernetes object twice",
    holding(object("kubernetes_secret", "n/s", { metadata: { name: "s" } })),
    { ...object("kubernetes_secret", "2", { metadata: [{ name: "s" }] }), name: "n/s" },
    /^409/,
  ],
  ["a CIDR twice", holding(routed("1", "10.0.0.0/8")), routed("2", "10.0.0.0/8"), /^409/],
  ["a CIDR in another virtual network", holding(routed("1", "10.0.0.0/8")), routed("2", "10.0.0.0/8", "v"), undefined],
  ["a CIDR beside one that it is in", holding(routed("1", "10.0.0.0/8")), routed("2", "10.0.0.0/16"), undefined],
  [
    "a CIDR twice, the default virtual network named once",
    holding(object(NETWORK, "v", { is_default_network: true }), routed("1", "10.0.0.0/8")),
    routed("2", "10.0.0.0/8", "v"),
    /^409/,
  ],
  ["a routed hostname twice", holding(named("1", "a.internal")), named("2", "a.internal"), /^409/],
  ["another routed hostname", holding(named("1", "a.internal")), named("2", "b.internal"), undefined],
  ["a virtual network's name twice", holding(object(NETWORK, "1", { name: "lab" })), lab, /^409/],
  [
    "a virtual network's name in another account",
    holding(object(NETWORK, "1", { ...lab.values, account_id: "x" })),
    lab,
    undefined,
  ],
  ["a precedence twice", holding(placed("1", 1000)), placed("2", 1000), /^409/],
  ["another precedence", holding(placed("1", 1000)), placed("2", 1001), undefined],
  ["a precedence of another kind of policy", holding(placed("1", 1000, "dns")), placed("2", 1000), undefined],
  ["a policy that the API gives its place", holding(placed("1", null)), placed("2", null), undefined],
])("creates, or refuses: %s", (_, cloud, after, refusal) => {
  const said = cloud.refusal({ operation: "create", after });
  if (refusal === undefined) expect(said).toBeUndefined();
  else expect(said).toMatch(refusal);
});

test("an application may not move to a held host, and may stay on its own", () => {
  const [one, two] = [application("1", "a.example.com"), application("2", "b.example.com")];
  const cloud = holding(one, two);
  expect(cloud.refusal({ operation: "update", before: two, after: application("2", "a.example.com") })).toMatch(/^409/);
  expect(
    cloud.refusal({ operation: "update", before: one, after: application("1", "a.example.com", "q") }),
  ).toBeUndefined();
});

test("a policy in use is not deleted", () => {
  const policy = object(POLICY, "p");
  const cloud = holding(policy, application("1", "a.example.com"));
  expect(cloud.refusal({ operation: "delete", before: policy })).toMatch(/^409/);
  cloud.apply({ operation: "delete", before: application("1", "a.example.com") });
  expect(cloud.refusal({ operation: "delete", before: policy })).toBeUndefined();
});

test("a virtual network is not deleted before its routes", () => {
  const inLab = routed("r", "10.0.0.0/8", "lab");
  const cloud = holding(lab, inLab);
  expect(cloud.refusal({ operation: "delete", before: lab })).toMatch(/^409/);
  cloud.apply({ operation: "delete", before: inLab });
  expect(cloud.refusal({ operation: "delete", before: lab })).toBeUndefined();
});

test("a policy may keep its place, and not take another's", () => {
  const cloud = holding(placed("1", 1000), placed("2", 1001));
  const move = (precedence: number) =>
    cloud.refusal({ operation: "update", before: placed("2", 1001), after: placed("2", precedence) });
  expect(move(1001)).toBeUndefined();
  expect(move(1000)).toMatch(/^409/);
});

test("a deleted tunnel takes its routes along, so that their own delete meets 404", () => {
  const name = object("cloudflare_zero_trust_network_hostname_route", "n", { tunnel_id: "t" });
  const cloud = holding(tunnel, route, name);
  cloud.apply({ operation: "delete", before: tunnel });
  expect(cloud.objects()).toEqual([]);
  for (const before of [route, name]) expect(cloud.refusal({ operation: "delete", before })).toMatch(/^404/);
});

test("a tunnel with connections is not deleted", () => {
  const cloud = holding(tunnel);
  expect(cloud.refusal({ operation: "delete", before: tunnel })).toBeUndefined();
  cloud.hasLiveConnections = true;
  expect(cloud.refusal({ operation: "delete", before: tunnel })).toMatch(/1022/);
});

test("what is gone cannot be changed, and of Cloudflare's not be deleted", () => {
  const pod = object("kubernetes_secret", "s");
  expect(holding().refusal({ operation: "update", before: tunnel, after: tunnel })).toMatch(/^404/);
  expect(holding().refusal({ operation: "delete", before: route })).toMatch(/^404/);
  expect(holding().refusal({ operation: "delete", before: pod })).toBeUndefined();
  expect(holding().refusal({ operation: "update", before: pod, after: pod })).toMatch(/^404/);
});

test("a copy goes its own way", () => {
  const cloud = holding(tunnel);
  const copy = new Cloud(cloud);
  copy.apply({ operation: "delete", before: tunnel });
  expect(cloud.objects()).toEqual([tunnel]);
  expect(copy.objects()).toEqual([]);
  expect(copy.generation(TUNNEL, "t")).toBe(1);
});
