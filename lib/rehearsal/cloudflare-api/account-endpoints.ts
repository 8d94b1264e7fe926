import { documentEndpoints, patched } from "./documents";
import type { Endpoint, EndpointRequest } from "./endpoint";
import { ApiProblem, success } from "./envelope";
import type { Values } from "../../core/terraform/values";

const ORGANIZATION = "cloudflare_zero_trust_organization";
const DEVICE_SETTINGS = "cloudflare_zero_trust_device_settings";
const SETTINGS = "accounts/{account_id}/devices/settings";

const account = ({ parameters }: EndpointRequest) => parameters.account_id;

/** What an account has before its settings are changed. */
const DEFAULT_SETTINGS: Values = {
  gateway_proxy_enabled: false,
  gateway_udp_proxy_enabled: false,
  root_certificate_installation_enabled: false,
  use_zt_virtual_ip: false,
  disable_for_time: 0,
};

const DEFAULT_ORGANIZATION: Values = {
  allow_authenticate_via_warp: false,
  auto_redirect_to_identity: false,
  is_ui_read_only: false,
  session_duration: "24h",
};

/** @internal The settings that an account has once. */
export const ACCOUNT_ENDPOINTS: Endpoint[] = [
  ...documentEndpoints({
    type: ORGANIZATION,
    path: "accounts/{account_id}/access/organizations",
    method: "PUT",
    idOf: account,
    stored: (request, before = DEFAULT_ORGANIZATION) => patched(request, before),
    initial: () => DEFAULT_ORGANIZATION,
    result: (stored) => stored,
  }),
  ...documentEndpoints({
    type: DEVICE_SETTINGS,
    path: SETTINGS,
    method: "PUT",
    idOf: account,
    stored: (request, before = DEFAULT_SETTINGS) => patched(request, before),
    initial: () => DEFAULT_SETTINGS,
    result: (stored) => stored,
  }),
  {
    // Resets the settings to those of a new account.
    method: "DELETE",
    path: SETTINGS,
    type: DEVICE_SETTINGS,
    change: (request) => {
      const before = request.cloud.find(DEVICE_SETTINGS, account(request));
      if (before === undefined) throw new ApiProblem(404, 1003, `${DEVICE_SETTINGS} were not changed`);
      return { operation: "delete", before };
    },
    answer: () => success(DEFAULT_SETTINGS),
  },
];
