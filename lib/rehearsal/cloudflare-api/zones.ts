import type { EndpointRequest, ReadEndpoint } from "./endpoint";
import { ApiProblem, success } from "./envelope";
import type { Values } from "../../core/terraform/values";
import { hash } from "../cloud/computed";

const ZONE = "cloudflare_zone";
const FILTERS = ["name", "account.id", "account.name", "status", "type", "match", "order", "direction"];

/**
 * The zones of the account: those whose names were looked up. Every name has a zone, because the rehearsal does not
 * know the account of the user.
 *
 * @internal
 */
export class Zones {
  private readonly names = new Map<string, string>();

  /** The id of the zone with a name. */
  public idOf(name: string): string {
    const id = hash(ZONE, name).toString("hex").slice(0, 32);
    this.names.set(id, name);
    return id;
  }

  /** The name of a zone. Undefined if it was never looked up. */
  public nameOf(id: string): string | undefined {
    return this.names.get(id);
  }

  /** The zones that were looked up. */
  public all(): Values[] {
    return [...this.names].map(([id, name]) => zone(id, name));
  }
}

/** @internal The endpoints of zones. They are read only. */
export const ZONE_ENDPOINTS: ReadEndpoint[] = [
  { method: "GET", path: "zones", type: ZONE, list: zonesOf },
  {
    method: "GET",
    path: "zones/{zone_id}",
    type: ZONE,
    idOf: ({ parameters }) => parameters.zone_id,
    read: ({ zones, parameters: { zone_id: id } }) => {
      const name = zones.nameOf(id);
      if (name === undefined) {
        throw new ApiProblem(404, 1001, `zone ${id} is unknown: it was not looked up by its name in this rehearsal`);
      }
      return success(zone(id, name));
    },
  },
];

function zonesOf({ zones, query }: EndpointRequest): Values[] {
  for (const key of query.keys()) {
    if (!FILTERS.includes(key) && !["page", "per_page"].includes(key)) {
      throw new ApiProblem(400, 6003, `the filter "${key}" of zones is not supported`);
    }
  }
  const name = query.get("name");
  if (name === null) return zones.all();
  return [zone(zones.idOf(name), name)];
}

function zone(id: string, name: string): Values {
  return {
    id,
    name,
    status: "active",
    type: "full",
    paused: false,
    development_mode: 0,
    created_on: "2026-01-01T00:00:00Z",
    modified_on: "2026-01-01T00:00:00Z",
    activated_on: "2026-01-01T00:00:00Z",
    name_servers: ["ada.ns.example.com", "bob.ns.example.com"],
    original_name_servers: [],
    permissions: [],
    account: {},
    owner: {},
    meta: {},
    plan: {},
  };
}
