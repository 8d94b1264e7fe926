import { Cloud } from "../../../lib/rehearsal/cloud/cloud";
import type { CloudObject } from "../../../lib/rehearsal/cloud/object";

const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";
const APPLICATION = "cloudflare_zero_trust_access_application";
const POLICY = "cloudflare_zero_trust_access_policy";
const RECORD = "cloudflare_dns_record";

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
