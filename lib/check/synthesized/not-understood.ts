import { isExpression } from "../../core/terraform/expressions";
import { isValues, text } from "../../core/terraform/values";
import type { NamedStack } from "../../inventory/terraform/stacks";
import type { NotUnderstood, ResourceChange } from "../model";

/** The types whose values decide who reaches what. */
const DECIDES = /^cloudflare_(?:zero_trust_(?:access_|tunnel_|gateway_policy|network_hostname_route|list)|dns_record$)/;

/** Attributes that decide nothing about who reaches what. */
const FREE = new Set([
  "//",
  "account_id",
  "comment",
  "connection",
  "depends_on",
  "description",
  "id",
  "lifecycle",
  "logo_url",
  "name_servers",
  "provider",
  "session_duration",
  "tags",
  "tunnel_secret",
  "ttl",
  "zone_id",
]);

/** How the connector connects to an origin, other than the token check. */
const CONNECTION = /\borigin_request\.(?!access\b)/;

/** @internal What only Terraform can evaluate: modules, repetition, and expressions that are not references. */
export function notUnderstoodIn(
  stacks: readonly NamedStack[],
  changes: readonly ResourceChange[],
  prefixOf: (stack: NamedStack) => string,
): NotUnderstood[] {
  const modules = stacks.flatMap((stack) =>
    Object.keys(isValues(stack.terraform.module) ? stack.terraform.module : {}).map((module) => ({
      address: `${prefixOf(stack)}module.${module}`,
      where: "the whole object",
      why: "only a plan shows what a module contains; use --plan",
    })),
  );
  return [...modules, ...changes.flatMap(unreadIn)];
}

function unreadIn({ address, after }: ResourceChange): NotUnderstood[] {
  if (after === undefined || after.data || !DECIDES.test(after.type)) return [];
  const repeated = ["count", "for_each"].filter((name) => name in after.values);
  if (repeated.length > 0) {
    return [{ address, where: repeated[0], why: "only a plan shows its instances; use --plan" }];
  }
  if ("dynamic" in after.values) {
    return [{ address, where: "dynamic", why: "only a plan shows the blocks that it makes; use --plan" }];
  }
  const name = after.type === "cloudflare_dns_record" ? [] : ["name"];
  return Object.entries(after.values)
    .filter(([key]) => !FREE.has(key) && !name.includes(key))
    .flatMap(([key, value]) => expressionsIn(value, key))
    .filter(([where]) => !CONNECTION.test(where))
    .map(([where, expression]) => ({ address, where, why: `only Terraform can evaluate ${expression}` }));
}

function expressionsIn(value: unknown, path: string): [path: string, expression: string][] {
  if (typeof value === "string") return isExpression(value) ? [[path, text(value)!]] : [];
  if (Array.isArray(value)) return value.flatMap((each, i) => expressionsIn(each, `${path}[${i}]`));
  if (!isValues(value)) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    key === "dynamic" ? [[`${path}.dynamic`, "dynamic blocks"]] : expressionsIn(each, `${path}.${key}`),
  );
}
