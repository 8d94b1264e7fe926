import { TerraformStack, TerraformVariable, Token } from "cdktf";
import fc from "fast-check";
import { CONJUNCTION } from "./shapes";
import { IVirtualNetwork } from "../../lib/core/virtual-network";
import { HostnamePattern, Traffic } from "../../lib/gateway";
import { stackWithProvider } from "../support/stack";

const codesOf = (traffic: Traffic) => traffic._problems.map(({ code }) => code);
const network = (virtualNetworkId: string) => ({ virtualNetworkId }) as IVirtualNetwork;
const { destination, domains, host, port, raw, sniDomains, sniHost, virtualNetwork } = Traffic;

describe("Traffic expression", () => {
  test.each(
    (
      [
        [host(HostnamePattern.under("a.internal")), 'dns.fqdn matches "^(?:[a-z0-9_-]+[.])*a[.]internal$"'],
        [domains("a.internal"), 'any(dns.domains[*] in {"a.internal"})'],
        [domains("a.internal", "b.internal", "a.internal"), 'any(dns.domains[*] in {"a.internal" "b.internal"})'],
        [destination("10.0.0.0/8"), "net.dst.ip in {10.0.0.0/8}"],
        [destination("10.1.2.3", "10.1.2.4/32"), "net.dst.ip in {10.1.2.3 10.1.2.4}"],
        [destination("2001:DB8:0::/32", "fd00::1"), "net.dst.ip in {2001:db8::/32 fd00::1}"],
        [port(443, 80), "net.dst.port in {443 80}"],
        [
          virtualNetwork(network("957fc748-591a-4e96-a15d-1c90204a7923")),
          'net.vnet_id == "957fc748-591a-4e96-a15d-1c90204a7923"',
        ],
        [sniHost(HostnamePattern.exactly("a.b")), 'net.sni.host matches "^a[.]b$"'],
        [sniDomains("a.b"), 'any(net.sni.domains[*] in {"a.b"})'],
        [
          destination("10.0.0.0/8")
            .except(destination("10.217.0.0/16"))
            .and(port(80, 443, 8080, 53)),
          "net.dst.ip in {10.0.0.0/8} and net.dst.port in {80 443 8080 53} and not(net.dst.ip in {10.217.0.0/16})",
        ],
        [raw('net.protocol == "tcp" and a matches "${x} %{y}"'), 'net.protocol == "tcp" and a matches "${x} %{y}"'],
      ] as const
    ).map(([traffic, expression]) => [expression, traffic] as const),
  )("is rendered: %s", (expression, traffic) => {
    expect(traffic._expression).toBe(expression);
    expect(codesOf(traffic)).toEqual([]);
  });

  test("uses only forms that the API returns unchanged", () => {
    const name = fc.stringMatching(/^[a-z]{1,5}(?:[.][a-z]{1,5}){1,2}$/);
    const set = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: 1, maxLength: 4 });
    const condition = fc.oneof(
      set(name).map((each) => domains(...each)),
      set(name).map((each) => sniDomains(...each)),
      set(name).map((each) => host(HostnamePattern.under(...each))),
      set(name).map((each) => sniHost(HostnamePattern.exactly(...each))),
      set(fc.integer({ min: 1, max: 65535 })).map((each) => port(...each)),
      set(fc.oneof(fc.ipV4(), fc.ipV6())).map((each) => destination(...each)),
      fc.uuid().map((id) => virtualNetwork(network(id))),
    );
    fc.assert(
      fc.property(condition, set(fc.tuple(fc.boolean(), condition)), (first, others) => {
        const all = others.reduce((traffic, [out, other]) => (out ? traffic.except(other) : traffic.and(other)), first);
        fc.pre(codesOf(all).length === 0); // an IPv4 address mapped into IPv6 is refused
        return CONJUNCTION.test(all._expression);
      }),
    );
  });
});

describe("Traffic validation", () => {
  test.each(
    (
      [
        [destination(), "has no value. Expected at least one"],
        [port(), "has no value. Expected at least one"],
        [domains(), "has no value. Expected at least one"],
        [sniDomains(), "has no value. Expected at least one"],
        [destination("10.0.0.1/8"), 'has host bits set; use "10.0.0.0/8"'],
        [destination("10.0.0"), "is not a valid CIDR"],
        [destination("10/8"), "is not a valid CIDR"],
        [destination("010.0.0.0/8"), "is not a valid CIDR"],
        [destination("10.0.0.0..10.0.0.9"), "is not a valid CIDR"],
        [destination("::ffff:10.0.0.1"), "is not a valid CIDR"],
        [port(0), "is not a valid port"],
        [port(65536), "is not a valid port"],
        [port(80.5), "is not a valid port"],
        [port(NaN), "is not a valid port"],
        [virtualNetwork(network('a"b')), "UUID"],
        [raw(""), "empty"],
        [raw("a == 1\n"), "one line"],
        [raw("a\t== 1"), "one line"],
        [raw("a\u00a0== 1"), "one line"],
        [raw(" a == 1"), "leading or trailing spaces"],
        [raw("a in { }"), "empty set"],
        [raw("a or b").and(port(80)), "cannot be combined with other conditions"],
        [port(80).except(raw("a")), "cannot be combined with other conditions"],
        [port(80).except(port(81).and(port(82))), "accepts one condition, but got Traffic.port and Traffic.port"],
      ] as const
    ).map(([traffic, message]) => [message, traffic] as const),
  )("fails when a value is not valid: %#: %s", (message, traffic) => {
    expect(codesOf(traffic)).toEqual(["TrafficInvalid"]);
    expect(traffic._problems[0].message).toContain(message);
  });

  test("fails when a name or a pattern is not valid", () => {
    expect(codesOf(domains("*.a"))).toEqual(["HostnamePatternInvalid"]);
    expect(codesOf(host(HostnamePattern.regex("a")))).toEqual(["HostnamePatternInvalid"]);
    expect(codesOf(sniHost(HostnamePattern.regex("a")))).toEqual(["HostnamePatternInvalid"]);
  });

  test("fails when a destination or a port is a token", () => {
    expect(codesOf(destination(new TerraformVariable(stackWithProvider(), "range", {}).stringValue))).toEqual([
      "TokenNotAllowed",
    ]);
    expect(codesOf(port(Token.asNumber({ resolve: () => 1 } as any)))).toEqual(["TokenNotAllowed"]);
  });

  test("fails when the expression exceeds 140,000 characters", () => {
    const long = (count: number) =>
      destination(...Array.from({ length: count }, (_, i) => `10.${Math.floor(i / 256)}.${i % 256}.0/24`));
    expect(codesOf(long(9000))).toEqual([]);
    expect(codesOf(long(11000))).toEqual(["TrafficTooLong"]);
    expect(codesOf(raw("a".repeat(140_001)))).toEqual(["TrafficTooLong"]);
  });
});

test("Traffic returns the owners of its virtual networks", () => {
  const stack: TerraformStack = stackWithProvider();
  const owner = { construct: stack, account: {} as any, importer: "" };
  expect(port(80).and(virtualNetwork({ ...network("a"), _owner: owner } as IVirtualNetwork))._owners).toEqual([owner]);
});
