/** @internal The steps of a path below an object: names and indexes. */
export type Path = readonly (string | number)[];

/** @internal The objects to which an attribute can refer, and the attribute of them that it contains. */
export interface ExpectedSource {
  readonly types: readonly string[];
  readonly attribute: string;
}

const ZERO_TRUST = "cloudflare_zero_trust_";
const TUNNEL = `${ZERO_TRUST}tunnel_cloudflared`;

const IDENTITY_PROVIDER_TYPE = `${ZERO_TRUST}access_identity_provider`;
const APPLICATION: ExpectedSource = { types: [`${ZERO_TRUST}access_application`], attribute: "id" };
const IDENTITY_PROVIDER = idOf("access_identity_provider");
const LIST = idOf("list");
const VIRTUAL_NETWORK = idOf("tunnel_cloudflared_virtual_network");
const TUNNEL_ID: ExpectedSource = { types: [TUNNEL, `${ZERO_TRUST}tunnel_warp_connector`], attribute: "id" };

/** The last name of a path. A selector of version 4 contains ids, and one of version 5 an object with the id. */
const BY_NAME: Readonly<Record<string, ExpectedSource>> = {
  aud_tag: { ...APPLICATION, attribute: "aud" },
  tunnel_id: TUNNEL_ID,
  policies: idOf("access_policy"),
  application_id: APPLICATION,
  app_uid: APPLICATION,
  virtual_network_id: VIRTUAL_NETWORK,
  vnet_id: VIRTUAL_NETWORK,
  group: idOf("access_group"),
  service_token: idOf("access_service_token"),
  token_id: idOf("access_service_token"),
  email_list: LIST,
  ip_list: LIST,
  login_method: IDENTITY_PROVIDER,
  identity_provider_id: IDENTITY_PROVIDER,
  allowed_idps: IDENTITY_PROVIDER,
  device_posture: idOf("device_posture_rule"),
  integration_uid: idOf("device_posture_rule"),
  policy_id: idOf("device_custom_profile"),
  zone_id: { types: ["cloudflare_zone"], attribute: "id" },
};

function idOf(type: string): ExpectedSource {
  return { types: [`${ZERO_TRUST}${type}`], attribute: "id" };
}

/**
 * The objects to which an attribute can refer. Undefined if it can contain any text.
 *
 * @param type the name of the type in version 5 of the provider
 * @internal
 */
export function expectedSource(type: string, path: Path): ExpectedSource | undefined {
  if (!type.startsWith("cloudflare_")) return undefined;
  const names = path.filter((step) => typeof step === "string");
  const last = names[names.length - 1];
  if (isRecordContent(type, path)) return TUNNEL_ID;
  const key = last === "id" && names.length > 1 ? names[names.length - 2] : last;
  return Object.hasOwn(BY_NAME, key) ? BY_NAME[key] : undefined;
}

/** @internal Whether the attribute contains where a DNS record leads. */
export function isRecordContent(type: string, path: Path): boolean {
  return type === "cloudflare_dns_record" && path.length === 1 && (path[0] === "content" || path[0] === "value");
}

const RULES = ["include", "require", "exclude"];

/** The settings of an identity provider that show whom it admits. */
const WHOM = new Set(["auth_url", "directory_id", "apps_domain"]);

/** The attributes that determine who reaches what. Others may stay unknown. */
const RELEVANT: Readonly<Record<string, readonly string[]>> = {
  cloudflare_dns_record: ["name", "type", "content", "value", "proxied"],
  [`${TUNNEL}_config`]: ["tunnel_id", "config"],
  [`${TUNNEL}_route`]: ["network", "tunnel_id", "virtual_network_id"],
  [`${TUNNEL}_virtual_network`]: ["is_default_network"],
  [`${ZERO_TRUST}network_hostname_route`]: ["hostname", "tunnel_id"],
  [`${ZERO_TRUST}access_application`]: [
    "domain",
    "self_hosted_domains",
    "destinations",
    "policies",
    "type",
    "allowed_idps",
    "options_preflight_bypass",
  ],
  [`${ZERO_TRUST}access_policy`]: [...RULES, "decision", "application_id", "precedence"],
  [`${ZERO_TRUST}access_group`]: RULES,
  [IDENTITY_PROVIDER_TYPE]: ["type", "config"],
  [`${ZERO_TRUST}device_posture_rule`]: ["type"],
  [`${ZERO_TRUST}list`]: ["items", "items_with_description"],
  [`${ZERO_TRUST}organization`]: ["deny_unmatched_requests", "deny_unmatched_requests_exempted_zone_names"],
  [`${ZERO_TRUST}gateway_policy`]: [
    "action",
    "enabled",
    "filters",
    "traffic",
    "identity",
    "device_posture",
    "precedence",
    "schedule",
    "expiration",
    "rule_settings",
  ],
  [`${ZERO_TRUST}device_custom_profile`]: ["match", "precedence", "enabled", "include", "exclude"],
  [`${ZERO_TRUST}device_default_profile`]: ["include", "exclude"],
  [`${ZERO_TRUST}device_custom_profile_local_domain_fallback`]: ["policy_id", "domains"],
  [`${ZERO_TRUST}device_default_profile_local_domain_fallback`]: ["domains"],
};

/** @internal Whether an attribute determines who reaches what. */
export function isRelevant(type: string, path: Path): boolean {
  if (!Object.hasOwn(RELEVANT, type) || !RELEVANT[type].includes(String(path[0]))) return false;
  const names = path.filter((step) => typeof step === "string");
  const last = names[names.length - 1];
  if (last === "description" || last === "service") return false;
  if (type === IDENTITY_PROVIDER_TYPE && names[0] === "config") return WHOM.has(names[1]);
  if (names[0] === "config") {
    return !names.includes("origin_request") || names.includes("access") || last === "origin_request";
  }
  if (names[0] === "rule_settings") return names.length === 1 || /^(dns_resolvers|override_)/.test(names[1]);
  if (type === `${ZERO_TRUST}access_application` && names[0] === "policies") {
    return names.length === 1 || ["id", "precedence", "decision", ...RULES].includes(names[1]);
  }
  return true;
}

/** The arguments that the provider never computes. */
const NEVER_COMPUTED = new Set([...RULES, "config", "traffic", "decision"]);

/** @internal Whether an unknown value must come from the configuration, although the plan does not show it there. */
export function isArgument(type: string, attribute: string): boolean {
  if (type.startsWith(`${ZERO_TRUST}device_`)) return false;
  return NEVER_COMPUTED.has(attribute) && isRelevant(type, [attribute]);
}
