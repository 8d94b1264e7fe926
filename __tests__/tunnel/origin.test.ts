import { TerraformVariable } from "cdktf";
import { stackWithProvider } from "../support/stack";
import { Origin } from "cdktf-zero-trust";

describe("Origin.service", () => {
  test.each([
    ["http", Origin.http("10.0.0.1"), "http://10.0.0.1"],
    ["http with a port", Origin.http("web.shop.svc.cluster.local", 8080), "http://web.shop.svc.cluster.local:8080"],
    ["https", Origin.https("10.0.0.1"), "https://10.0.0.1"],
    ["https with a port", Origin.https("10.0.0.1", 8443), "https://10.0.0.1:8443"],
    ["tcp", Origin.tcp("10.0.3.9", 5432), "tcp://10.0.3.9:5432"],
    ["ssh", Origin.ssh("10.0.0.1"), "ssh://10.0.0.1"],
    ["vnc", Origin.vnc("10.0.0.1"), "tcp://10.0.0.1:5900"],
    ["vnc with a port", Origin.vnc("fd00::1", 5901), "tcp://[fd00::1]:5901"],
    ["rdp", Origin.rdp("10.0.0.1"), "rdp://10.0.0.1"],
    ["smb", Origin.smb("10.0.0.1"), "smb://10.0.0.1"],
    ["a Unix socket", Origin.unix("/run/app.sock"), "unix:/run/app.sock"],
    ["a fixed response", Origin.httpStatus(503), "http_status:503"],
    ["IPv6 without brackets", Origin.http("fd00::1", 8080), "http://[fd00::1]:8080"],
    ["IPv6 in brackets", Origin.http("[fd00::1]"), "http://[fd00::1]"],
    ["Origin.of", Origin.of("ws://10.0.0.1:9000"), "ws://10.0.0.1:9000"],
  ])("is the URL of an origin: %s", (_, origin, service) => {
    expect(origin.service).toBe(service);
  });
});

describe("Origin peer of a network policy", () => {
  test.each([
    ["an IPv4 address", Origin.http("10.0.0.1", 8080), { kind: "address", cidr: "10.0.0.1/32", port: 8080 }],
    ["an IPv6 address", Origin.http("fd00::1", 8080), { kind: "address", cidr: "fd00::1/128", port: 8080 }],
    ["a name", Origin.https("app.internal", 8443), { kind: "name", hostname: "app.internal", port: 8443 }],
    ["the default port of http", Origin.http("10.0.0.1"), { kind: "address", cidr: "10.0.0.1/32", port: 80 }],
    ["the default port of https", Origin.https("10.0.0.1"), { kind: "address", cidr: "10.0.0.1/32", port: 443 }],
    ["the default port of ssh", Origin.ssh("10.0.0.1"), { kind: "address", cidr: "10.0.0.1/32", port: 22 }],
    ["the default port of vnc", Origin.vnc("10.0.0.1"), { kind: "address", cidr: "10.0.0.1/32", port: 5900 }],
    ["the default port of rdp", Origin.rdp("10.0.0.1"), { kind: "address", cidr: "10.0.0.1/32", port: 3389 }],
    ["the default port of smb", Origin.smb("10.0.0.1"), { kind: "address", cidr: "10.0.0.1/32", port: 445 }],
    ["the default port of ws", Origin.of("ws://10.0.0.1"), { kind: "address", cidr: "10.0.0.1/32", port: 80 }],
    ["the default port of wss", Origin.of("wss://10.0.0.1"), { kind: "address", cidr: "10.0.0.1/32", port: 443 }],
    ["a Unix socket", Origin.unix("/run/app.sock"), { kind: "local" }],
    ["a fixed response", Origin.httpStatus(404), { kind: "local" }],
  ])("is derived from %s", (_, origin, peer) => {
    expect(origin._peer).toEqual(peer);
  });

  test("is a name, never local, when the host is a token", () => {
    const host = new TerraformVariable(stackWithProvider(), "host", {}).stringValue;
    expect(Origin.http(host, 8080)._peer.kind).toBe("name");
    expect(Origin.of(host)._peer.kind).toBe("name");
  });
});

test("Origin stores its options", () => {
  const options = { httpHostHeader: "app.internal" };
  expect(Origin.http("10.0.0.1", 80, options)._options).toBe(options);
  expect(Origin.of("http://10.0.0.1", options)._options).toBe(options);
  expect(Origin.unix("/run/app.sock", options)._options).toBe(options);
  expect(Origin.httpStatus(404)._options).toBeUndefined();
});

describe("Origin.withAddresses", () => {
  const named = Origin.tcp("db.internal.example", 5432, { connectTimeoutSeconds: 5 });

  test("returns a copy of the origin with the addresses behind its name", () => {
    const located = named.withAddresses(["10.0.16.0/20"]);
    expect(located._peer).toEqual({ ...named._peer, addresses: ["10.0.16.0/20"] });
    expect(located).toMatchObject({ service: named.service, _options: named._options, _problems: [] });
    expect(named._peer).not.toHaveProperty("addresses");
  });

  test("fails when a CIDR is not valid", () => {
    expect(named.withAddresses(["10.0.0.1/8", "db"])._problems).toMatchObject([
      { code: "CidrInvalid", message: expect.stringContaining('the origin "tcp://db.internal.example:5432"') },
      { code: "CidrInvalid" },
    ]);
  });

  test.each([Origin.http("10.0.0.1"), Origin.unix("/run/app.sock"), Origin.httpStatus(404)])(
    "fails when the origin is not a DNS name (%#)",
    (origin) => {
      const located = origin.withAddresses(["10.0.0.0/16"]);
      expect(located._problems).toMatchObject([{ code: "OriginOptionInvalid" }]);
      expect(located._peer).toEqual(origin._peer);
    },
  );
});
