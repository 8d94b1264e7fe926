import { GOOGLE_REPLACEMENT } from "./google-replacement";
import { block, Values } from "../../core/terraform/values";

/**
 * The paths that force a replacement in the providers (cloudflare 5.14, kubernetes 2.38), by type. A path is
 * "attribute" or "block.attribute".
 */
const FORCES_REPLACEMENT: Record<string, string[]> = {
  ...GOOGLE_REPLACEMENT,
  cloudflare_dns_record: ["zone_id", "type"],
  cloudflare_notification_policy: ["account_id"],
  cloudflare_notification_policy_webhooks: ["account_id"],
  cloudflare_zero_trust_access_application: ["account_id", "zone_id"],
  cloudflare_zero_trust_access_group: ["account_id", "zone_id"],
  cloudflare_zero_trust_access_identity_provider: ["account_id", "zone_id", "type"],
  cloudflare_zero_trust_access_policy: ["account_id"],
  cloudflare_zero_trust_access_service_token: ["account_id", "zone_id"],
  cloudflare_zero_trust_access_tag: ["account_id", "name"],
  cloudflare_zero_trust_device_custom_profile: ["account_id"],
  cloudflare_zero_trust_device_custom_profile_local_domain_fallback: ["account_id", "policy_id"],
  cloudflare_zero_trust_device_default_profile: ["account_id"],
  cloudflare_zero_trust_device_settings: ["account_id"],
  cloudflare_zero_trust_gateway_policy: ["account_id"],
  cloudflare_zero_trust_network_hostname_route: ["account_id"],
  cloudflare_zero_trust_organization: ["account_id", "zone_id"],
  cloudflare_zero_trust_tunnel_cloudflared: ["account_id", "config_src"],
  cloudflare_zero_trust_tunnel_cloudflared_config: ["account_id", "tunnel_id"],
  cloudflare_zero_trust_tunnel_cloudflared_route: ["account_id"],
  cloudflare_zero_trust_tunnel_cloudflared_virtual_network: ["account_id", "is_default"],
  kubernetes_cluster_role_binding_v1: ["role_ref"],
  kubernetes_deployment_v1: ["spec.selector"],
  kubernetes_pod_disruption_budget_v1: ["spec.max_unavailable", "spec.min_available", "spec.selector"],
  kubernetes_secret_v1: ["type"],
  kubernetes_service_v1: ["spec.cluster_ip", "spec.load_balancer_class"],
};

/** The paths that force a replacement of every Kubernetes object. */
const KUBERNETES = ["metadata.name", "metadata.namespace", "metadata.generate_name"];

function replacementPaths(type: string): string[] {
  return [...(FORCES_REPLACEMENT[type] ?? []), ...(type.startsWith("kubernetes_") ? KUBERNETES : [])];
}

/**
 * The argument with which a configuration decides itself about replacements: `{ object, revision }`. Another object is
 * a replacement, and another revision an update.
 *
 * @internal
 */
export const REHEARSED = "rehearsed_object";

/** @internal The arguments that force a replacement. An argument that the configuration does not set is ignored. */
export function forcesReplacement(type: string, before: Values, after: Values, config: Values): string[] {
  const [from, to] = [before, config].map((each) => block(each[REHEARSED]).object);
  if (to !== undefined) return from === to ? [] : [REHEARSED];
  const changed = replacementPaths(type).filter((path) => {
    const isSet = valueAt(config, path) !== null;
    return isSet && JSON.stringify(valueAt(before, path)) !== JSON.stringify(valueAt(after, path));
  });
  return [...new Set(changed.map((path) => path.split(".")[0]))];
}

function valueAt(values: Values, path: string): unknown {
  const [first, second] = path.split(".");
  return (second === undefined ? values[first] : block(values[first])[second]) ?? null;
}
