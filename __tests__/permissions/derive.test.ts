import { objectsOf } from "../../lib/inventory/terraform/objects";
import { viewOf } from "../../lib/inventory/terraform/stacks";
import { permissionsJson, permissionsOf, permissionsTerraform, renderPermissions } from "../../lib/permissions";

const ACCOUNT = "0123456789abcdef0123456789abcdef";
const OTHER = "11111111111111111111111111111111";
const ZONE = "fedcba9876543210fedcba9876543210";
const DNS = "cloudflare_dns_record";
const ROUTE = "cloudflare_zero_trust_tunnel_cloudflared_route";
const GROUP = "cloudflare_zero_trust_access_group";

const reportOf = (terraform: object) => {
  const own = objectsOf(terraform as Record<string, unknown>);
  return permissionsOf([{ name: "dev", own, others: [] }]);
};

const zonesOf = (terraform: object) => reportOf(terraform).tokens[0].zones;

const namesOf = (terraform: object) =>
  reportOf(terraform).tokens[0].permissions.map(({ scope, name }) => `${scope}: ${name}`);

describe("permissionsOf", () => {
  test("lists each group once, with the types that need it, and the higher level", () => {
    const { tokens, notUnderstood } = reportOf({
      resource: {
        [DNS]: { a: { zone_id: ZONE }, b: { zone_id: ZONE } },
        [ROUTE]: { r: { account_id: ACCOUNT } },
        random_id: { x: {} },
      },
      data: {
        cloudflare_dns_records: { all: { zone_id: ZONE } },
        cloudflare_zero_trust_access_groups: { all: { account_id: ACCOUNT } },
      },
    });
    expect(tokens).toEqual([
      {
        stack: "dev",
        account: ACCOUNT,
        permissions: [
          {
            name: "Access: Organizations, Identity Providers, and Groups Read",
            scope: "account",
            types: ["data.cloudflare_zero_trust_access_groups"],
          },
          { name: "Cloudflare One Networks Write", scope: "account", types: [ROUTE] },
          { name: "DNS Write", scope: "zone", types: [DNS, "data.cloudflare_dns_records"] },
        ],
        zones: [{ kind: "id", id: ZONE }],
      },
    ]);
    expect(notUnderstood).toEqual([]);
  });

  test("uses the names of version 5 for types of version 4", () => {
    expect(namesOf({ resource: { cloudflare_record: { a: { zone_id: ZONE } } } })).toEqual(["zone: DNS Write"]);
  });

  test("names each type whose permission is not known", () => {
    const { tokens, notUnderstood } = reportOf({ resource: { cloudflare_unheard_of: { x: {} } } });
    expect(tokens).toEqual([]);
    expect(notUnderstood).toEqual([
      "dev: cloudflare_unheard_of.x: the permission group of cloudflare_unheard_of is not known",
    ]);
  });

  test("requires the group of the zone for Access objects that belong to a zone", () => {
    expect(namesOf({ resource: { [GROUP]: { g: { zone_id: ZONE } } } })).toEqual([
      "zone: Access: Organizations, Identity Providers, and Groups Write",
    ]);
  });

  test("finds the zone of a reference to a data source, also in another stack", () => {
    const data = { cloudflare_zone: { z: { filter: { name: "example.com" } } } };
    expect(zonesOf({ data, resource: { [DNS]: { a: { zone_id: "${data.cloudflare_zone.z.zone_id}" } } } })).toEqual([
      { kind: "name", name: "example.com" },
    ]);
    const remote = "${data.terraform_remote_state.cross-stack-reference-input-zones.outputs.zone}";
    const stacks = [
      { name: "zones", terraform: { data, output: { zone: { value: "${data.cloudflare_zone.z.id}" } } } },
      { name: "hosts", terraform: { resource: { [DNS]: { a: { zone_id: remote } } } } },
    ];
    const { tokens } = permissionsOf(stacks.map((stack) => ({ name: stack.name, ...viewOf(stack, stacks) })));
    expect(tokens.map(({ stack, zones }) => [stack, zones])).toEqual([
      ["zones", [{ kind: "name", name: "example.com" }]],
      ["hosts", [{ kind: "name", name: "example.com" }]],
    ]);
  });

  test("covers all zones of the account if the stack creates a zone", () => {
    const resource = {
      cloudflare_zone: { z: { name: "example.com" } },
      [DNS]: { a: { zone_id: "${cloudflare_zone.z.id}" } },
    };
    expect(zonesOf({ resource })).toEqual([{ kind: "all" }]);
  });

  test("reports a zone that only Terraform can evaluate", () => {
    const { tokens, notUnderstood } = reportOf({ resource: { [DNS]: { a: { zone_id: "${var.zone}" } } } });
    expect(tokens[0].zones).toEqual([{ kind: "unknown", expression: "${var.zone}" }]);
    expect(notUnderstood).toEqual(["dev: only Terraform can evaluate the zone ${var.zone}"]);
  });

  test("returns one token for each account", () => {
    const resource = { [ROUTE]: { a: { account_id: ACCOUNT } }, [GROUP]: { b: { account_id: OTHER } } };
    const { tokens, notUnderstood } = reportOf({ resource });
    expect(tokens.map(({ account, permissions }) => [account, permissions.length])).toEqual([
      [ACCOUNT, 1],
      [OTHER, 1],
    ]);
    expect(notUnderstood).toEqual([]);
    const zoned = reportOf({ resource: { ...resource, [DNS]: { a: { zone_id: ZONE } } } });
    expect(zoned.notUnderstood[0]).toContain("the stack has 2 accounts");
  });

  test("lists the stacks that need no token", () => {
    expect(reportOf({ resource: { random_id: { x: {} } } })).toEqual({
      tokens: [],
      without: ["dev"],
      notUnderstood: [],
    });
  });
});

