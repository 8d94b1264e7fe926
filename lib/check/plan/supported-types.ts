import { blocks, isValues, text, Values } from "../../core/terraform/values";

const ZERO_TRUST = "cloudflare_zero_trust_";

/** @internal The types that the check evaluates. */
export const EVALUATED: ReadonlySet<string> = new Set([
  "cloudflare_dns_record",
  "cloudflare_zone",
  ...[
    "access_application",
    "access_group",
    "access_identity_provider",
    "access_policy",
    "access_service_token",
    "device_custom_profile",
    "device_custom_profile_local_domain_fallback",
    "device_default_profile",
    "device_default_profile_local_domain_fallback",
    "device_posture_rule",
    "device_settings",
    "gateway_policy",
    "list",
    "network_hostname_route",
    "organization",
    "tunnel_cloudflared",
    "tunnel_cloudflared_config",
    "tunnel_cloudflared_route",
    "tunnel_cloudflared_token",
    "tunnel_cloudflared_virtual_network",
    // Its routes are evaluated like those of other tunnels.
    "tunnel_warp_connector",
  ].map((name) => ZERO_TRUST + name),
]);

/** What an object of an unsupported type can do. */
const ROUTES = "it can publish a host, or lead requests for a host to another origin";
const PRIVATE = "it can lead to private addresses";
const CODE = "its code handles the requests of a host";

/** The unsupported types that can affect who reaches what, by the start of their names. */
const UNSUPPORTED: readonly (readonly [prefix: string, why: string])[] = [
  ["cloudflare_load_balancer_monitor", ""],
  ["cloudflare_load_balancer", ROUTES],
  ["cloudflare_spectrum_application", ROUTES],
  ["cloudflare_custom_hostname", ROUTES],
  ["cloudflare_cloud_connector_rules", ROUTES],
  ["cloudflare_dns_zone_transfers_incoming", "it creates DNS records that the plan does not contain"],
  ["cloudflare_pages_domain", ROUTES],
  ["cloudflare_snippet", CODE],
  ["cloudflare_worker_route", CODE],
  ["cloudflare_workers_route", CODE],
  ["cloudflare_worker_domain", CODE],
  ["cloudflare_workers_custom_domain", CODE],
  ["cloudflare_connectivity_directory_service", PRIVATE],
  ["cloudflare_magic_wan_static_route", PRIVATE],
  ["cloudflare_static_route", PRIVATE],
  ["cloudflare_magic_transit_site", PRIVATE],
  ["cloudflare_split_tunnel", "it determines which traffic devices send through the tunnel"],
  [`${ZERO_TRUST}split_tunnel`, "it determines which traffic devices send through the tunnel"],
  [`${ZERO_TRUST}access_infrastructure_target`, PRIVATE],
  [`${ZERO_TRUST}access_ai_controls_mcp`, "it publishes servers in a portal"],
];

