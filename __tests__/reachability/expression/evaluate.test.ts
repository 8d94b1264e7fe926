import { parseCidr } from "../../../lib/core/addresses/cidr";
import { Facts, evaluate, Same } from "../../../lib/reachability/expression/evaluate";
import { parseExpression } from "../../../lib/reachability/expression/parse";
import { isUnknown, unknown } from "../../../lib/reachability/expression/truth";

const same: Same = (fact, written) =>
  fact === written || (written.startsWith("${var.") ? unknown("a variable") : false);

/** Returns "T", "F", or "?" if the result is unknown. */
function ask(source: string, facts: Facts): string {
  const verdict = evaluate(parseExpression(source), facts, same);
  return isUnknown(verdict) ? "?" : verdict ? "T" : "F";
}

function why(source: string, facts: Facts = {}): string {
  const verdict = evaluate(parseExpression(source), facts, same);
  return isUnknown(verdict) ? verdict.unknown : String(verdict);
}

const DEV = "dev.example.internal";

/** The facts of a query: the name, and the name with its parents. */
function query(name: string): Facts {
  const labels = name.split(".");
  return { "dns.fqdn": name, "dns.domains": labels.map((_, i) => labels.slice(i).join(".")) };
}

describe("names", () => {
  test.each([
    [`any(dns.domains[*] == "${DEV}")`, "TTFFF"],
    [`any(dns.domains[*] in {"${DEV}" "x"})`, "TTFFF"],
    [`any((dns.domains[*] == "${DEV}" or dns.domains[*] == "stg.example.internal"))`, "TTFTF"],
    [`not(any(dns.domains[*] == "${DEV}"))`, "FFTTT"],
    [`any(dns.domains[*] != "${DEV}")`, "TTTTT"],
    [`any(not dns.domains[*] == "${DEV}")`, "TTTTT"],
    [`dns.fqdn == "${DEV}"`, "TFFFF"],
    [`dns.fqdn != "${DEV}"`, "FTTTT"],
    [`dns.fqdn in {"${DEV}"}`, "TFFFF"],
    [`dns.fqdn in {"x""${DEV}"}`, "TFFFF"],
    ["dns.fqdn in {}", "FFFFF"],
    ["not(dns.fqdn in { })", "TTTTT"],
    ["dns.fqdn == dev.example", "?????"],
    ['dns.fqdn matches "dev"', "TTTFT"],
    ['dns.fqdn matches "^dev[.]"', "TFFFT"],
    ['dns.fqdn matches "DEV"', "FFFFF"],
    ['any(dns.domains[*] matches "^dev[.]example[.]internal$")', "TTFFF"],
    [`any(dns.domains[*] in $0a1b-2c3d)`, "?????"],
  ])("%s", (source, expected) => {
    const names = [DEV, `a.${DEV}`, `x${DEV}`, "stg.example.internal", `${DEV}.evil.com`];
    expect(names.map((name) => ask(source, query(name))).join("")).toBe(expected);
  });
});

describe("the language", () => {
  const facts: Facts = { a: "1", b: "2" };
  const [T, F, U] = ['a == "1"', 'a == "2"', 'c == "3"'];

  test.each([
    [`${T} or ${T} and ${F}`, "T"],
    [`(${T} or ${T}) and ${F}`, "F"],
    [`not ${F} and ${F}`, "F"],
    [`not(${F}) and ${T}`, "T"],
    [`not (${F})`, "T"],
    [`!(${F}) && ${T} || ${F}`, "T"],
    [`not not ${T}`, "T"],
    [`  ${T}\r\nand\n${T} `, "T"],
    [`${F} and ${U}`, "F"],
    [`${T} and ${U}`, "?"],
    [`${T} or ${U}`, "T"],
    [`${F} or ${U}`, "?"],
    [`not(${U})`, "?"],
    ['a == r"1"', "T"],
    ['a == r#"1"#', "T"],
    ['a == "\\x31"', "T"],
    ['a == "\\061"', "T"],
  ])("%s", (source, expected) => expect(ask(source, facts)).toBe(expected));

  test.each([
    "",
    "a",
    'a = "1"',
    'a === "1"',
    "a == '1'",
    '"1" == a',
    'a == "1" and',
    'a == "1" ;',
    'a == "1" # c',
    'a ==\t"1"',
    'A == "1"',
    'a == "1" AND b == "2"',
    'a in "1"',
    'a in ("1")',
    'a in {"1", "2"}',
    'a not in {"1"}',
    'a == "1',
    'a == "\\."',
    '(a == "1"',
    'lower(a) == "1"',
    'any(a == "1")',
    'any(a[*] == "1" or a[*] == "2")',
    'a[*] == "1"',
    'any(a[*] == "1")',
    'any((a[*] == "1" or b[*] == "2"))',
    "${var.expression}",
  ])("reports unknown if it cannot parse: %s", (source) => expect(ask(source, facts)).toBe("?"));

  test("supports the nesting depth of the engine", () => {
    const nested = (levels: number) => `${"(".repeat(levels)}a == "1"${")".repeat(levels)}`;
    expect([128, 129, 50_000].map((levels) => ask(nested(levels), facts)).join("")).toBe("T??");
  });

  test("parses long expressions", () => {
    expect(ask(Array(5000).fill(F).join(" or "), facts)).toBe("F");
  });

  test("states why the result is unknown", () => {
    expect(why(U)).toBe("c is not specified");
    expect(why("${var.expression}")).toBe("only Terraform can evaluate it");
    expect(why('a == "1" & b == "2"')).toBe('it cannot be parsed at "& b == "2""');
  });

  test("returns false for an empty set", () => expect(ask("c in {}", {})).toBe("F"));

  test("evaluates fields that do not exist", () => {
    expect(ask('c == "1"', { c: null })).toBe("F");
    expect(ask('c != "1"', { c: null })).toBe("T");
    expect(ask('any(c[*] == "1")', { c: null })).toBe("F");
    expect(ask('any(c[*] == "1")', { c: [] })).toBe("F");
  });
});

