const ZERO_TRUST = "cloudflare_zero_trust_";
const TUNNEL = `${ZERO_TRUST}tunnel_cloudflared`;
const CUSTOM_PROFILE = `${ZERO_TRUST}device_custom_profile`;

/**
 * The names of version 5 of the provider for those of version 4 and before.
 *
 * @see https://registry.terraform.io/providers/cloudflare/cloudflare/latest/docs/guides/version-5-upgrade
 */
const NAMES: Readonly<Record<string, string>> = {
  cloudflare_record: "cloudflare_dns_record",
  cloudflare_argo_tunnel: TUNNEL,
  cloudflare_tunnel: TUNNEL,
  cloudflare_tunnel_config: `${TUNNEL}_config`,
  cloudflare_tunnel_route: `${TUNNEL}_route`,
  cloudflare_tunnel_virtual_network: `${TUNNEL}_virtual_network`,
  [`${ZERO_TRUST}tunnel_config`]: `${TUNNEL}_config`,
  [`${ZERO_TRUST}tunnel_route`]: `${TUNNEL}_route`,
  [`${ZERO_TRUST}tunnel_virtual_network`]: `${TUNNEL}_virtual_network`,
  cloudflare_access_application: `${ZERO_TRUST}access_application`,
  cloudflare_access_policy: `${ZERO_TRUST}access_policy`,
  cloudflare_access_group: `${ZERO_TRUST}access_group`,
  cloudflare_access_identity_provider: `${ZERO_TRUST}access_identity_provider`,
  cloudflare_access_organization: `${ZERO_TRUST}organization`,
  [`${ZERO_TRUST}access_organization`]: `${ZERO_TRUST}organization`,
  cloudflare_access_service_token: `${ZERO_TRUST}access_service_token`,
  cloudflare_device_posture_rule: `${ZERO_TRUST}device_posture_rule`,
  cloudflare_teams_rule: `${ZERO_TRUST}gateway_policy`,
  cloudflare_teams_list: `${ZERO_TRUST}list`,
  cloudflare_device_settings_policy: CUSTOM_PROFILE,
  cloudflare_device_policy: CUSTOM_PROFILE,
  [`${ZERO_TRUST}device_profiles`]: CUSTOM_PROFILE,
  cloudflare_fallback_domain: `${CUSTOM_PROFILE}_local_domain_fallback`,
  [`${ZERO_TRUST}local_fallback_domain`]: `${CUSTOM_PROFILE}_local_domain_fallback`,
};

/** @internal The name of a type in version 5 of the Cloudflare provider. Other types keep their names. */
export function currentName(type: string): string {
  return Object.hasOwn(NAMES, type) ? NAMES[type] : type;
}
