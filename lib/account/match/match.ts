import { KEYED_TYPES, keysOf } from "./keys";
import { isKnown, References } from "./references";
import { block, text, Values } from "../../core/terraform/values";
import { accountName, accountOf, areOtherAccounts } from "../../inventory/terraform/accounts";
import type { TerraformObject } from "../../inventory/terraform/objects";
import type { Account, AccountObject } from "../model";
import { APPLICATION, GATEWAY_POLICY, RECORD, TUNNEL, ZONE } from "../read/collections";

/** @internal An object of the app, and the one of the account that it describes. */
export type Match =
  | { readonly kind: "matched"; readonly object: TerraformObject; readonly found: AccountObject }
  /** There is none. Another object may have the place that it needs. */
  | { readonly kind: "missing"; readonly object: TerraformObject; readonly conflict?: AccountObject }
  | { readonly kind: "ambiguous"; readonly object: TerraformObject; readonly candidates: readonly AccountObject[] }
  /** It cannot be found, for this reason. It is `elsewhere` if it belongs to another account. */
  | {
      readonly kind: "unknown";
      readonly object: TerraformObject;
      readonly why: string;
      readonly isElsewhere?: boolean;
    };

/** @internal The matches of an app, and the values of its references. */
export interface Matches {
  readonly all: readonly Match[];
  readonly references: References;
}

/**
 * Finds the objects of an account that an app describes, by what identifies them independent of their ids. Nothing is
 * guessed: several candidates are ambiguous.
 *
 * @internal
 */
export function matchObjects(app: readonly TerraformObject[], account: Account): Matches {
  const references = new References(app);
  const candidates = new Candidates(account);
  matchZones(app, candidates, references);
  const byAddress = new Map<string, Match>();
  for (const type of KEYED_TYPES.filter((each) => each !== ZONE)) {
    for (const object of app.filter((each) => each.type === type && !each.data)) {
      const match =
        otherAccountMatch(object, account) ?? ownerMatch(object, byAddress) ?? matchOf(object, candidates, references);
      byAddress.set(object.address, match);
      if (match.kind === "matched") references.set(object.address, match.found);
    }
  }
  return { all: withoutShared([...byAddress.values()]), references };
}

/** An app reads its zones, and their names are in the arguments of the data source. */
function matchZones(app: readonly TerraformObject[], candidates: Candidates, references: References): void {
  for (const { type, address, values } of app) {
    if (type !== ZONE && type !== `${ZONE}s`) continue;
    const name = text(values.name) ?? text(block(values.filter).name);
    const found = candidates.of(ZONE, { name });
    if (found?.length === 1) references.set(address, found[0]);
  }
}

function otherAccountMatch(object: TerraformObject, { id }: Account): Match | undefined {
  const other = accountOf(object);
  if (!areOtherAccounts(other, id)) return undefined;
  const why = `it belongs to ${accountName(other!)}, which --account-id selects`;
  return { kind: "unknown", object, why, isElsewhere: true };
}

/** What identifies an object that belongs to another one: the other one, if it is part of the app. */
const OWNERS = ["tunnel_id", "policy_id", "virtual_network_id"];

/** What belongs to an object that does not exist does not exist either. Undefined if its owner was found. */
function ownerMatch(object: TerraformObject, byAddress: ReadonlyMap<string, Match>): Match | undefined {
  for (const attribute of OWNERS) {
    const address = /^\$\{(.+)\.\w+\}$/.exec(text(object.values[attribute]) ?? "")?.[1];
    const owner = address === undefined ? undefined : byAddress.get(address);
    if (owner === undefined || owner.kind === "matched") continue;
    if (owner.kind === "missing") return { kind: "missing", object };
    const isElsewhere = owner.kind === "unknown" && owner.isElsewhere === true;
    return { kind: "unknown", object, why: `${owner.object.address} was not found in the account`, isElsewhere };
  }
  return undefined;
}

function matchOf(object: TerraformObject, candidates: Candidates, references: References): Match {
  const { type, values } = object;
  const unread = candidates.unread(type);
  if (unread !== undefined) return { kind: "unknown", object, why: unread };
  if (values.for_each !== undefined || values.count !== undefined) {
    return { kind: "unknown", object, why: "only Terraform can evaluate how many objects it represents" };
  }
  const resolved = references.resolved(values) as Values;
  const isIdentified = OWNERS.every((attribute) => isKnown(resolved[attribute]));
  const found = isIdentified ? candidates.of(type, knownIn(resolved)) : undefined;
  if (found === undefined) return { kind: "unknown", object, why: "only Terraform can evaluate what identifies it" };
  if (found.length === 0) {
    const zone = candidates.unlistedZone(resolved);
    return zone === undefined ? candidates.elsewhere(object, resolved) : { kind: "unknown", object, why: zone };
  }
  const narrowed = found.length > 1 ? narrow(type, resolved, found) : found;
  return narrowed.length === 1
    ? { kind: "matched", object, found: narrowed[0] }
    : { kind: "ambiguous", object, candidates: narrowed };
}

