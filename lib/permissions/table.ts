const ZERO_TRUST = "zero_trust_";

/** @internal What a permission group applies to. */
export type Scope = "account" | "zone";

/** @internal A permission group without its level, such as "DNS" for "DNS Read" and "DNS Write". */
export interface PermissionGroup {
  readonly name: string;
  readonly scope: Scope;
  /** The level that allows changes. @default "Write" */
  readonly write?: "Edit";
}

type Row = readonly [scope: Scope, name: string, types: readonly string[]];

/**
 * The narrowest permission group of each resource type, by the name of the type without "cloudflare_". Types whose
 * permission is not documented, or depends on their content (`cloudflare_ruleset`), are not in the table.
 *
 * The groups are those that the documentation of the provider lists under "Accepted Permissions". For Gateway, targets
 * and Access applications, the documentation of Zero Trust contains them.
 *
 * @see https://developers.cloudflare.com/fundamentals/api/reference/permissions/
 * @see https://registry.terraform.io/providers/cloudflare/cloudflare/latest/docs
 */
const ROWS: readonly Row[] = [
  [
    "account",
    "Access: Apps and Policies",
    ["access_application", "access_policy", "access_short_lived_certificate"].map(zeroTrust),
  ],
  [
    "account",
    "Access: Organizations, Identity Providers, and Groups",
    ["access_group", "access_identity_provider", "access_key_configuration", "organization"].map(zeroTrust),
  ],
  ["account", "Access: Service Tokens", [`${ZERO_TRUST}access_service_token`]],
  ["account", "Access: Mutual TLS Certificates", ["mtls_certificate", "mtls_hostname_settings"].map(access)],
  ["account", "Access: Custom Pages", [`${ZERO_TRUST}access_custom_page`]],
  ["account", "MCP Portals", ["ai_controls_mcp_portal", "ai_controls_mcp_server"].map(access)],
  [
    "account",
    "Cloudflare One Connector: cloudflared",
    ["tunnel_cloudflared", "tunnel_cloudflared_config"].map(zeroTrust),
  ],
  [
    "account",
    "Cloudflare One Connector: WARP",
    ["tunnel_warp_connector", "tunnel_warp_connector_config"].map(zeroTrust),
  ],
  [
    "account",
    "Cloudflare One Networks",
    ["device_subnet", "network_hostname_route", "tunnel_cloudflared_route", "tunnel_cloudflared_virtual_network"].map(
      zeroTrust,
    ),
  ],
  [
    "account",
    "Zero Trust",
    [
      ...["access_infrastructure_target", "device_custom_profile", "device_custom_profile_local_domain_fallback"],
      ...["device_default_profile", "device_default_profile_local_domain_fallback", "device_ip_profile"],
      ...["device_managed_networks", "device_posture_integration", "device_posture_rule", "device_settings"],
      ...["dlp_custom_entry", "dlp_custom_profile", "dlp_dataset", "dlp_entry", "dlp_integration_entry"],
      ...["dlp_predefined_entry", "dlp_predefined_profile", "dlp_settings", "dns_location", "gateway_pacfile"],
      ...["gateway_policy", "gateway_settings", "list", "risk_behavior", "risk_scoring_integration"],
    ].map(zeroTrust),
  ],
  ["account", "Notifications", ["notification_policy", "notification_policy_webhooks"]],
  ["account", "Account DNS Settings", ["account_dns_settings"]],
  ["account", "Account API Tokens", ["account_token"]],
  ["account", "Load Balancing: Monitors and Pools", ["load_balancer_monitor", "load_balancer_pool"]],
  ["account", "Pages", ["pages_domain", "pages_project"]],
  ["account", "Workers Scripts", ["workers_custom_domain", "workers_cron_trigger", "workers_script"]],
  ["account", "Workers KV Storage", ["workers_kv", "workers_kv_namespace"]],
  ["account", "Workers R2 Storage", ["r2_bucket", "r2_custom_domain"]],
  ["account", "Turnstile Sites", ["turnstile_widget"]],
  ["zone", "DNS", ["dns_record", "dns_zone_transfers_incoming", "regional_hostname", "zone_dnssec"]],
  ["zone", "Zone DNS Settings", ["zone_dns_settings"]],
  ["zone", "Zone", ["zone", "zone_hold"]],
  [
    "zone",
    "Zone Settings",
    [
      ...["argo_smart_routing", "regional_tiered_cache", "spectrum_application", "tiered_cache", "zone_cache_reserve"],
      ...["zone_cache_variants", "zone_setting"],
    ],
  ],
  [
    "zone",
    "SSL and Certificates",
    [
      ...["authenticated_origin_pulls_settings", "certificate_authorities_hostname_associations", "certificate_pack"],
      ...["client_certificate", "custom_hostname", "custom_hostname_fallback_origin", "custom_ssl"],
      ...["hostname_tls_setting", "keyless_certificate", "total_tls", "universal_ssl_setting"],
      `${ZERO_TRUST}device_default_profile_certificates`,
    ],
  ],
  ["zone", "Firewall Services", ["filter", "firewall_rule", "rate_limit", "user_agent_blocking_rule", "zone_lockdown"]],
  ["zone", "Bot Management", ["bot_management"]],
  ["zone", "Cloud Connector", ["cloud_connector_rules"]],
  ["zone", "Health Checks", ["healthcheck"]],
  ["zone", "Load Balancers", ["load_balancer"]],
  ["zone", "Page Rules", ["page_rule"]],
  ["zone", "Snippets", ["snippet", "snippet_rules"]],
  ["zone", "Waiting Rooms", ["waiting_room", "waiting_room_event", "waiting_room_rules", "waiting_room_settings"]],
  ["zone", "Workers Routes", ["workers_route"]],
];

