import { recordLookup } from "../../../lib/inventory/hosts/ingress-matching";
import type { TerraformObject } from "../../../lib/inventory/terraform/objects";

const object = (type: string, name: string, values: object): TerraformObject => ({
  address: `${type}.${name}`,
  type,
  name,
  data: false,
  values: { ...values },
});
test.each([
  ["a.b.example.com", ["*.example.com", "*.b.example.com"], "*.b.example.com"],
  ["a.b.example.com", ["*.b.example.com", "a.b.example.com"], "a.b.example.com"],
  ["example.com", ["*.example.com"], undefined],
])("the record of %s among %j is %s", (hostname, names, expected) => {
  const records = names.map((name) => object("cloudflare_dns_record", name, { name, type: "CNAME" }));
  expect(recordLookup(records)(hostname)?.name).toBe(expected);
});