/** The types without an effect on who reaches what, by the start of their names, with the reason. */
const WITHOUT_EFFECT: Readonly<Record<string, readonly string[]>> = {
  "restricts requests or reports them": [
    ...["access_rule", "api_shield", "bot_management", "content_scanning", "filter", "firewall_rule", "healthcheck"],
    ...["leaked_credential", "magic_firewall_ruleset", "magic_network_monitoring", "page_shield", "rate_limit"],
    ...[
      "schema_validation",
      "token_validation",
      "turnstile_widget",
      "user_agent_blocking_rule",
      "waf_",
      "waiting_room",
    ],
    ...["zone_lockdown", "load_balancer_monitor", "vulnerability_scanner", "dns_firewall", "dls_", "ipsec_tunnel"],
    ...["gre_tunnel", "magic_wan_gre_tunnel", "magic_wan_ipsec_tunnel", "magic_transit_connector"],
  ],
  "sets how content is delivered": [
    ...["argo", "cache_", "custom_pages", "custom_page_asset", "managed_headers", "managed_transforms", "observatory"],
    ...["regional_", "tiered_cache", "url_normalization", "web_analytics", "zone_cache", "zone_setting", "zone_dns"],
    ...["zone_hold", "zone_subscription", "zone_auto_origin", "google_tag_gateway", "origin_cloud_region", "zaraz"],
    ...["account_dns_settings", "total_tls", "address_map", "byo_ip_prefix", "ct_alerting"],
  ],
  "is a certificate or a setting of TLS": [
    ...["authenticated_origin_pulls", "certificate_", "client_certificate", "custom_csr", "custom_origin_trust_store"],
    ...["custom_ssl", "hostname_tls", "keyless_certificate", "mtls_certificate", "origin_ca_certificate", "origin_tls"],
    ...["universal_ssl"],
  ],
  "stores data, or publishes only its own content": [
    ...["ai_", "calls_", "d1_", "flagship_", "hyperdrive", "image", "moq_relay", "pages_project", "pipeline", "queue"],
    ...["r2_", "secrets_store", "stream", "web3_hostname", "worker", "workflow", "cron_trigger"],
  ],
  "concerns the account, its members or its e-mail": [
    ...[
      "account",
      "api_token",
      "cloudforce_one",
      "email_",
      "logpull",
      "logpush",
      "notification_policy",
      "oauth_client",
    ],
    ...["organization", "registrar_domain", "share", "sso_connector", "user", "dns_zone_transfers", "list"],
  ],
  "concerns Zero Trust, but not who reaches what": [
    ...["access_bookmark", "access_ca_certificate", "access_custom_page", "access_keys_configuration", "access_mutual"],
    ...[
      "access_tag",
      "device_dex",
      "device_managed_networks",
      "device_policy_certificates",
      "device_posture_integration",
    ],
    ...["dlp_", "gateway_app_types", "risk_", "teams_account", "teams_location", "teams_proxy_endpoint"],
    ...[
      ...["access_custom_page", "access_key", "access_mtls", "access_short_lived_certificate", "access_tag"],
      ...["device_certificates", "device_default_profile_certificates", "device_deployment_groups"],
      ...[
        "device_managed_networks",
        "device_posture_integration",
        "dex_",
        "dlp_",
        "dns_location",
        "gateway_certificate",
      ],
      ...["gateway_logging", "gateway_pacfile", "gateway_proxy_endpoint", "gateway_settings", "risk_"],
    ].map((name) => `zero_trust_${name}`),
  ],
};

const NO_EFFECT = Object.values(WITHOUT_EFFECT).flat();

/**
 * Why an object cannot be evaluated, as a clause. Undefined if it is evaluated, or has no effect on who reaches what.
 *
 * @param type the name of the type in version 5 of the provider
 * @internal
 */
export function unsupportedReason(type: string, values: Values): string | undefined {
  if (!type.startsWith("cloudflare_") || EVALUATED.has(type)) return undefined;
  if (type === "cloudflare_ruleset") return rulesetReason(values);
  if (type === "cloudflare_page_rule") return pageRuleReason(values);
  const why = UNSUPPORTED.find(([prefix]) => type.startsWith(prefix))?.[1];
  if (why !== undefined) return why === "" ? undefined : notSupported(why);
  const name = type.slice("cloudflare_".length);
  if (NO_EFFECT.some((prefix) => name.startsWith(prefix))) return undefined;
  return notSupported("its effect on who reaches what is not known");
}

function notSupported(why: string): string {
  return `this resource type is not supported; ${why}`;
}

/** Phases that restrict, redirect or change only what a host answers. */
const HARMLESS_PHASE =
  /^(ddos_|magic_transit|http_(ratelimit|config_settings|custom_errors|log_custom_fields)$|http_(request|response)_(firewall|cache|compression|sbfm|dynamic_redirect|redirect|late_transform|headers_transform|sanitize)|http_response)/;

function rulesetReason({ phase, kind }: Values): string | undefined {
  const name = text(phase);
  if (name !== undefined && HARMLESS_PHASE.test(name)) return undefined;
  // Rules that no zone or account executes have no effect on their own, but an update can change what others execute.
  return notSupported(
    `rules of the phase ${name ?? text(kind) ?? "?"} can change the host, the path or the origin of requests`,
  );
}

/** The actions of a page rule that change where requests go, other than to a visitor's own browser. */
const ROUTING_ACTIONS = ["host_header_override", "resolve_override"];

function pageRuleReason({ actions }: Values): string | undefined {
  const written = isValues(actions) ? [actions] : blocks(actions);
  const isKnown = typeof actions !== "string";
  const routes = written.some((each) => ROUTING_ACTIONS.some((action) => text(each[action]) !== undefined));
  return isKnown && !routes ? undefined : notSupported("the page rule can change the origin of requests");
}
