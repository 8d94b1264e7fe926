import { execFileSync } from "node:child_process";
import { objectsOf } from "../../lib/inventory/terraform/objects";
import { permissionsOf, permissionsTerraform } from "../../lib/permissions";

/** A report with every kind of zone, in two accounts. */
function report() {
  const records = {
    a: { zone_id: "fedcba9876543210fedcba9876543210" },
    b: { zone_id: "${data.cloudflare_zone.z.zone_id}" },
    c: { zone_id: "${var.zone}" },
  };
  const routes = { a: { account_id: "0".repeat(32) }, b: { account_id: "1".repeat(32) } };
  const own = objectsOf({
    resource: { cloudflare_dns_record: records, cloudflare_zero_trust_tunnel_cloudflared_route: routes },
    data: { cloudflare_zone: { z: { filter: { name: "example.com" } } } },
  });
  const created = objectsOf({ resource: { cloudflare_zone: { z: { name: "example.org" } } } });
  return permissionsOf([
    { name: "dev", own, others: [] },
    { name: "0-zones", own: created, others: [] },
  ]);
}

test("permissionsTerraform writes what terraform fmt accepts without a change", () => {
  const text = permissionsTerraform(report());
  const formatted = execFileSync("terraform", ["fmt", "-"], {
    input: text,
    encoding: "utf8",
    stdio: ["pipe", "pipe", "pipe"],
  });
  expect(formatted).toBe(text);
});
