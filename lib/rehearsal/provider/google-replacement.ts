/** Attributes that force a replacement in Google's provider (6.50), for the types that publish Cloud Run services. */
const NAMED = ["name", "project"];
const REGIONAL = [...NAMED, "region"];
const LOCATED = [...NAMED, "location"];

/** @internal The paths that force a replacement, by type. A path is "attribute" or "block.attribute". */
export const GOOGLE_REPLACEMENT: Record<string, string[]> = {
  google_cloud_run_v2_service: LOCATED,
  google_cloud_run_v2_worker_pool: LOCATED,
  google_compute_address: [...REGIONAL, "address_type", "address"],
  google_compute_firewall: [...NAMED, "network", "direction"],
  google_compute_network: [...NAMED, "auto_create_subnetworks"],
  google_compute_router: [...REGIONAL, "network"],
  google_compute_router_nat: [...REGIONAL, "router"],
  google_compute_subnetwork: [...REGIONAL, "network"],
  google_dns_managed_zone: [...NAMED, "dns_name", "visibility"],
  google_dns_record_set: [...NAMED, "type", "managed_zone"],
  google_dns_response_policy: ["response_policy_name", "project"],
  google_dns_response_policy_rule: ["rule_name", "response_policy", "project"],
  google_secret_manager_secret: ["secret_id", "project", "replication"],
  google_secret_manager_secret_iam_member: ["secret_id", "project", "role", "member"],
  google_secret_manager_secret_version: ["secret", "secret_data", "secret_data_wo_version"],
  google_service_account: ["account_id", "project"],
};
