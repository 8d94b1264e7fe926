import * as fc from "fast-check";
import { cidr, estate, NETWORK, policy, to } from "./fixture";
import { Cidr, contains } from "../../../lib/core/addresses/cidr";
import { examplesOf } from "../../../lib/reachability/expression/examples";
import { addressCells } from "../../../lib/reachability/gateway/cells";
import type { PrivateTarget } from "../../../lib/reachability/gateway/model";
import { RouteTable } from "../../../lib/reachability/gateway/routes";
import { targetsOf } from "../../../lib/reachability/gateway/targets";

const texts = (cells: Cidr[]) => cells.map(({ text }) => text.replace("/32", ""));
const address = fc.tuple(fc.nat(15), fc.integer({ min: 28, max: 32 })).map(([host, prefix]) => {
  const size = 2 ** (32 - prefix);
  return cidr(`10.0.0.${Math.floor(host / size) * size}/${prefix}`);
});

describe("addressCells", () => {
  it("returns an address of each range that is in no narrower one", () => {
    const ranges = ["10.0.0.0/8", "10.0.0.0/9", "10.128.0.0/16", "192.168.0.0/31", "192.168.0.0", "192.168.0.1"];
    expect(texts(addressCells(ranges.map(cidr)))).toEqual([
      "10.0.0.0",
      "10.128.0.0",
      "10.129.0.0",
      "192.168.0.0",
      "192.168.0.1",
    ]);
  });

  it("returns one address for each set of ranges that an address can be in", () => {
    fc.assert(
      fc.property(fc.array(address, { maxLength: 8 }), (ranges) => {
        const distinct = [...new Map(ranges.map((each) => [each.text, each])).values()];
        const within = (one: Cidr) =>
          distinct
            .filter((each) => contains(each, one))
            .map(({ text }) => text)
            .join(" ");
        const all = Array.from({ length: 16 }, (_, i) => within(cidr(`10.0.0.${i}`)));
        const cells = addressCells(ranges).map(within);
        expect([...cells].sort()).toEqual([...new Set(all)].filter((each) => each !== "").sort());
      }),
    );
  });

  it("is fast for thousands of ranges", () => {
    const ranges = Array.from({ length: 4096 }, (_, i) => cidr(`10.${Math.floor(i / 256)}.${i % 256}.0/24`));
    expect(addressCells([cidr("10.0.0.0/8"), ...ranges])).toHaveLength(4097);
  });
});

describe("RouteTable", () => {
  it("finds the route with the longest prefix", () => {
    fc.assert(
      fc.property(fc.array(address, { maxLength: 8 }), address, (ranges, range) => {
        const routes = ranges.map((each) => ({ cidr: each, tunnel: each.text, virtualNetwork: NETWORK }));
        const expected = ranges.filter((each) => contains(each, range)).sort((a, b) => b.prefix - a.prefix)[0]?.text;
        expect(new RouteTable({ routes, hostnameRoutes: [] }).longestRoute(range, NETWORK)?.tunnel).toBe(expected);
      }),
    );
  });

  it("covers a hostname and one label below it", () => {
    const hostnameRoutes = ["x.internal", "b.x.internal"].map((hostname) => ({ hostname, tunnel: hostname }));
    const table = new RouteTable({ routes: [], hostnameRoutes });
    const names = ["x.internal", "a.x.internal", "b.x.internal", "a.b.x.internal", "a.a.x.internal", "internal"];
    expect(names.map((name) => table.hostnameRoute(name)?.tunnel)).toEqual([
      "x.internal",
      "x.internal",
      "b.x.internal",
      "b.x.internal",
      undefined,
      undefined,
    ]);
  });
});

