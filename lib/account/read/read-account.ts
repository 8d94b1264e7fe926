import { accountObjects, Scope, withReferredPolicies, withUniqueAddresses } from "./account-objects";
import {
  accountCollections,
  applicationsOfZone,
  Collection,
  LIST,
  RECORD,
  recordsOf,
  TUNNEL,
  ZONE,
} from "./collections";
import { GapReporter } from "./gaps";
import { readTunnels } from "./tunnels";
import { unlistedZones } from "./unlisted-zones";
import { isValues, text } from "../../core/terraform/values";
import type { Client } from "../api/client";
import { ApiFailure } from "../api/failure";
import { listAll } from "../api/pages";
import type { Account, AccountObject } from "../model";

/**
 * Reads an account. What cannot be read is a gap, and never looks like an empty list.
 *
 * @param types the types of the app, of which some are read only if it contains them
 * @throws AccountError AccountTokenRejected
 * @internal
 */
export async function readAccount(
  client: Client,
  id: string,
  types: ReadonlySet<string> = new Set(),
): Promise<Account> {
  const reader = new AccountReader(client, id);
  const collections = accountCollections(id).filter(({ onDemand, type }) => onDemand !== true || types.has(type));
  const found = (await Promise.all(collections.map((each) => reader.read(each, { account_id: id })))).flat();
  // Every token can list zones: those of its accounts.
  reader.gaps.requireLess(collections.length - 1);
  const zones = found.filter(({ type }) => type === ZONE);
  const [records, { tunnels, configurations }, items] = await Promise.all([
    Promise.all(zones.map((zone) => reader.read(recordsOf(zone.id, zone.name), { zone_id: zone.id }))),
    readTunnels(
      client,
      id,
      found.filter(({ type }) => type === TUNNEL),
      reader.gaps,
    ),
    reader.items(found),
  ]);
  reader.gaps.add(...unlistedZones(zones, configurations));
  const ofZones = await reader.applicationsOf(zones, records.flat());
  // The configuration of a tunnel has the id of the tunnel, so it comes first: the last object with an id counts.
  const objects = [...configurations, ...withItems(found, items), ...records.flat(), ...ofZones];
  const named = withUniqueAddresses(withReferredPolicies(objects));
  const tunnelOf = new Map(named.filter(({ type }) => type === TUNNEL).map((tunnel) => [tunnel.id, tunnel]));
  return {
    id,
    objects: named,
    tunnels: tunnels.map((each) => ({ ...each, tunnel: tunnelOf.get(each.tunnel.id) ?? each.tunnel })),
    gaps: reader.gaps.all(),
  };
}

class AccountReader {
  public readonly gaps = new GapReporter();

  public constructor(
    private readonly client: Client,
    private readonly account: string,
  ) {}

  public async read(collection: Collection, scope: Scope): Promise<AccountObject[]> {
    const { path, query, pageSize, id = "id", what, type } = collection;
    const results = await this.gaps.around(
      { what, path, types: [type], permission: collection.permission },
      async () => {
        if (id !== null) return listAll(this.client, { path, query, pageSize, id });
        const { result } = await this.client.get(path);
        if (!isValues(result)) throw new ApiFailure("the result is not an object");
        return [result];
      },
    );
    const objects = accountObjects(results ?? [], collection, scope);
    return collection.type === RECORD ? objects.filter(isAddressRecord) : objects;
  }

  /**
   * The applications of the zones in which a record points to a tunnel. Other zones publish nothing through one.
   */
  public async applicationsOf(zones: AccountObject[], records: AccountObject[]): Promise<AccountObject[]> {
    const pointing = new Set(records.filter(pointsToTunnel).map(({ zone }) => zone));
    const read = zones
      .filter(({ id }) => pointing.has(id))
      .map(({ id, name }) => this.read(applicationsOfZone(id, name), { zone_id: id }));
    const known = new Set<string>();
    return (await Promise.all(read)).flat().filter(({ id }) => !known.has(id) && known.add(id));
  }

  /** The items of the lists to which policies and groups refer. The list of lists does not contain them. */
  public async items(objects: AccountObject[]): Promise<Map<string, unknown[]>> {
    const lists = objects.filter(({ type }) => type === LIST);
    const written = JSON.stringify(objects.filter(({ type }) => type !== LIST).map(({ values }) => values));
    const referred = lists.filter(({ id, values }) => !Array.isArray(values.items) && written.includes(id));
    const found = await Promise.all(
      referred.map(async ({ id, name }): Promise<[string, unknown[]] | undefined> => {
        const path = `accounts/${this.account}/gateway/lists/${encodeURIComponent(id)}/items`;
        const gap = { what: `items of list ${name}`, path, types: [LIST], permission: "Zero Trust: Read" };
        const items = await this.gaps.around(gap, () => listAll(this.client, { path, pageSize: 1000, id: "value" }));
        return items && [id, items];
      }),
    );
    return new Map(found.flatMap((each) => (each === undefined ? [] : [each])));
  }
}

function withItems(objects: AccountObject[], items: Map<string, unknown[]>): AccountObject[] {
  return objects.map((object) =>
    items.has(object.id) ? { ...object, values: { ...object.values, items: items.get(object.id) } } : object,
  );
}

function isAddressRecord({ values }: AccountObject): boolean {
  return ["A", "AAAA", "CNAME"].includes(text(values.type) ?? "");
}

/** @internal Whether a record points to a tunnel. */
export function pointsToTunnel({ values }: AccountObject): boolean {
  return (text(values.content) ?? "").toLowerCase().endsWith(".cfargotunnel.com");
}
