import type { Collection } from "./collections";
import { ACCESS_POLICY, APPLICATION, CUSTOM_PROFILE, DEFAULT_PROFILE } from "./collections";
import { terraformValues } from "../../core/terraform/api-values";
import { blocks, isValues, text, Values } from "../../core/terraform/values";
import type { AccountObject } from "../model";

/** @internal Where an object is. */
export type Scope = { readonly account_id: string } | { readonly zone_id: string };

/**
 * Converts objects of the API to the objects that the readers of Terraform accept. An object that was deleted and is
 * still listed is omitted.
 *
 * @internal
 */
export function accountObjects(results: readonly Values[], collection: Collection, scope: Scope): AccountObject[] {
  return results
    .filter(({ deleted_at: deleted }) => text(deleted) === undefined)
    .flatMap((result) => {
      const object = accountObject(result, collection, scope);
      return [object, ...fallbackOf(object)];
    });
}

function accountObject(
  result: Values,
  { type, id: key = "id", nameOf, what }: Collection,
  scope: Scope,
): AccountObject {
  const account = "account_id" in scope ? scope.account_id : "";
  const id = key === null ? account : text(result[key])!;
  const name = (nameOf === undefined ? text(result.name) : nameOf(result)) ?? (key === null ? what : id);
  return {
    address: labelOf(type, name),
    type,
    name,
    data: false,
    values: readableValues(withOneSplitTunnelList(result), { ...scope, id }),
    id,
    ...("zone_id" in scope && { zone: scope.zone_id }),
  };
}

/**
 * Converts an object of the API to the attributes of Terraform. The API returns null for what is not set.
 *
 * @internal
 */
export function readableValues(result: Values, path: Values): Values {
  const set = Object.fromEntries(Object.entries(result).filter(([, value]) => value !== null));
  return escaped(terraformValues(set, path)) as Values;
}

/** Terraform would evaluate "${" in a text, so the readers expect it to be escaped. */
function escaped(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/([$%])\{/g, "$1$1{");
  if (Array.isArray(value)) return value.map(escaped);
  if (!isValues(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, escaped(each)]));
}

/**
 * Separates the policies of applications. The account lists only those that applications share, which are referred to
 * by their ids. The others remain in their application.
 *
 * @internal
 */
export function withReferredPolicies(objects: readonly AccountObject[]): AccountObject[] {
  const shared = new Set(objects.filter(({ type }) => type === ACCESS_POLICY).map(({ id }) => id));
  return objects.map((object) => {
    const { type, values } = object;
    if (type !== APPLICATION || values.policies === undefined) return object;
    const policies = blocks(values.policies).map(({ id, ...policy }): Values => {
      const isShared = shared.has(text(id) ?? "") || text(policy.decision) === undefined;
      return isShared ? { id, precedence: policy.precedence } : policy;
    });
    return { ...object, values: { ...values, policies } };
  });
}

/** The API returns both lists of a profile. An empty list of included addresses is not in use. */
function withOneSplitTunnelList({ include, ...others }: Values): Values {
  if (!Array.isArray(include) || !("gateway_unique_id" in others)) {
    return include === undefined ? others : { include, ...others };
  }
  const { exclude, ...rest } = others;
  return include.length > 0 ? { ...rest, include } : { ...rest, exclude: exclude ?? [] };
}

/** The local domains of a profile, which are an object of their own in Terraform. */
function fallbackOf(profile: AccountObject): AccountObject[] {
  if (profile.type !== DEFAULT_PROFILE && profile.type !== CUSTOM_PROFILE) return [];
  if (!Array.isArray(profile.values.fallback_domains)) return [];
  const type = `${profile.type}_local_domain_fallback`;
  const owner = profile.type === CUSTOM_PROFILE ? { policy_id: profile.id } : {};
  const { account_id: account } = profile.values;
  const values = { account_id: account, ...owner, domains: profile.values.fallback_domains };
  return [{ address: labelOf(type, profile.name), type, name: profile.name, data: false, values, id: profile.id }];
}

/** @internal What a report calls an object, such as `access_application "wiki.example.com"`. */
export function labelOf(type: string, name: string): string {
  return `${type.replace(/^cloudflare_(?:zero_trust_)?/, "")} "${name}"`;
}

/** @internal Gives objects with the same label different ones, since readers identify objects by their address. */
export function withUniqueAddresses(objects: readonly AccountObject[]): AccountObject[] {
  const seen = new Map<string, number>();
  for (const { address } of objects) seen.set(address, (seen.get(address) ?? 0) + 1);
  return objects.map((object) =>
    seen.get(object.address) === 1 ? object : { ...object, address: `${object.address} (${object.id})` },
  );
}
