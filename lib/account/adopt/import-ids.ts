import type { AccountObject } from "../model";
import {
  APPLICATION,
  CUSTOM_PROFILE,
  DEFAULT_PROFILE,
  GATEWAY_POLICY,
  LIST,
  RECORD,
  TUNNEL,
} from "../read/collections";

const PREFIX = "cloudflare_zero_trust_";

/** The forms of the ids by which the provider imports objects. */
type ImportId = (account: string, object: AccountObject) => string;

const ofAccount: ImportId = (account, { id }) => `${account}/${id}`;
/** Objects that exist below an account and below a zone. */
const ofAccountOrZone: ImportId = (account, { id }) => `accounts/${account}/${id}`;
const ofSingleton: ImportId = (account) => account;

/** The ids by type, as `ImportState` of the provider reads them. */
const IMPORT_IDS: ReadonlyMap<string, ImportId> = new Map<string, ImportId>([
  [TUNNEL, ofAccount],
  [`${TUNNEL}_config`, ofAccount],
  [`${TUNNEL}_route`, ofAccount],
  [`${TUNNEL}_virtual_network`, ofAccount],
  [`${PREFIX}network_hostname_route`, ofAccount],
  [APPLICATION, ofAccountOrZone],
  [`${PREFIX}access_policy`, ofAccount],
  [`${PREFIX}access_group`, ofAccountOrZone],
  [`${PREFIX}access_service_token`, ofAccountOrZone],
  [`${PREFIX}access_identity_provider`, ofAccountOrZone],
  [`${PREFIX}access_tag`, ofAccount],
  [`${PREFIX}organization`, ofSingleton],
  [GATEWAY_POLICY, ofAccount],
  [LIST, ofAccount],
  [`${PREFIX}device_posture_rule`, ofAccount],
  [CUSTOM_PROFILE, ofAccount],
  [`${CUSTOM_PROFILE}_local_domain_fallback`, ofAccount],
  [DEFAULT_PROFILE, ofSingleton],
  [`${DEFAULT_PROFILE}_local_domain_fallback`, ofSingleton],
  [RECORD, (_, { zone, id }) => `${zone!}/${id}`],
  ["cloudflare_notification_policy", ofAccount],
]);

/** @internal The id by which the provider imports an object. Undefined if it cannot import the type. */
export function importIdOf(account: string, object: AccountObject): string | undefined {
  return IMPORT_IDS.get(object.type)?.(account, object);
}
