import type { PermissionReport, StackToken, ZoneReference } from "./model";
import { API_SCOPES, policiesOf, Resources, tokenName, TokenPolicy, UNKNOWN_ACCOUNT } from "./policies";
import type { Scope } from "./table";

/**
 * Renders a token for each stack as Terraform. Data sources find the ids of the permission groups, and of the zones of
 * which only the name is known.
 *
 * @internal
 */
export function permissionsTerraform({ tokens, notUnderstood }: PermissionReport): string {
  const accounts = [...new Set(tokens.map(accountOf))];
  const suffixOf = (account: string) => (accounts.length > 1 ? `_${label(account)}` : "");
  const blocks = [
    ...notUnderstood.map((each) => `# Not understood: ${each.replace(/[\r\n]+/g, " ")}`),
    ...accounts.map((account) => groupsOf(account, suffixOf(account))),
    ...zoneNames(tokens).map(zoneBlock),
    ...tokens.map((token) => tokenBlock(token, suffixOf(accountOf(token)))),
  ];
  return blocks.map((each) => `${each}\n`).join("\n");
}

function accountOf({ account = UNKNOWN_ACCOUNT }: StackToken): string {
  return account;
}

/** Two groups of different scopes have the same name. */
function groupsOf(account: string, suffix: string): string {
  const source = `data.cloudflare_account_api_token_permission_groups_list.all${suffix}.result`;
  const local = (scope: Scope) => [
    `  ${scope}_groups${suffix} = {`,
    `    for group in ${source} : group.name => group.id`,
    `    if contains(group.scopes, ${quote(API_SCOPES[scope])})`,
    "  }",
  ];
  return [
    `data "cloudflare_account_api_token_permission_groups_list" "all${suffix}" {`,
    `  account_id = ${quote(account)}`,
    "}",
    "",
    "locals {",
    ...local("account"),
    ...local("zone"),
    "}",
  ].join("\n");
}

function zoneNames(tokens: readonly StackToken[]): string[] {
  const names = tokens.flatMap(({ zones }) => zones.flatMap((zone) => (zone.kind === "name" ? [zone.name] : [])));
  return [...new Set(names)];
}

function zoneBlock(name: string): string {
  return [`data "cloudflare_zone" "${label(name)}" {`, "  filter = {", `    name = ${quote(name)}`, "  }", "}"].join(
    "\n",
  );
}

function tokenBlock(token: StackToken, suffix: string): string {
  return [
    `resource "cloudflare_account_token" "${label(token.stack)}${suffix}" {`,
    `  account_id = ${quote(accountOf(token))}`,
    `  name       = ${quote(tokenName(token))}`,
    "",
    "  policies = [",
    ...policiesOf(token, zoneReference).map((policy) => policyText(policy, suffix)),
    "  ]",
    "}",
  ].join("\n");
}

function policyText({ permissions, resources }: TokenPolicy, suffix: string): string {
  const ids = permissions.map(({ name, scope }) => `        { id = local.${scope}_groups${suffix}[${quote(name)}] },`);
  return [
    "    {",
    '      effect = "allow"',
    "      permission_groups = [",
    ...ids,
    "      ]",
    "      resources = jsonencode({",
    ...resourceLines(resources),
    "      })",
    "    },",
  ].join("\n");
}

function resourceLines(resources: Resources): string[] {
  const entries = Object.entries(resources).map(([key, value]) => [quoteTemplate(key), value] as const);
  const width = Math.max(...entries.map(([key]) => key.length));
  return entries.map(([key, value]) => {
    const [zones] = typeof value === "string" ? [] : Object.keys(value);
    return `        ${key.padEnd(width)} = ${zones === undefined ? quote("*") : `{ ${quote(zones)} = "*" }`}`;
  });
}

function zoneReference(zone: ZoneReference & { kind: "name" | "unknown" }): string {
  return zone.kind === "name" ? `\${data.cloudflare_zone.${label(zone.name)}.zone_id}` : zone.expression;
}

/** A name that Terraform accepts. */
function label(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_-]/g, "_");
  return /^[A-Za-z_]/.test(plain) ? plain : `_${plain}`;
}

function quote(text: string): string {
  return JSON.stringify(text).replace(/([$%])\{/g, "$1$1{");
}

/** A key that can contain an expression. */
function quoteTemplate(text: string): string {
  return `"${text.replace(/"/g, '\\"')}"`;
}
