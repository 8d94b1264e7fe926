import { objectAt } from "./collection";
import { documentEndpoints, patched } from "./documents";
import type { Endpoint, EndpointRequest } from "./endpoint";
import { ApiProblem, success } from "./envelope";
import type { ObjectKind } from "./object-kind";
import { list, Values } from "../../core/terraform/values";

const PREFIX = "cloudflare_zero_trust_";
const ACCOUNT = "accounts/{account_id}";

const ORGANIZATION = `${PREFIX}organization`;
const DEVICE_SETTINGS = `${PREFIX}device_settings`;

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
  name: "example.cloudflareaccess.com",
  auth_domain: "example.cloudflareaccess.com",
  allow_authenticate_via_warp: false,
  auto_redirect_to_identity: false,
  is_ui_read_only: false,
  session_duration: "24h",
};

/** @internal The settings that every account has, and lists that belong to another object. */
export const ACCOUNT_ENDPOINTS: Endpoint[] = [
  ...settings(ORGANIZATION, `${ACCOUNT}/access/organizations`, DEFAULT_ORGANIZATION),
  ...settings(DEVICE_SETTINGS, `${ACCOUNT}/devices/settings`, DEFAULT_SETTINGS),
  {
    // Resets the settings to those of a new account.
    method: "DELETE",
    path: `${ACCOUNT}/devices/settings`,
    type: DEVICE_SETTINGS,
    change: (request) => {
      const before = request.cloud.find(DEVICE_SETTINGS, account(request));
      if (before === undefined) throw new ApiProblem(404, 1003, `${DEVICE_SETTINGS} were not changed`);
      return { operation: "delete", before };
    },
    answer: () => success(DEFAULT_SETTINGS),
  },
  ...part(`${PREFIX}tunnel_cloudflared`, `${ACCOUNT}/cfd_tunnel/{id}/connections`, "connections"),
  ...part(`${PREFIX}list`, `${ACCOUNT}/gateway/lists/{id}/items`, "items"),
];

/** @internal Objects that are only read. */
export const ACCOUNT_KINDS: ObjectKind[] = [
  { type: `${PREFIX}device_posture_rule`, path: `${ACCOUNT}/devices/posture`, update: "PUT" },
];

function settings(type: string, path: string, initial: Values): Endpoint[] {
  return documentEndpoints({
    type,
    path,
    method: "PUT",
    idOf: account,
    stored: (request, before = initial) => patched(request, before),
    initial: () => initial,
    result: (stored) => stored,
  });
}

/** A list that is an attribute of an object. */
function part(type: string, path: string, attribute: string): Endpoint[] {
  return [
    { method: "GET", path, type, list: (request) => list((objectAt({ type }, request).state as Values)[attribute]) },
  ];
}
