import type { ResourceChange, TargetRow } from "./model";
import { inventoryOf } from "../inventory/inventory";
import type { HostAccessEntry, HostEntry, PrivateRouteEntry } from "../inventory/model";
import { routeName } from "../inventory/network/labels";
import type { TerraformObject } from "../inventory/terraform/objects";

/** @internal All targets after the apply, the hosts first. */
export function targetRows(changes: readonly ResourceChange[], changed: ReadonlySet<string>): TargetRow[] {
  const { hosts, privateRoutes } = inventoryOf(
    "after",
    changes.flatMap(({ after }) => (after === undefined ? [] : withoutSharedId(after))),
  );
  return [
    ...hosts.map((host) => hostRow(host, changed.has(host.hostname))),
    ...privateRoutes.map((route) => routeRow(route, changed)),
  ];
}

/** A configuration has the id of its tunnel, which other objects mean. */
function withoutSharedId(object: TerraformObject): TerraformObject {
  const { id, ...values } = object.values;
  return id === values.tunnel_id ? { ...object, values } : object;
}

function hostRow({ hostname, access, protection, routes, tunnel }: HostEntry, isChanged: boolean): TargetRow {
  const layers = [...protection.layers, ...protection.unverified.map((layer) => `${layer} (not verified)`)];
  return {
    target: hostname,
    who: whoIs(access),
    protection: layers.join(", ") || "none",
    origin: `${routes.map(({ service }) => service).join(", ")} through ${tunnel.name}`,
    isChanged,
  };
}

function whoIs(access: HostAccessEntry): string {
  switch (access.kind) {
    case "policies":
      return access.policies.map(({ who }) => who).join("; ") || "no user";
    case "existing":
      return "users of an application that is managed elsewhere";
    case "public":
      return `anyone (declared public: ${access.reason})`;
    case "none":
      return UNPROTECTED;
  }
}

const UNPROTECTED = "anyone";

function routeRow(
  { destination, virtualNetwork, who, tunnel }: PrivateRouteEntry,
  changed: ReadonlySet<string>,
): TargetRow {
  return {
    target: `${destination} in ${virtualNetwork}`,
    who: who.join("; "),
    protection: "Gateway policies",
    origin: `tunnel ${tunnel}`,
    isChanged: changed.has(routeName(destination, virtualNetwork)),
  };
}