describe("the formats of permissions", () => {
  const resource = {
    [DNS]: { a: { zone_id: "${data.cloudflare_zone.z.zone_id}" } },
    [ROUTE]: { r: { account_id: ACCOUNT } },
  };
  const report = reportOf({ resource, data: { cloudflare_zone: { z: { filter: { name: "example.com" } } } } });

  test("renders text", () => {
    expect(renderPermissions(report)).toBe(
      [
        "Stack dev",
        `  Account ${ACCOUNT}`,
        "    Cloudflare One Networks Write  cloudflare_zero_trust_tunnel_cloudflared_route",
        "  Zone example.com",
        "    DNS Write                      cloudflare_dns_record",
        "    Zone Read                      data.cloudflare_zone",
        "",
      ].join("\n"),
    );
    expect(renderPermissions({ tokens: [], without: ["dns"], notUnderstood: ["a module"] })).toBe(
      "Stack dns: no Cloudflare API token\n\nNot understood\n  ! a module\n",
    );
  });

  test("renders the body of the API to create a token", () => {
    const [{ token }] = JSON.parse(permissionsJson(report)).stacks;
    expect(token).toEqual({
      name: "terraform dev",
      policies: [
        {
          effect: "allow",
          resources: { [`com.cloudflare.api.account.${ACCOUNT}`]: "*" },
          permission_groups: [{ name: "Cloudflare One Networks Write", scope: "com.cloudflare.api.account" }],
        },
        {
          effect: "allow",
          resources: { "com.cloudflare.api.account.zone.ZONE_ID_OF_example.com": "*" },
          permission_groups: [
            { name: "DNS Write", scope: "com.cloudflare.api.account.zone" },
            { name: "Zone Read", scope: "com.cloudflare.api.account.zone" },
          ],
        },
      ],
    });
  });

  test("covers all zones of an account whose id is not known", () => {
    const all = reportOf({ resource: { cloudflare_zone: { z: { name: "example.com" } } } });
    const [{ token }] = JSON.parse(permissionsJson(all)).stacks;
    expect(token.policies[0].resources).toEqual({
      "com.cloudflare.api.account.ACCOUNT_ID": { "com.cloudflare.api.account.zone.*": "*" },
    });
    expect(renderPermissions(all)).toContain("  All zones of the account\n");
    expect(permissionsTerraform(all)).toContain(
      '        "com.cloudflare.api.account.ACCOUNT_ID" = { "com.cloudflare.api.account.zone.*" = "*" }\n',
    );
  });

  test("renders Terraform that finds ids by names", () => {
    const text = permissionsTerraform(report);
    expect(text).toContain('resource "cloudflare_account_token" "dev" {\n');
    expect(text).toContain('        { id = local.account_groups["Cloudflare One Networks Write"] },\n');
    expect(text).toContain('        { id = local.zone_groups["DNS Write"] },\n');
    expect(text).toContain('"com.cloudflare.api.account.zone.${data.cloudflare_zone.example_com.zone_id}" = "*"');
    expect(text).not.toMatch(/[0-9a-f]{32}(?<!0123456789abcdef0123456789abcdef)/);
  });

  test("separates the groups of several accounts", () => {
    const two = reportOf({ resource: { [ROUTE]: { a: { account_id: ACCOUNT }, b: { account_id: OTHER } } } });
    const text = permissionsTerraform(two);
    expect([...text.matchAll(/^(?:data|resource) .*$/gm)].map(([line]) => line.split('"')[3])).toEqual([
      `all__${ACCOUNT}`,
      `all__${OTHER}`,
      `dev__${ACCOUNT}`,
      `dev__${OTHER}`,
    ]);
    expect(text).toContain(`local.account_groups__${OTHER}["Cloudflare One Networks Write"]`);
  });
});
