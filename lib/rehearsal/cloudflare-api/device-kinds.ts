import type { ObjectKind } from "./object-kind";
import type { Values } from "../../core/terraform/values";

const PROFILE = "cloudflare_zero_trust_device";

/** @internal What a device profile has if it is not changed. */
export const PROFILE_DEFAULTS: Values = {
  allow_mode_switch: false,
  allow_updates: false,
  allowed_to_leave: true,
  auto_connect: 0,
  captive_portal: 180,
  disable_auto_fallback: false,
  exclude_office_ips: false,
  register_interface_ip_with_dns: true,
  sccm_vpn_boundary_support: false,
  support_url: "",
  switch_locked: false,
  tunnel_protocol: "wireguard",
  service_mode_v2: { mode: "warp" },
  dns_search_suffixes: [],
  exclude: [],
  include: [],
  fallback_domains: [],
};

/** @internal The device profiles that match some users. */
export const DEVICE_KINDS: ObjectKind[] = [
  {
    type: `${PROFILE}_custom_profile`,
    path: "accounts/{account_id}/devices/policy",
    listPath: "accounts/{account_id}/devices/policies",
    update: "PATCH",
    idAttribute: "policy_id",
    defaults: { ...PROFILE_DEFAULTS, description: "", enabled: true },
    assign: ({ unique }) => ({ default: false, gateway_unique_id: unique("gateway_unique_id"), target_tests: [] }),
  },
];