function knownIn(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => isKnown(value)));
}

/** Several objects share a key: those that also agree in what else distinguishes them. */
function narrow(type: string, values: Values, found: readonly AccountObject[]): readonly AccountObject[] {
  const agreeing = found.filter((each) => {
    if (type === RECORD) return each.zone === text(values.zone_id);
    if (type === APPLICATION) return sameKeys(type, values, each.values);
    return values.precedence !== undefined && each.values.precedence === values.precedence;
  });
  return agreeing.length === 1 ? agreeing : found;
}

function sameKeys(type: string, a: Values, b: Values): boolean {
  return JSON.stringify(keysOf(type, a)?.sort()) === JSON.stringify(keysOf(type, b)?.sort());
}

/** Two objects of an app cannot be the same object of the account. */
function withoutShared(all: Match[]): Match[] {
  const uses = new Map<AccountObject, number>();
  for (const each of all) if (each.kind === "matched") uses.set(each.found, (uses.get(each.found) ?? 0) + 1);
  return all.map((each) =>
    each.kind !== "matched" || uses.get(each.found) === 1
      ? each
      : { kind: "ambiguous", object: each.object, candidates: [each.found] },
  );
}

class Candidates {
  private readonly byKey = new Map<string, AccountObject[]>();
  private readonly defaultNetworks: ReadonlySet<string>;
  private readonly listedNetworks: ReadonlySet<string>;
  private readonly zones: ReadonlySet<string>;

  public constructor(private readonly account: Account) {
    const networks = account.objects.filter(({ type }) => type === `${TUNNEL}_virtual_network`);
    this.listedNetworks = new Set(networks.map(({ id }) => id));
    this.zones = new Set(account.objects.filter(({ type }) => type === ZONE).map(({ id }) => id));
    this.defaultNetworks = new Set(
      networks.filter(({ values }) => values.is_default_network === true).map(({ id }) => id),
    );
    for (const object of account.objects) {
      const keys = keysOf(object.type, this.normalized(object.type, { ...object.values, ...ownerOf(object) })) ?? [];
      for (const key of keys) {
        const known = this.byKey.get(`${object.type} ${key}`);
        if (known === undefined) this.byKey.set(`${object.type} ${key}`, [object]);
        else known.push(object);
      }
    }
  }

  /** The objects that share a key with these values. Undefined if the keys are not known. */
  public of(type: string, values: Values): AccountObject[] | undefined {
    const keys = keysOf(type, this.normalized(type, values));
    return keys && [...new Set(keys.flatMap((key) => this.byKey.get(`${type} ${key}`) ?? []))];
  }

  /** An object with another key that has the place of this one: under another name the same, or a conflict. */
  public elsewhere(object: TerraformObject, resolved: Values): Match {
    const { type } = object;
    const other = this.account.objects.find((each) => each.type === type && hasSamePlace(type, resolved, each.values));
    if (other === undefined) return { kind: "missing", object };
    const isRenamed =
      type === GATEWAY_POLICY && resolved.action === other.values.action && resolved.traffic === other.values.traffic;
    return isRenamed ? { kind: "matched", object, found: other } : { kind: "missing", object, conflict: other };
  }

  /** Why the objects of a type could not be read. Undefined if they were. */
  public unread(type: string): string | undefined {
    const gap = this.account.gaps.find(({ types }) => types.includes(type));
    return gap && `${gap.what} could not be read`;
  }

  /** Why nothing is known of the zone of an object. The API lists only the zones that the token may read. */
  public unlistedZone({ zone_id: zone }: Values): string | undefined {
    if (zone === undefined || this.zones.has(text(zone) ?? "")) return undefined;
    return "its zone is not among the zones that the token can read";
  }

  /** A route without a virtual network is in the default one, which the API returns with its id. */
  private normalized(type: string, values: Values): Values {
    if (type !== `${TUNNEL}_route`) return values;
    const id = text(values.virtual_network_id);
    const isDefault = id === undefined || this.defaultNetworks.has(id) || !this.listedNetworks.has(id);
    const { virtual_network_id: _, ...others } = values;
    return isDefault ? others : values;
  }
}

/** Two Gateway policies cannot have one precedence, nor can two records have one name if one of them is a CNAME. */
function hasSamePlace(type: string, values: Values, others: Values): boolean {
  if (type === GATEWAY_POLICY) return values.precedence !== undefined && values.precedence === others.precedence;
  const isRecord = type === RECORD && [values.type, others.type].includes("CNAME");
  return isRecord && text(values.name)?.toLowerCase() === others.name;
}

/** The local domains of a profile have its id, which is not one of their attributes in the API. */
function ownerOf({ type, id }: AccountObject): Values {
  return type.endsWith("_local_domain_fallback") ? { policy_id: id } : {};
}
