import type { Edges } from "./flat-edges";
import type { FlatNames } from "./flat-names";
import { isValues, text, Values } from "../../core/terraform/values";
import type { TerraformObject } from "../../inventory/terraform/objects";

/** @internal The objects before or after an apply, by address. */
export interface FlatSide {
  readonly objects: ReadonlyMap<string, TerraformObject>;
  readonly edges: Edges;
}

/** The attributes that the API assigns, and that other objects contain. */
const IDENTIFIERS = ["id", "aud"] as const;

const CONFIGURATION = "cloudflare_zero_trust_tunnel_cloudflared_config";

/** A UUID, a tag or an audience of Cloudflare, or the placeholder of one. */
const IDENTIFIER =
  /(?<![\w-])[0-9a-f][0-9a-f-]{30,62}[0-9a-f](?![\w-])|(?:module\.[\w-]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\.)*[a-z]\w*\.[\w-]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\.(?:id|aud)(?![\w-])/g;

const WHOLE_IDENTIFIER = new RegExp(`^(?:${IDENTIFIER.source})$`);

/** An object, and the attribute of it with an identifier. */
interface Owner {
  readonly address: string;
  readonly attribute: string;
}

/**
 * The identifiers that objects contain of other objects. One becomes a reference if every object that contains it
 * depends on its object, before and after the apply. Otherwise a reference would be an order that the plan does not
 * have, so that the object gets the identifier of the plan instead.
 *
 * @internal
 */
export class FlatIdentifiers {
  private readonly owners: ReadonlyMap<FlatSide, ReadonlyMap<string, Owner>>;
  private readonly literal = new Set<string>();

  public constructor(
    sides: readonly FlatSide[],
    private readonly names: FlatNames,
  ) {
    this.owners = new Map(sides.map((side) => [side, ownersIn(side)]));
    const all = new Set([...this.owners.values()].flatMap((each) => [...each.keys()]));
    for (const side of sides) sharedIn(side).forEach((each) => this.literal.add(each));
    for (const side of sides) {
      for (const { address, values } of side.objects.values()) {
        for (const found of identifiersIn(otherValues(values))) {
          if (all.has(found) && !this.isBelow(side, address, found)) this.literal.add(found);
        }
      }
    }
  }

  /** The arguments of an object, with references to others. */
  public argumentsOf(side: FlatSide, { type, values }: TerraformObject): Values {
    const own = IDENTIFIERS.flatMap((attribute) => {
      const value = text(values[attribute]);
      const isSet = value !== undefined && type !== CONFIGURATION && !this.isAssigned(value);
      return isSet ? [[attribute, value]] : [];
    });
    const others = Object.entries(otherValues(values)).filter(([, value]) => value !== null && value !== undefined);
    return { ...(this.referring(side, Object.fromEntries(others)) as Values), ...Object.fromEntries(own) };
  }

  /** A value with references to other objects. */
  public referring(side: FlatSide, value: unknown): unknown {
    if (typeof value === "string") return this.referringText(side, value);
    if (Array.isArray(value)) return value.map((each) => this.referring(side, each));
    if (!isValues(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.referring(side, each)]));
  }

  private referringText(side: FlatSide, written: string): string {
    const owners = this.owners.get(side)!;
    return written.replace(IDENTIFIER, (found) => {
      const owner = this.literal.has(found) ? undefined : owners.get(found);
      return owner === undefined ? found : `\${${this.names.of(owner.address)}.${owner.attribute}}`;
    });
  }

  /** Whether the simulated cloud assigns the identifier. */
  private isAssigned(value: string): boolean {
    return WHOLE_IDENTIFIER.test(value) && !this.literal.has(value);
  }

  private isBelow(side: FlatSide, address: string, identifier: string): boolean {
    const owner = this.owners.get(side)!.get(identifier);
    return owner !== undefined && dependsOn(side.edges, address, owner.address);
  }
}

function ownersIn(side: FlatSide): Map<string, Owner> {
  return new Map(ownedIn(side));
}

/** Identifiers of several objects, such as of a device profile and its local domain fallback. */
function sharedIn(side: FlatSide): string[] {
  const seen = new Set<string>();
  return ownedIn(side).flatMap(([value]) => {
    if (seen.has(value)) return [value];
    seen.add(value);
    return [];
  });
}

function ownedIn({ objects }: FlatSide): [string, Owner][] {
  return (
    [...objects.values()]
      // The id of a configuration is that of its tunnel.
      .filter(({ type }) => type.startsWith("cloudflare_") && type !== CONFIGURATION)
      .flatMap(({ address, values }) =>
        IDENTIFIERS.flatMap((attribute): [string, Owner][] => {
          const value = text(values[attribute]);
          return value === undefined ? [] : [[value, { address, attribute }]];
        }),
      )
  );
}

function otherValues({ id: _, aud: __, ...values }: Values): Values {
  return values;
}

function identifiersIn(value: unknown): string[] {
  if (typeof value === "string") return value.match(IDENTIFIER) ?? [];
  if (Array.isArray(value)) return value.flatMap(identifiersIn);
  return isValues(value) ? Object.values(value).flatMap(identifiersIn) : [];
}

/** Whether an object depends on another one, directly or not. */
function dependsOn(edges: Edges, from: string, to: string): boolean {
  const visited = new Set([from]);
  const pending = [from];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const targets = edges.get(next) ?? [];
    if (targets.includes(to)) return true;
    for (const each of targets) {
      if (visited.has(each)) continue;
      visited.add(each);
      pending.push(each);
    }
  }
  return false;
}
