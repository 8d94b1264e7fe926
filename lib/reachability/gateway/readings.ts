/**
 * Readings of Gateway where its documentation is silent, ambiguous or surprising.
 *
 * A reading that decides who might get through is the wider one.
 */

/**
 * Network policies never filter ICMP. With the ICMP proxy, every enrolled device can ping every routed address.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/traffic-policies/proxy/
 * @internal
 */
export const UNFILTERED_PROTOCOL = "icmp";

/**
 * Network policies see a server name on this port only. Protocol detection on all ports is not assumed.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/traffic-policies/network-policies/protocol-detection/
 * @internal
 */
export const SERVER_NAME_PORT = 443;

/**
 * A DNS policy that blocks a name protects a hostname route: without an answer, a device does not learn the initial
 * resolved address of the name. Whether an address that was assigned to another device works is undocumented.
 * A DNS policy never protects a CIDR route, whose addresses can be used without DNS.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/private-net/cloudflared/connect-private-hostname/
 * @see https://developers.cloudflare.com/cloudflare-one/traffic-policies/order-of-enforcement/
 * @internal
 */
export const DNS_BLOCK_PROTECTS_HOSTNAME_ROUTE = true;

/**
 * It is undocumented whether network policies compare the initial resolved address of a hostname route or the real one.
 * A policy that blocks counts for the initial address only. A policy that allows may match the real address as well.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/private-net/cloudflared/connect-private-hostname/
 * @internal
 */
export const REAL_ADDRESS_REASON = "Gateway may compare the real address of the name";

/**
 * The policies that also match variants of an e-mail address: additional dots, and a suffix after "+". Other policies
 * match the exact address. The account's setting "Match extended email addresses" is assumed to be off.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/traffic-policies/identity-selectors/#extended-email-addresses
 * @internal
 */
export function matchesEmailVariants(builder: string, action: string): boolean {
  return (builder === "dns" && action !== "allow") || (builder === "l4" && action === "block");
}

/**
 * Whether a policy denies what it matches. Every other action ends the evaluation and allows: `override`,
 * `safesearch` and `ytrestricted` answer the query, and `l4_override` connects to another address. It is undocumented
 * whether a later block applies to these.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/traffic-policies/dns-policies/#actions
 * @internal
 */
export function denies(action: string): boolean {
  return action === "block";
}

/**
 * The selectors that Gateway evaluates during or after the DNS resolution. A policy with one of them is evaluated after
 * every policy without, regardless of its precedence. A policy that cannot be parsed keeps its place.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/traffic-policies/order-of-enforcement/#dns-policies
 * @internal
 */
export const POST_RESOLUTION_FIELDS = /^dns[.](?:authoritative_ns_ips|dst[.]geo[.]|resolved_ip|response[.])/;

/**
 * The value that a policy compares `access.private_app` with, if an Access application protects the target. The form is
 * in public use and undocumented.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/applications/non-http/self-hosted-private-app/
 * @internal
 */
export const ANY_PRIVATE_APPLICATION = "*";
