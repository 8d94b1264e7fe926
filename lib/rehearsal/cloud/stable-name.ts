import { hash } from "./computed";
import { block, blocks, text, Values } from "../../core/terraform/values";

/** @internal Finds an object by type and id. */
export type Find = (type: string, id: unknown) => { readonly name: string } | undefined;

const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";

/**
 * The name that identifies an object in every run. It is derived from the content, because Terraform does not send the
 * address to the provider, and ids differ between runs.
 *
 * @internal
 */
export function stableName(type: string, values: Values, find: Find): string {
  const tunnel = (id: unknown): string => find(TUNNEL, id)?.name ?? String(id);
  const within = (id: unknown): string =>
    text(id) === undefined ? "" : ` in ${find(`${TUNNEL}_virtual_network`, id)?.name ?? String(id)}`;
  const secret = (id: unknown): string | undefined => find("google_secret_manager_secret", id)?.name ?? text(id);
  switch (type) {
    case `${TUNNEL}_config`:
      return `config of ${tunnel(values.tunnel_id)}`;
    case `${TUNNEL}_route`:
      return `${text(values.network)}${within(values.virtual_network_id)} to ${tunnel(values.tunnel_id)}`;
    case "cloudflare_zero_trust_network_hostname_route":
      return `${text(values.hostname)} to ${tunnel(values.tunnel_id)}`;
    case "cloudflare_zero_trust_access_application":
      return text(blocks(values.destinations)[0]?.uri) ?? text(values.domain) ?? text(values.name) ?? anonymous(values);
    case "google_service_account":
      return text(values.account_id) ?? anonymous(values);
    case "google_secret_manager_secret":
      return text(values.secret_id) ?? anonymous(values);
    case "google_secret_manager_secret_iam_member":
      return `${text(values.secret_id)} for ${text(values.member)}`;
    case "google_secret_manager_secret_version":
      return `version ${versionOf(values)} of ${secret(values.secret)}`;
    case "google_dns_response_policy":
      return text(values.response_policy_name) ?? anonymous(values);
    case "google_dns_response_policy_rule":
      return text(values.rule_name) ?? anonymous(values);
  }
  const metadata = block(values.metadata);
  if (text(metadata.name) !== undefined) return `${text(metadata.namespace) ?? "default"}/${text(metadata.name)}`;
  return text(values.name) ?? anonymous(values);
}

/** Distinguishes two versions of a secret that exist at the same time. */
function versionOf({ secret_data_wo_version: version, secret_data: data }: Values): string {
  return text(version) ?? hash(String(data)).toString("hex").slice(0, 12);
}

function anonymous({ id: _, ...values }: Values): string {
  return hash(JSON.stringify(values)).toString("hex").slice(0, 12);
}
