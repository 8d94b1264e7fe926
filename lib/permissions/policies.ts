import type { NeededPermission, StackToken, ZoneReference } from "./model";
import type { Scope } from "./table";

const PREFIX = "com.cloudflare.api.account";

/** @internal The scope of a permission group in Cloudflare's API. */
export const API_SCOPES: Readonly<Record<Scope, string>> = { account: PREFIX, zone: `${PREFIX}.zone` };

/** @internal Stands for an account id that is not in the configuration. */
export const UNKNOWN_ACCOUNT = "ACCOUNT_ID";

/** @internal What a policy of a token covers: "*", or a table of zones. */
export type Resources = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** @internal One policy of an API token: some permission groups for an account, or for zones. */
export interface TokenPolicy {
  readonly permissions: readonly NeededPermission[];
  readonly resources: Resources;
}

/**
 * The policies of a token.
 *
 * @param idOf the text that represents a zone whose id is not in the configuration
 * @internal
 */
export function policiesOf(
  { account = UNKNOWN_ACCOUNT, permissions, zones }: StackToken,
  idOf: (zone: ZoneReference & { kind: "name" | "unknown" }) => string,
): TokenPolicy[] {
  const ofAccount = permissions.filter(({ scope }) => scope === "account");
  const ofZones = permissions.filter(({ scope }) => scope === "zone");
  const all = { [`${PREFIX}.${account}`]: { [`${PREFIX}.zone.*`]: "*" } };
  const some = zones.flatMap((zone) =>
    zone.kind === "all" ? [] : [[`${PREFIX}.zone.${zone.kind === "id" ? zone.id : idOf(zone)}`, "*"]],
  );
  const isAll = zones.some(({ kind }) => kind === "all");
  return [
    ...(ofAccount.length === 0 ? [] : [{ permissions: ofAccount, resources: { [`${PREFIX}.${account}`]: "*" } }]),
    ...(ofZones.length === 0 ? [] : [{ permissions: ofZones, resources: isAll ? all : Object.fromEntries(some) }]),
  ];
}

/** @internal The name of the token of a stack. */
export function tokenName({ stack }: StackToken): string {
  return `terraform ${stack}`;
}