const TYPES: ReadonlyMap<string, PermissionGroup> = new Map([
  ...ROWS.flatMap(([scope, name, types]) => types.map((type): [string, PermissionGroup] => [type, { name, scope }])),
  ...["list", "list_item"].map((type): [string, PermissionGroup] => [
    type,
    { name: "Account Filter Lists", scope: "account", write: "Edit" },
  ]),
]);

/** The data sources whose names are neither those of a resource nor its plural with an "s". */
const LISTS: Readonly<Record<string, string>> = {
  zero_trust_access_policies: "zero_trust_access_policy",
  zero_trust_gateway_policies: "zero_trust_gateway_policy",
  notification_policies: "notification_policy",
  account_api_token_permission_groups: "account_token",
  account_api_token_permission_groups_list: "account_token",
};

/** The data sources that contain a secret, for which reading is not enough. */
const WRITE_TO_READ: Readonly<Record<string, string>> = {
  zero_trust_tunnel_cloudflared_token: "zero_trust_tunnel_cloudflared",
};

/** The data sources that need no permission. */
const WITHOUT_PERMISSION = new Set(["ip_ranges"]);

/** @internal The name of a permission group with its level, and its scope. */
export interface Permission {
  /** Such as "DNS Write". */
  readonly name: string;
  /** Such as "DNS". A group with a level that allows changes includes reading. */
  readonly group: string;
  readonly writes: boolean;
  readonly scope: Scope;
}

/**
 * The permission that a resource or a data source needs. Undefined if it is not known, and "none" without any.
 *
 * @param type the name of the type in version 5 of the provider
 * @internal
 */
export function permissionOf(type: string, data: boolean): Permission | "none" | undefined {
  const name = type.slice("cloudflare_".length);
  if (!data) return permission(TYPES.get(name), true);
  if (WITHOUT_PERMISSION.has(name)) return "none";
  if (Object.hasOwn(WRITE_TO_READ, name)) return permission(TYPES.get(WRITE_TO_READ[name]), true);
  const single = Object.hasOwn(LISTS, name) ? LISTS[name] : name;
  return permission(TYPES.get(single) ?? TYPES.get(single.replace(/s$/, "")), false);
}

function permission(group: PermissionGroup | undefined, writes: boolean): Permission | undefined {
  if (group === undefined) return undefined;
  const { name, scope, write = "Write" } = group;
  return { name: `${name} ${writes ? write : "Read"}`, group: name, writes, scope };
}

function zeroTrust(name: string): string {
  return ZERO_TRUST + name;
}

function access(name: string): string {
  return `${ZERO_TRUST}access_${name}`;
}
