import fc from "fast-check";
import { parseCidr } from "../../../lib/core/addresses/cidr";
import { escapeTemplate } from "../../../lib/core/terraform/literals";
import { HostnamePattern, Identity, Traffic } from "../../../lib/gateway";
import { Facts, evaluate } from "../../../lib/reachability/expression/evaluate";
import { parseExpression } from "../../../lib/reachability/expression/parse";
import { names, patterns } from "../../gateway/arbitraries";

/** Evaluates what the builders emit, as Terraform contains it. */
function ask(expression: string | undefined, facts: Facts) {
  return evaluate(parseExpression(escapeTemplate(expression!)), facts, (fact, written) => fact === written);
}

const [C1, C2] = ["11111111-2222-4333-8444-555555555555", "22222222-3333-4444-8555-666666666666"];
const label = fc.constantFrom("a", "b", "dev", "_http", "k8s-1");
const domain = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join("."));
const address = fc.tuple(fc.constantFrom(0, 1, 2), fc.nat(3)).map(([a, b]) => `10.${a}.0.${b}`);
const range = fc.oneof(address, fc.constantFrom("10.0.0.0/16", "10.0.0.0/8", "fd00::/8", "10.1.0.2/31"));
const isIn = (name: string, domains: string[]) => domains.some((each) => `.${name}`.endsWith(`.${each}`));
const parentsOf = (name: string) => name.split(".").map((_, i, labels) => labels.slice(i).join("."));
const some = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: 1, maxLength: 4 });

test("evaluates host patterns like the pattern itself", () => {
  fc.assert(
    fc.property(patterns, names, (source, name) => {
      const pattern = HostnamePattern.regex(source);
      expect(ask(Traffic.host(pattern)._expression, { "dns.fqdn": name })).toBe(pattern.matches(name));
    }),
  );
});

test("evaluates domains with their subdomains and exceptions", () => {
  fc.assert(
    fc.property(some(domain), domain, domain, (domains, exception, name) => {
      const facts = { "dns.domains": parentsOf(name) };
      expect(ask(Traffic.domains(...domains)._expression, facts)).toBe(isIn(name, domains));
      const narrowed = Traffic.domains(...domains).except(Traffic.domains(exception));
      expect(ask(narrowed._expression, facts)).toBe(isIn(name, domains) && !isIn(name, [exception]));
    }),
  );
});

test("evaluates destination, port and virtual network", () => {
  fc.assert(
    fc.property(
      some(range),
      some(fc.integer({ min: 79, max: 82 })),
      address,
      fc.boolean(),
      (ranges, ports, to, same) => {
        const scope = { virtualNetworkId: "f70ff985" } as any;
        const traffic = Traffic.destination(...ranges)
          .and(Traffic.port(...ports))
          .and(Traffic.virtualNetwork(scope));
        const facts = { "net.dst.ip": parseCidr(to)!, "net.dst.port": 80, "net.vnet_id": same ? "f70ff985" : "other" };
        const inRange = ranges.some((each) => {
          const [network, prefix = "32"] = each.split("/");
          const number = (text: string) => text.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
          const size = 2 ** (32 - Number(prefix));
          return !each.includes(":") && Math.floor(number(network) / size) === Math.floor(number(to) / size);
        });
        expect(ask(traffic._expression, facts)).toBe(inRange && ports.includes(80) && same);
      },
    ),
  );
});

test("evaluates email, domain and group", () => {
  const email = fc.constantFrom("a@example.com", "b@example.com", "a@sub.example.com", "a@example.org");
  const group = fc.constantFrom("engineers", "sre", "odd ${name} %{x}");
  fc.assert(
    fc.property(some(email), some(group), email, fc.array(group), (emails, groups, mine, memberOf) => {
      const facts = { "identity.email": mine, "identity.groups.name": memberOf };
      const inGroup = groups.some((each) => memberOf.includes(each));
      expect(ask(Identity.emails(...emails)._identity, facts)).toBe(emails.includes(mine));
      expect(ask(Identity.groups(...groups)._identity, facts)).toBe(inGroup);
      const either = Identity.anyOf(Identity.emailDomains("example.com", "example.org"), Identity.groups(...groups));
      expect(ask(either._identity, facts)).toBe(/@example[.](com|org)$/.test(mine) || inGroup);
    }),
  );
});

test("requires all posture checks", () => {
  const { _devicePosture } = Identity.postureChecks(C1, C2);
  expect(ask(_devicePosture, { "device_posture.checks.passed": [C1, C2] })).toBe(true);
  expect(ask(_devicePosture, { "device_posture.checks.passed": [C2] })).toBe(false);
});

test("evaluates server names by pattern and domain", () => {
  const facts = { "net.sni.host": "a.b", "net.sni.domains": parentsOf("a.b") };
  expect(ask(Traffic.sniHost(HostnamePattern.under("b"))._expression, facts)).toBe(true);
  expect(ask(Traffic.sniDomains("b")._expression, facts)).toBe(true);
  expect(ask(Traffic.sniDomains("c")._expression, facts)).toBe(false);
});