describe("examplesOf", () => {
  it.each<[string, string[]]>([
    ["^dev[.]internal$", ["dev.internal"]],
    ["^(?:dev|stg)[.](?:a|b)$", ["dev.a", "dev.b", "stg.a", "stg.b"]],
    ["^a$|^b$", ["a", "b"]],
    ["^(?:[a-z0-9-]+[.])+dev$", ["a.dev"]],
    ["[^a-z]x{3}y?", ["0xxxy"]],
    ["a\\.b\\d", ["a.b0"]],
    [".*@x[.]com", ["a@x.com"]],
    ["(?=a)", []],
    ["(", []],
    ["(?i)^web[.]a$", ["web.a"]],
    ["^web[[:digit:]][.]a$", ["web0.a"]],
  ])("%s", (regex, expected) => expect(examplesOf(regex)).toEqual(expected));

  it("returns a limited number", () => {
    expect(examplesOf("(?:a|b)".repeat(20)).length).toBeLessThanOrEqual(64);
  });
});

describe("targetsOf", () => {
  const shown = ({ destination, name, port, protocol, serverName, virtualNetwork }: PrivateTarget) =>
    [name ?? texts([destination])[0], port, protocol, serverName, virtualNetwork === NETWORK ? "" : virtualNetwork]
      .filter((each) => each !== undefined && each !== null && each !== "")
      .join(" ");

  it("returns each routed cell with both sides of each port", () => {
    const policies = [policy("block", { traffic: `${to("10.1.0.0/16", "192.168.0.0/16")} and net.dst.port in {22}` })];
    expect(targetsOf(estate({ policies, hostnameRoutes: [] })).map(shown)).toEqual([
      "10.1.0.0 1",
      "10.1.0.0 22",
      "10.1.0.0 23",
      "10.0.0.0 1",
      "10.0.0.0 22",
      "10.0.0.0 23",
    ]);
  });

  it("returns every alternative of a server name on port 443 only", () => {
    const policies = [policy("allow", { traffic: 'net.sni.host matches "^(?:a|b)[.]x$"' })];
    expect(targetsOf(estate({ policies, hostnameRoutes: [] })).map(shown)).toEqual([
      "10.0.0.0 1",
      "10.0.0.0 443",
      "10.0.0.0 443 a.x",
      "10.0.0.0 443 b.x",
    ]);
  });

  it("returns each routed name, one below it, and those that policies contain", () => {
    const policies = [policy("block", { builder: "dns", traffic: 'dns.fqdn in {"web.db.internal" "other.x"}' })];
    expect(targetsOf(estate({ policies, routes: [] })).map(shown)).toEqual([
      "db.internal 1",
      "any.db.internal 1",
      "web.db.internal 1",
    ]);
  });

  it("returns the virtual networks that route an address", () => {
    const routes = ["lab", "office"].map((virtualNetwork, i) => ({
      cidr: cidr(`10.${i}.0.0/16`),
      tunnel: "t",
      virtualNetwork,
    }));
    expect(targetsOf(estate({ routes, hostnameRoutes: [] })).map(shown)).toEqual([
      "10.0.0.0 1 lab",
      "10.1.0.0 1 office",
    ]);
  });

  it("returns a name for each virtual network only if a policy compares it", () => {
    const routes = [{ cidr: cidr("10.0.0.0/8"), tunnel: "t", virtualNetwork: "lab" }];
    const names = (policies = [policy("block")]) =>
      targetsOf(estate({ routes, policies }))
        .filter(({ name }) => name === "db.internal")
        .map(shown);
    expect(names()).toEqual(["db.internal 1"]);
    expect(names([policy("block", { traffic: 'net.vnet_id == "lab"' })])).toEqual([
      "db.internal 1",
      "db.internal 1 lab",
    ]);
  });

  it("returns both protocols if a policy compares them", () => {
    const policies = [policy("block", { traffic: 'net.protocol == "udp"' })];
    expect(targetsOf(estate({ policies, hostnameRoutes: [] })).map(shown)).toEqual([
      "10.0.0.0 1 tcp",
      "10.0.0.0 1 udp",
    ]);
  });
});
