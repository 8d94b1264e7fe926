import { isWithin } from "../../core/addresses/hostname";

/** @internal The setting of the account that denies requests to hosts without an Access application. */
export interface UnmatchedSetting {
  /** `deny_unmatched_requests` of the Zero Trust organization. */
  readonly deny: boolean;
  /** `deny_unmatched_requests_exempted_zone_names`. */
  readonly exemptZones: readonly string[];
}

/** @internal What happens to a request that no application covers. "unknown" if that is not documented. */
export type UnmatchedRequest = "admitted" | "denied" | "unknown";

/**
 * Decides what happens to a request to a host that passes Cloudflare and that no application covers.
 *
 * Readings, where the documentation is not precise:
 *
 * - Exemptions are names of zones, as in the API. The documentation also calls them hostnames. A name below an exempt
 *   zone counts as exempt, although it can be in a zone of its own.
 * - It is unknown whether an application for other paths of the host is sufficient to admit the request.
 *
 * gRPC requests, records without the proxy and private routes are not subject to the setting.
 *
 * @param onHost whether an application covers some other path of the host
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/access-settings/require-access-protection/
 * @internal
 */
export function unmatchedRequest(setting: UnmatchedSetting, hostname: string, onHost: boolean): UnmatchedRequest {
  const { deny, exemptZones } = setting;
  if (!deny || exemptZones.some((zone) => isWithin(hostname, zone.toLowerCase()))) return "admitted";
  return onHost ? "unknown" : "denied";
}
