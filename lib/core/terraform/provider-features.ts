/** @internal A setting that the oldest supported bindings lack, because their version of a provider lacks it. */
export interface ProviderFeature {
  /** The construct, or the properties of a construct, that have the setting. */
  readonly construct: string;
  /** The name of the provider in `required_providers`. */
  readonly provider: string;
  /** The first version of the provider with the arguments. */
  readonly since: string;
  /** The arguments that the setting renders, as `resource type: arguments`. */
  readonly renders: string;
  /** The page of the documentation, with the anchor of the section. */
  readonly page: string;
}

/** @internal The features by the name of their setting. docs/providers.md is generated from this table. */
export const PROVIDER_FEATURES = {
  denyUnmatchedRequests: {
    construct: "ZeroTrustOrganization",
    provider: "cloudflare",
    since: "5.17.0",
    renders: "zero_trust_organization: deny_unmatched_requests, deny_unmatched_requests_exempted_zone_names",
    page: "account.md#deny-requests-to-hosts-without-an-application",
  },
  virtualNetworks: {
    construct: "DeviceProfile",
    provider: "cloudflare",
    since: "5.20.0",
    renders: "zero_trust_device_custom_profile: virtual_networks",
    page: "device.md#virtual-networks-and-search-suffixes",
  },
  searchSuffixes: {
    construct: "DeviceProfile",
    provider: "cloudflare",
    since: "5.20.0",
    renders: "zero_trust_device_custom_profile: dns_search_suffixes",
    page: "device.md#virtual-networks-and-search-suffixes",
  },
  probes: {
    construct: "CloudRunConnector",
    provider: "google",
    // The first version with generally available worker pools.
    since: "7.28.0",
    renders: "cloud_run_v2_worker_pool: startup_probe, liveness_probe",
    page: "cloud-run.md#detecting-a-dead-connector",
  },
} as const satisfies Record<string, ProviderFeature>;

/** @internal The name of the setting of a feature. */
export type ProviderFeatureName = keyof typeof PROVIDER_FEATURES;
