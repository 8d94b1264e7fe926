import type { NeededPermission, PermissionReport, StackToken, ZoneReference } from "./model";
import { Permission, permissionOf } from "./table";
import { currentName } from "../check/plan/resource-names";
import { isExpression } from "../core/terraform/expressions";
import { block, compare, text } from "../core/terraform/values";
import type { TerraformObject } from "../inventory/terraform/objects";

/** @internal The objects of one stack. */
export interface PermissionView {
  readonly name: string;
  readonly own: TerraformObject[];
  /** Those of the other stacks, to which references may lead. */
  readonly others: TerraformObject[];
}

/** @internal Derives the permissions of each stack from the types of its resources and data sources. */
export function permissionsOf(views: readonly PermissionView[]): PermissionReport {
  const derived = views.map(derive);
  return {
    tokens: derived.flatMap(({ tokens }) => tokens),
    without: views.filter((_, i) => derived[i].tokens.length === 0 && derived[i].isUnderstood).map(({ name }) => name),
    notUnderstood: derived.flatMap(({ notUnderstood }) => notUnderstood),
  };
}

interface Derived {
  readonly tokens: readonly StackToken[];
  readonly notUnderstood: readonly string[];
  readonly isUnderstood: boolean;
}

/** An object of the provider and what it needs. */
interface Need {
  readonly object: TerraformObject;
  readonly permission: Permission;
}

function derive({ name, own, others }: PermissionView): Derived {
  const objects = own.filter(({ type }) => type.startsWith("cloudflare_"));
  const needs: Need[] = [];
  const unknown: string[] = [];
  for (const object of objects) {
    const permission = permissionOf(currentName(object.type), object.data);
    if (permission === undefined) {
      unknown.push(`${name}: ${object.address}: the permission group of ${object.type} is not known`);
    } else if (permission !== "none") {
      needs.push({ object, permission: inItsScope(permission, object) });
    }
  }
  const zones = zonesOf(needs, [...own, ...others]);
  const ids = objects.flatMap(({ values }) => text(values.account_id) ?? []);
  const accounts = [...new Set(ids.filter((id) => !isExpression(id)))].sort(compare);
  const isZoned = zones.length > 0;
  const tokens =
    needs.length === 0
      ? []
      : accounts.length > 1
        ? accounts.map((account) => tokenOf(name, account, needs, zones, accounts))
        : [tokenOf(name, accounts[0], needs, zones, accounts)];
  return {
    tokens,
    notUnderstood: [
      ...unknown,
      ...zones.flatMap((zone) =>
        zone.kind === "unknown" ? [`${name}: only Terraform can evaluate the zone ${zone.expression}`] : [],
      ),
      ...(accounts.length > 1 && isZoned
        ? [`${name}: the stack has ${accounts.length} accounts, and it is not known to which of them a zone belongs`]
        : []),
    ],
    isUnderstood: unknown.length === 0,
  };
}

/** Access objects can belong to a zone. The group of the zone has the same name. */
function inItsScope(permission: Permission, { values }: TerraformObject): Permission {
  const belongsToZone = text(values.zone_id) !== undefined && text(values.account_id) === undefined;
  const isAccess = permission.group.startsWith("Access: ");
  return isAccess && belongsToZone ? { ...permission, scope: "zone" } : permission;
}

function tokenOf(
  stack: string,
  account: string | undefined,
  needs: readonly Need[],
  zones: readonly ZoneReference[],
  accounts: readonly string[],
): StackToken {
  const own = needs.filter(({ object, permission }) => {
    const id = text(object.values.account_id);
    return permission.scope === "zone" || id === undefined || accounts.length < 2 || id === account || isExpression(id);
  });
  return { stack, ...(account !== undefined && { account }), permissions: neededOf(own), zones };
}

/** Each group once, with the higher level. */
function neededOf(needs: readonly Need[]): NeededPermission[] {
  const keyOf = ({ group, scope }: Permission) => `${scope} ${group}`;
  const keys = [...new Set(needs.map(({ permission }) => keyOf(permission)))].sort(compare);
  return keys.map((key) => {
    const same = needs.filter(({ permission }) => keyOf(permission) === key);
    const { name, scope } = (same.find(({ permission }) => permission.writes) ?? same[0]).permission;
    const types = same.map(({ object }) => `${object.data ? "data." : ""}${object.type}`);
    return { name, scope, types: [...new Set(types)].sort(compare) };
  });
}

function zonesOf(needs: readonly Need[], all: readonly TerraformObject[]): ZoneReference[] {
  const zones = needs.filter(({ permission }) => permission.scope === "zone").map(({ object }) => zoneOf(object, all));
  return [...new Map(zones.map((zone) => [JSON.stringify(zone), zone])).values()].sort((a, b) =>
    compare(JSON.stringify(a), JSON.stringify(b)),
  );
}

const REFERENCE = /^\$\{([^{}]+)\.(?:id|zone_id)\}$/;

function zoneOf({ type, data, values }: TerraformObject, all: readonly TerraformObject[]): ZoneReference {
  if (type === "cloudflare_zone" && !data) return { kind: "all" };
  const written = text(values.zone_id);
  if (written === undefined) {
    const name = text(block(values.filter).name) ?? text(values.name);
    const isListed = type === "cloudflare_zone" || type === "cloudflare_zones";
    return isListed && name !== undefined && !isExpression(name) ? { kind: "name", name } : { kind: "all" };
  }
  if (!isExpression(written)) return { kind: "id", id: written };
  const address = REFERENCE.exec(written)?.[1];
  const zone = all.find((each) => each.address === address);
  return zone === undefined || !/^cloudflare_zones?$/.test(zone.type)
    ? { kind: "unknown", expression: written }
    : zoneOf(zone, all);
}
