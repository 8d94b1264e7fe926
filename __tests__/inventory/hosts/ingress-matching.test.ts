import { applicationAt, coversPath, destinationsOf, recordOf } from "../../../lib/inventory/hosts/ingress-matching";
import type { TerraformObject } from "../../../lib/inventory/terraform/objects";

const object = (type: string, name: string, values: object): TerraformObject => ({
  address: `${type}.${name}`,
  type,
  name,
  data: false,
  values: { ...values },
});
const applications = (...uris: string[]) =>
  destinationsOf(uris.map((domain) => object("cloudflare_zero_trust_access_application", domain, { domain })));

test.each([
  ["a.example.com", "/", ["a.example.com", "*.example.com"], "a.example.com"],
  ["a.example.com", "/admin/x", ["a.example.com", "a.example.com/admin"], "a.example.com/admin"],
  ["a.example.com", "/admin", ["a.example.com/admin", "a.example.com/admin/x"], "a.example.com/admin"],
  ["a.example.com", "/admin/x", ["a.example.com/admin", "a.example.com/admin/x"], "a.example.com/admin/x"],
  ["a.example.com", "/other", ["a.example.com/admin"], undefined],
  ["a.example.com", "/admin", ["a.example.com", "*.example.com/admin"], "a.example.com"],
  ["a.b.example.com", "/", ["*.example.com"], undefined],
])("applicationAt(%s, %s) of %j is %s", (hostname, path, uris, expected) => {
  expect(applicationAt(hostname, path, applications(...uris))?.name).toBe(expected);
});

test.each([
  ["", "/", true],
  ["/a", "/a", true],
  ["/a", "/a/b", true],
  ["/a", "/ab", false],
  ["/a/b", "/a", false],
  ["/a/*", "/a/b", true],
  ["/a/*", "/a", false],
  ["/a/*/c", "/a/b/c", true],
  ["/a/*/c", "/a/b/b/c", false],
  ["/a*", "/ab", true],
])("coversPath(%j, %s) is %s", (pattern, path, expected) => {
  expect(coversPath(pattern, path)).toBe(expected);
});

test.each([
  ["a.b.example.com", ["*.example.com", "*.b.example.com"], "*.b.example.com"],
  ["a.b.example.com", ["*.b.example.com", "a.b.example.com"], "a.b.example.com"],
  ["example.com", ["*.example.com"], undefined],
])("recordOf(%s) of %j is %s", (hostname, names, expected) => {
  const records = names.map((name) => object("cloudflare_dns_record", name, { name, type: "CNAME" }));
  expect(recordOf(hostname, records)?.name).toBe(expected);
});
