import { isKnown, References } from "./references";
import { isValues, text, Values } from "../../core/terraform/values";
import type { TerraformObject } from "../../inventory/terraform/objects";
import { splitUri } from "../../reachability/access/destinations";
import type { AccountObject } from "../model";
import { ACCESS_POLICY, APPLICATION, DEVICE_SETTINGS, GATEWAY_POLICY, RECORD, TUNNEL } from "../read/collections";

/** @internal An attribute whose value in the account is not the one of the app. */
export interface Difference {
  /** The attribute, such as "session_duration" or "config.ingress[0].service". */
  readonly path: string;
  readonly inApp: unknown;
  readonly inAccount: unknown;
}

/** Attributes that are not part of the object, or that the provider sets. */
const OMITTED = new Set([
  ...["//", "account_id", "connection", "depends_on", "id", "lifecycle", "policy_id", "provider", "provisioner"],
  // Two names of the destinations of an application, which are compared as a whole.
  ...["domain", "self_hosted_domains"],
]);

/** Attributes whose values the API does not return, and that must not be printed. */
const SECRET = /secret$|password|private_key|^(?:key|token|(?:access|api|auth|refresh)_token)$/;

/** What an attribute is if the app does not contain it, where another value decides who reaches what. */
const DEFAULTS: Readonly<Record<string, Values>> = {
  [ACCESS_POLICY]: { include: [], require: [], exclude: [] },
  cloudflare_zero_trust_access_group: { include: [], require: [], exclude: [] },
  [APPLICATION]: { policies: [], options_preflight_bypass: false, allow_authenticate_via_warp: false },
  [GATEWAY_POLICY]: { traffic: "", identity: "", device_posture: "", enabled: false },
  [RECORD]: { proxied: false },
  [DEVICE_SETTINGS]: {},
};

/** The rules of policies and groups. */
const RULES = /^(?:include|require|exclude)\b/;

/** Lists whose order counts. The elements of the others are compared as sets. */
const ORDERED = /(?:^|\.)(?:ingress|policies)$/;

/**
 * Compares what the app writes with the account. Attributes that the app does not write are compared only if they
 * decide who reaches what. What only Terraform can evaluate is not compared.
 *
 * @internal
 */
export function differencesOf(object: TerraformObject, found: AccountObject, references: References): Difference[] {
  const { type } = object;
  const written = Object.entries({ ...DEFAULTS[type], ...object.values });
  return written
    .filter(([key]) => !OMITTED.has(key) && !SECRET.test(key))
    .flatMap(([key, value]) =>
      compared(key, normalized(type, key, references.resolved(value)), normalized(type, key, found.values[key])),
    );
}

function normalized(type: string, key: string, value: unknown): unknown {
  if (type === APPLICATION && key === "destinations" && Array.isArray(value)) {
    return value.map((each: unknown) =>
      isValues(each) && text(each.uri) !== undefined ? { type: "public", ...each, uri: uriOf(text(each.uri)!) } : each,
    );
  }
  // Only the order counts: the API numbers the policies from 1.
  if (type === APPLICATION && key === "policies" && Array.isArray(value)) {
    const precedence = (each: unknown) => (isValues(each) && typeof each.precedence === "number" ? each.precedence : 0);
    const ids = (each: unknown) => (isValues(each) && each.id !== undefined ? { id: each.id } : each);
    return [...(value as unknown[])].sort((a, b) => precedence(a) - precedence(b)).map(ids);
  }
  if (typeof value !== "string") return value;
  if (type === RECORD && key === "name") return value.toLowerCase();
  if (type.endsWith("hostname_route") && key === "hostname") return value.toLowerCase().replace(/^\*\./, "");
  // The API formats expressions.
  if (["traffic", "identity", "device_posture", "match"].includes(key)) return value.replace(/\s+/g, " ").trim();
  return value;
}

function uriOf(uri: string): string {
  const { hostname, path } = splitUri(uri);
  return hostname + path;
}

/** @internal The differences of one value. A value that the app does not set is equal to every other one. */
export function compared(path: string, inApp: unknown, inAccount: unknown): Difference[] {
  if (inApp === null || inApp === undefined || inApp === "" || !isComparable(inApp)) {
    return inApp === "" && !isUnset(inAccount) ? [{ path, inApp, inAccount }] : [];
  }
  if (Array.isArray(inApp)) return comparedLists(path, inApp, inAccount);
  if (isValues(inApp)) {
    // A selector without a value, such as "everyone".
    if (Object.keys(inApp).length === 0 && RULES.test(path) && !isValues(inAccount)) {
      return [{ path, inApp, inAccount }];
    }
    const other = isValues(inAccount) ? inAccount : {};
    return Object.entries(inApp)
      .filter(([key]) => key !== "//" && !SECRET.test(key))
      .flatMap(([key, value]) => compared(`${path}.${key}`, value, other[key]));
  }
  const isEqual = String(inApp) === String(inAccount) || (isUnset(inApp) && isUnset(inAccount));
  return isEqual ? [] : [{ path, inApp, inAccount }];
}

/** A text that only Terraform can evaluate is not compared. A list or an object is, in its other parts. */
function isComparable(value: unknown): boolean {
  return (
    isValues(value) ||
    (Array.isArray(value) && value.every((each) => isValues(each) || isKnown(each))) ||
    isKnown(value)
  );
}

function comparedLists(path: string, inApp: unknown[], inAccount: unknown): Difference[] {
  const left = [...blockOrList(inAccount, inApp)];
  if (inApp.length !== left.length) return [{ path, inApp, inAccount }];
  if (ORDERED.test(path)) return inApp.flatMap((each, i) => compared(`${path}[${i}]`, each, left[i]));
  for (const each of inApp) {
    const at = left.findIndex((other) => compared(path, each, other).length === 0);
    if (at < 0) return [{ path, inApp, inAccount }];
    left.splice(at, 1);
  }
  return [];
}

/** A block is an object in the API and a list of one object in Terraform, or the reverse. */
function blockOrList(inAccount: unknown, inApp: unknown[]): unknown[] {
  if (Array.isArray(inAccount)) return inAccount;
  return isValues(inAccount) && inApp.length === 1 && isValues(inApp[0]) ? [inAccount] : [];
}

function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === "" || value === false;
}

/** Attributes that the provider cannot change in place: it replaces the object. */
const REPLACING: Readonly<Record<string, readonly string[]>> = {
  [TUNNEL]: ["config_src"],
  [RECORD]: ["zone_id"],
  cloudflare_zero_trust_access_identity_provider: ["type"],
};

/** @internal Whether the provider replaces the object because of a difference. */
export function isReplacing(type: string, { path }: Difference): boolean {
  return REPLACING[type]?.includes(path) ?? false;
}

/** @internal A value of a difference as text. */
export function valueText(value: unknown): string {
  if (value === undefined || value === null) return "not set";
  const written = JSON.stringify(value, (key, each: unknown) =>
    SECRET.test(key) ? "(hidden)" : typeof each === "symbol" ? "(known after apply)" : each,
  );
  return written.length > 160 ? `${written.slice(0, 157)}...` : written;
}
