import { readFileSync } from "node:fs";
import path from "node:path";
import { resourceAddress } from "../../../lib/check/address";
import { readPlan } from "../../../lib/check/plan/read-plan";
import type { Values } from "../../../lib/core/terraform/values";

export const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";
export const CONFIG = `${TUNNEL}_config`;
export const APPLICATION = "cloudflare_zero_trust_access_application";
export const POLICY = "cloudflare_zero_trust_access_policy";
export const RECORD = "cloudflare_dns_record";
export const APPLICATION_V4 = "cloudflare_access_application";
export const POLICY_V4 = "cloudflare_access_policy";

/** One entry of `resource_changes`. */
export interface Change {
  readonly address: string;
  readonly actions?: string[];
  readonly before?: Values;
  readonly after?: Values;
  readonly unknown?: Values;
  readonly deposed?: string;
}

/** The expressions of one block of the root module: texts are references. */
export interface Block {
  readonly [attribute: string]: string[];
}

/** A plan with these changes. An object with a `before` alone is deleted, and with an `after` alone is created. */
export function planOf(changes: Change[], blocks: { [resource: string]: Block } = {}, more: Values = {}): Values {
  return {
    format_version: "1.2",
    terraform_version: "1.11.4",
    complete: true,
    errored: false,
    planned_values: { root_module: {} },
    resource_changes: changes.map(({ address, actions, before, after: planned, unknown = {}, deposed }) => ({
      ...identity(address),
      ...(deposed !== undefined && { deposed }),
      change: {
        actions: actions ?? [before === undefined ? "create" : planned === undefined ? "delete" : "update"],
        before: before ?? null,
        after: planned ?? null,
        after_unknown: unknown,
      },
    })),
    configuration: { root_module: { resources: resourcesOf(blocks) } },
    ...more,
  };
}

export function resourcesOf(blocks: { [resource: string]: Block }): Values[] {
  return Object.entries(blocks).map(([address, attributes]) => {
    const { for_each: forEach, count, ...expressions } = attributes;
    return {
      address,
      expressions: Object.fromEntries(Object.entries(expressions).map(([key, references]) => [key, { references }])),
      ...(forEach !== undefined && { for_each_expression: { references: forEach } }),
      ...(count !== undefined && { count_expression: { references: count } }),
    };
  });
}

function identity(address: string): Values {
  const { resource, key } = resourceAddress(address)!;
  const parts = resource.split(".");
  const [type, name] = parts.slice(-2);
  return { address, mode: parts.length > 2 ? "data" : "managed", type, name, ...(key !== undefined && { index: key }) };
}

/** The values of an object after the apply. */
export function after(plan: Values, address: string): Values {
  return readPlan(plan, "app").changes.find((each) => each.address === address)!.after!.values;
}

/** "address: where" of what is not understood. */
export function gaps(plan: Values): string[] {
  return readPlan(plan, "app").notUnderstood.map(({ address, where }) => `${address}: ${where}`);
}

export function fixture(name: string): string {
  return readFileSync(path.join(__dirname, "fixtures", `${name}.json`), "utf8");
}
