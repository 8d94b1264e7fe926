import type { RefusalCode } from "../../../lib/rehearsal/cloud/api-behavior";
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

const cidrRoute = (id: string, network: string, virtual_network_id: string | null = null) =>
  object(`${TUNNEL}_route`, id, { network, virtual_network_id });
const hostnameRoute = (id: string, hostname: string) =>
  object("cloudflare_zero_trust_network_hostname_route", id, { hostname });
const lab = object(NETWORK, "lab", { name: "lab" });
const gatewayPolicy = (id: string, precedence: number | null, filter = "l4") =>
  object("cloudflare_zero_trust_gateway_policy", id, { filters: [filter], precedence });

function cloudWith(...objects: CloudObject[]): Cloud {
  const cloud = new Cloud();
  for (const after of objects) cloud.apply({ operation: "create", after });
  return cloud;
}

function cloudAfterDeletionOf(deleted: CloudObject): Cloud {
  const cloud = cloudWith(deleted);
  cloud.apply({ operation: "delete", before: deleted });
  return cloud;
}

/** A refusal with this code, whose message matches. */
const refusalOf = (code: RefusalCode, message: RegExp) => ({ code, message: expect.stringMatching(message) });
const ALREADY_EXISTS = refusalOf("AlreadyExists", /^409/);
const RECORD_EXISTS = refusalOf("AlreadyExists", /^400.*81053/);

describe("Cloud.managedObjects", () => {
  test("omits an object that remains active after its last deletion", () => {
    const cloud = cloudWith(tunnel, config);
    expect(cloud.managedObjects()).toEqual([tunnel, config]);
    cloud.apply({ operation: "create", after: config }); // under another address
    cloud.apply({ operation: "delete", before: config });
    expect(cloud.managedObjects()).toEqual([tunnel, config]);
    cloud.apply({ operation: "delete", before: config });
    expect(cloud.objects()).toEqual([tunnel, config]);
    expect(cloud.managedObjects()).toEqual([tunnel]);
  });
});

describe("Cloud.apply", () => {
  test("keeps a deleted tunnel configuration until its tunnel is deleted", () => {
    const cloud = cloudWith(tunnel, config, route, object(`${TUNNEL}_config`, "other", { tunnel_id: "u" }));
    cloud.apply({ operation: "delete", before: config });
    expect(cloud.find(config.type, "c")).toBe(config);
    cloud.apply({ operation: "delete", before: tunnel });
    expect(cloud.objects().map(({ id }) => id)).toEqual(["other"]);
  });

  test("deletes the routes of a deleted tunnel, so that their own deletion fails with 404", () => {
    const name = object("cloudflare_zero_trust_network_hostname_route", "n", { tunnel_id: "t" });
    const cloud = cloudWith(tunnel, route, name);
    cloud.apply({ operation: "delete", before: tunnel });
    expect(cloud.objects()).toEqual([]);
    for (const before of [route, name]) {
      expect(cloud.refusal({ operation: "delete", before })).toEqual(refusalOf("NotFound", /^404/));
    }
  });

  test("does not change the cloud that was copied", () => {
    const cloud = cloudWith(tunnel);
    const copy = new Cloud(cloud);
    copy.apply({ operation: "delete", before: tunnel });
    expect(cloud.objects()).toEqual([tunnel]);
    expect(copy.objects()).toEqual([]);
    expect(copy.generation(TUNNEL, "t")).toBe(1);
  });
});