describe("references and escapes of Terraform", () => {
  test("compares a reference as text", () => {
    const source = 'net.vnet_id == "${cloudflare_zero_trust_tunnel_cloudflared_virtual_network.lab.id}"';
    expect(ask(source, { "net.vnet_id": "${cloudflare_zero_trust_tunnel_cloudflared_virtual_network.lab.id}" })).toBe(
      "T",
    );
    expect(ask(source, { "net.vnet_id": "other" })).toBe("F");
    expect(ask('a == "${var.x["k"]}"', { a: "1" })).toBe("?");
  });

  test("resolves the escapes of Terraform", () => {
    expect(ask('a == "$${x}%%{y}"', { a: "${x}%{y}" })).toBe("T");
    expect(ask('a matches "^x$"', { a: "x" })).toBe("T");
  });

  test("reports unknown for a regular expression that only Terraform can evaluate", () => {
    expect(ask('a matches "^${var.x}$"', { a: "x" })).toBe("?");
  });
});

describe("regexes", () => {
  test("reports unknown if the reading of a backslash matters", () => {
    expect(ask('a matches "x\\."', { a: "x." })).toBe("T");
    expect(ask('a matches "x\\\\."', { a: "x." })).toBe("?");
    expect(ask('a matches "x\\\\."', { a: "y" })).toBe("F");
    expect(why('a matches "x\\\\."', { a: "x." })).toContain("use [.] for a dot");
  });

  test("reports unknown for an invalid regular expression", () => {
    expect(why('a matches "(?=x)"', { a: "x" })).toBe('"(?=x)" is not a supported regular expression');
  });
});

describe("addresses", () => {
  const to = (text: string): Facts => ({ "net.dst.ip": parseCidr(text)! });

  test.each([
    ["net.dst.ip in {10.0.0.0/8}", "10.1.2.3", "T"],
    ["net.dst.ip in {10.0.0.0/8}", "11.1.2.3", "F"],
    ["net.dst.ip in {10.0.0.0/8}", "fd00::1", "F"],
    ["net.dst.ip in {fd00::/8 10.0.0.0/8}", "fd00::1", "T"],
    ["net.dst.ip in {10.0.0.0/9 10.128.0.0/9}", "10.0.0.0/8", "T"],
    ["net.dst.ip in {10.0.0.0/9}", "10.0.0.0/8", "?"],
    ["not(net.dst.ip in {10.0.0.0/9})", "10.128.0.0/9", "T"],
    ["net.dst.ip in {10.0.0.3..10.0.0.9}", "10.0.0.4/30", "T"],
    ["net.dst.ip in {10.0.0.3..10.0.0.9}", "10.0.0.10", "F"],
    ["net.dst.ip in {10/8}", "10.1.2.3", "T"],
    ["net.dst.ip in {010.0.0.0/08}", "10.1.2.3", "T"],
    ["net.dst.ip in {10.0.0}", "10.0.0.1", "F"],
    ["net.dst.ip in {10.0.0}", "10.0.0.0", "T"],
    ["net.dst.ip in {10.0.0.1/8}", "10.0.0.1", "?"],
    ['net.dst.ip in {"10.0.0.0/8"}', "10.0.0.1", "?"],
    ["net.dst.ip == 10.0.0.1", "10.0.0.1", "T"],
  ])("%s for %s is %s", (source, address, expected) => expect(ask(source, to(address))).toBe(expected));
});

describe("ports", () => {
  test.each([
    ["net.dst.port in {80 443}", 443, "T"],
    ["net.dst.port in {80 443}", 8080, "F"],
    ["net.dst.port in {1000..2000}", 1500, "T"],
    ["net.dst.port in {1000-2000}", 1500, "F"],
    ["net.dst.port in {1000-2000}", 1000, "T"],
    ["net.dst.port in {0120 0x51}", 80, "T"],
    ["net.dst.port in {0120 0x51}", 81, "T"],
    ["net.dst.port in {080}", 80, "?"],
    ["net.dst.port == 53", 53, "T"],
    ["net.dst.port != 53", 53, "F"],
    ["net.dst.port > 1023 and net.dst.port <= 2000", 2000, "T"],
    ["net.dst.port >= 1023 and net.dst.port < 2000", 2000, "F"],
    ['net.dst.port in {"80"}', 80, "?"],
    ["net.dst.port in {}", 80, "F"],
  ])("%s for %i is %s", (source, port, expected) => expect(ask(source, { "net.dst.port": port })).toBe(expected));
});
