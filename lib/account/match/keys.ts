import { parseCidr } from "../../core/addresses/cidr";
import { text, Values } from "../../core/terraform/values";
import { publicDestinations } from "../../reachability/access/destinations";
import {
  ACCESS_POLICY,
  APPLICATION,
  CUSTOM_PROFILE,
  DEFAULT_PROFILE,
  DEVICE_SETTINGS,
  GATEWAY_POLICY,
  LIST,
  RECORD,
  TUNNEL,
  ZONE,
} from "../read/collections";

/**
 * What identifies an object, independent of its id: one key, or several of which one is enough. Undefined if a value
 * that belongs to the key is not known.
 */
type KeysOf = (values: Values) => string[] | undefined;

const PREFIX = "cloudflare_zero_trust_";
const DEFAULT_NETWORK = "default";

const byName: KeysOf = ({ name }) => keys(name);
const singleton: KeysOf = () => ["the account"];

/** The keys by Terraform type, in an order in which an object follows those that its key refers to. */
const KEYS: ReadonlyMap<string, KeysOf> = new Map<string, KeysOf>([
  [ZONE, byName],
  [TUNNEL, byName],
  [`${TUNNEL}_virtual_network`, byName],
  [`${PREFIX}access_identity_provider`, ({ name, type }) => keys(name, type)],
  [`${PREFIX}access_tag`, byName],
  [LIST, ({ name, type }) => keys(name, type)],
  [`${PREFIX}device_posture_rule`, ({ name, type }) => keys(name, type)],
  [`${PREFIX}access_service_token`, byName],
  [`${PREFIX}access_group`, byName],
  [ACCESS_POLICY, byName],
  [APPLICATION, applicationKeys],
  [`${TUNNEL}_config`, ({ tunnel_id: tunnel }) => keys(tunnel)],
  [`${TUNNEL}_route`, ({ network, virtual_network_id: id }) => keys(cidr(network), text(id) ?? DEFAULT_NETWORK)],
  [`${PREFIX}network_hostname_route`, ({ hostname }) => keys(text(hostname)?.toLowerCase().replace(/^\*\./, ""))],
  // Its name contains the name of the zone.
  [RECORD, ({ name, type }) => keys(text(name)?.toLowerCase(), type)],
  [GATEWAY_POLICY, byName],
  [CUSTOM_PROFILE, byName],
  [`${CUSTOM_PROFILE}_local_domain_fallback`, ({ policy_id: id }) => keys(id)],
  [DEFAULT_PROFILE, singleton],
  [`${DEFAULT_PROFILE}_local_domain_fallback`, singleton],
  [DEVICE_SETTINGS, singleton],
  [`${PREFIX}organization`, singleton],
  ["cloudflare_notification_policy", byName],
]);

/** @internal The types of which objects are found by a key, in an order in which references are known. */
export const KEYED_TYPES: readonly string[] = [...KEYS.keys()];

/** @internal The keys of an object, whose references are replaced by ids. */
export function keysOf(type: string, values: Values): string[] | undefined {
  return KEYS.get(type)?.(values);
}

/** Applications of one type that cover no host exist once, such as the one for device enrollment. */
function applicationKeys(values: Values): string[] | undefined {
  const uris = publicDestinations(undefined, values).map(({ hostname, path }) => hostname + path);
  if (uris.length > 0) return uris;
  const type = text(values.type) ?? "self_hosted";
  return type === "warp" || type === "app_launcher" ? [`type ${type}`] : keys(type, values.name);
}

function keys(...parts: unknown[]): string[] | undefined {
  const texts = parts.map((part) => text(part));
  return texts.includes(undefined) ? undefined : [texts.join(" ")];
}

function cidr(network: unknown): string | undefined {
  return parseCidr(text(network) ?? "")?.text;
}