describe("Cloud.refusal of a creation", () => {
  test.each([
    [
      "an application for the host of another application",
      cloudWith(application("1", "a.example.com")),
      application("2", "a.example.com"),
      refusalOf("AlreadyExists", /^409.*11010/),
    ],
    ["a configuration of a deleted tunnel", cloudAfterDeletionOf(tunnel), config, refusalOf("TunnelDeleted", /^404/)],
    ["a route to a deleted tunnel", cloudAfterDeletionOf(tunnel), route, refusalOf("TunnelDeleted", /^404/)],
    [
      "a CNAME record with the name of an A record",
      cloudWith(record("1", "A", "192.0.2.1")),
      record("2", "CNAME", "x"),
      RECORD_EXISTS,
    ],
    [
      "an A record with the name of a CNAME record",
      cloudWith(record("1", "CNAME", "x")),
      record("2", "A", "192.0.2.1"),
      RECORD_EXISTS,
    ],
    ["a second CNAME record", cloudWith(record("1", "CNAME", "x")), record("2", "CNAME", "y"), RECORD_EXISTS],
    [
      "an A record with the same address",
      cloudWith(record("1", "A", "192.0.2.1")),
      record("2", "A", "192.0.2.1"),
      RECORD_EXISTS,
    ],
    [
      "a Kubernetes object with the name of another object",
      cloudWith(object("kubernetes_secret", "n/s", { metadata: { name: "s" } })),
      { ...object("kubernetes_secret", "2", { metadata: [{ name: "s" }] }), name: "n/s" },
      ALREADY_EXISTS,
    ],
    ["a second route of a CIDR", cloudWith(cidrRoute("1", "10.0.0.0/8")), cidrRoute("2", "10.0.0.0/8"), ALREADY_EXISTS],
    [
      "a second route of a CIDR that specifies the default virtual network",
      cloudWith(object(NETWORK, "v", { is_default_network: true }), cidrRoute("1", "10.0.0.0/8")),
      cidrRoute("2", "10.0.0.0/8", "v"),
      ALREADY_EXISTS,
    ],
    [
      "a second route of a hostname",
      cloudWith(hostnameRoute("1", "a.internal")),
      hostnameRoute("2", "a.internal"),
      ALREADY_EXISTS,
    ],
    [
      "a virtual network with the name of another one",
      cloudWith(object(NETWORK, "1", { name: "lab" })),
      lab,
      ALREADY_EXISTS,
    ],
    [
      "a Gateway policy with the precedence of another one",
      cloudWith(gatewayPolicy("1", 1000)),
      gatewayPolicy("2", 1000),
      ALREADY_EXISTS,
    ],
  ])("refuses %s", (_, cloud, after, refusal) => {
    expect(cloud.refusal({ operation: "create", after })).toEqual(refusal);
  });

  test.each([
    [
      "an application for another host",
      cloudWith(application("1", "a.example.com")),
      application("2", "b.example.com"),
    ],
    [
      "an application for another path of the host",
      cloudWith(application("1", "a.example.com")),
      application("2", "a.example.com/x"),
    ],
    ["a configuration of a tunnel that is managed elsewhere", cloudWith(), config],
    ["a configuration of a tunnel", cloudWith(tunnel), config],
    ["an A record with another address", cloudWith(record("1", "A", "192.0.2.1")), record("2", "A", "192.0.2.2")],
    ["a TXT record with the name of a CNAME record", cloudWith(record("1", "CNAME", "x")), record("2", "TXT", "y")],
    ["a record of another name", cloudWith(record("1", "CNAME", "x")), record("2", "CNAME", "x", "b.example.com")],
    ["a record in another zone", cloudWith(record("1", "CNAME", "x")), record("2", "CNAME", "x", "a.example.com", "y")],
    [
      "a route of the CIDR in another virtual network",
      cloudWith(cidrRoute("1", "10.0.0.0/8")),
      cidrRoute("2", "10.0.0.0/8", "v"),
    ],
    ["a route of a CIDR within another CIDR", cloudWith(cidrRoute("1", "10.0.0.0/8")), cidrRoute("2", "10.0.0.0/16")],
    ["a route of another hostname", cloudWith(hostnameRoute("1", "a.internal")), hostnameRoute("2", "b.internal")],
    [
      "a virtual network with the name of one in another account",
      cloudWith(object(NETWORK, "1", { ...lab.values, account_id: "x" })),
      lab,
    ],
    ["a Gateway policy with another precedence", cloudWith(gatewayPolicy("1", 1000)), gatewayPolicy("2", 1001)],
    [
      "a Gateway policy with the precedence of a policy of another kind",
      cloudWith(gatewayPolicy("1", 1000, "dns")),
      gatewayPolicy("2", 1000),
    ],
    ["a second Gateway policy without a precedence", cloudWith(gatewayPolicy("1", null)), gatewayPolicy("2", null)],
  ])("accepts %s", (_, cloud, after) => {
    expect(cloud.refusal({ operation: "create", after })).toBeUndefined();
  });
});

describe("Cloud.refusal of an update", () => {
  test("refuses to move an application to the host of another one, and accepts its own host", () => {
    const one = application("1", "a.example.com");
    const two = application("2", "b.example.com");
    const cloud = cloudWith(one, two);
    const moved = application("2", "a.example.com");
    expect(cloud.refusal({ operation: "update", before: two, after: moved })).toEqual(ALREADY_EXISTS);
    const changed = application("1", "a.example.com", "q");
    expect(cloud.refusal({ operation: "update", before: one, after: changed })).toBeUndefined();
  });

  test("refuses the precedence of another Gateway policy, and accepts the same precedence", () => {
    const cloud = cloudWith(gatewayPolicy("1", 1000), gatewayPolicy("2", 1001));
    const move = (precedence: number) =>
      cloud.refusal({ operation: "update", before: gatewayPolicy("2", 1001), after: gatewayPolicy("2", precedence) });
    expect(move(1001)).toBeUndefined();
    expect(move(1000)).toEqual(ALREADY_EXISTS);
  });

  test("refuses to update an object that does not exist", () => {
    for (const missing of [tunnel, object("kubernetes_secret", "s")]) {
      const update = { operation: "update" as const, before: missing, after: missing };
      expect(cloudWith().refusal(update)).toEqual(refusalOf("NotFound", /^404/));
    }
  });
});

describe("Cloud.refusal of a deletion", () => {
  test("refuses to delete a policy that an application uses", () => {
    const policy = object(POLICY, "p");
    const cloud = cloudWith(policy, application("1", "a.example.com"));
    expect(cloud.refusal({ operation: "delete", before: policy })).toEqual(refusalOf("InUse", /^409/));
    cloud.apply({ operation: "delete", before: application("1", "a.example.com") });
    expect(cloud.refusal({ operation: "delete", before: policy })).toBeUndefined();
  });

  test("refuses to delete a virtual network that has routes", () => {
    const inLab = cidrRoute("r", "10.0.0.0/8", "lab");
    const cloud = cloudWith(lab, inLab);
    expect(cloud.refusal({ operation: "delete", before: lab })).toEqual(refusalOf("InUse", /^409/));
    cloud.apply({ operation: "delete", before: inLab });
    expect(cloud.refusal({ operation: "delete", before: lab })).toBeUndefined();
  });

  test("refuses to delete a tunnel that has connections", () => {
    const cloud = cloudWith(tunnel);
    expect(cloud.refusal({ operation: "delete", before: tunnel })).toBeUndefined();
    cloud.hasLiveConnections = true;
    expect(cloud.refusal({ operation: "delete", before: tunnel })).toEqual(refusalOf("TunnelHasConnections", /1022/));
  });

  test("refuses to delete a missing Cloudflare object, and accepts a missing Kubernetes object", () => {
    const secret = object("kubernetes_secret", "s");
    expect(cloudWith().refusal({ operation: "delete", before: route })).toEqual(refusalOf("NotFound", /^404/));
    expect(cloudWith().refusal({ operation: "delete", before: secret })).toBeUndefined();
  });
});
