import { objectAt } from "./collection";
import { documentEndpoints, patched } from "./documents";
import type { Endpoint, EndpointRequest } from "./endpoint";
import type { ObjectKind } from "./object-kind";
import { list, Values } from "../../core/terraform/values";

const PREFIX = "cloudflare_zero_trust_";
const ACCOUNT = "accounts/{account_id}";

const account = ({ parameters }: EndpointRequest) => parameters.account_id;

/** @internal The settings that every account has, and lists that belong to another object. */
export const ACCOUNT_ENDPOINTS: Endpoint[] = [
  ...settings(`${PREFIX}organization`, `${ACCOUNT}/access/organizations`, {
    name: "example.cloudflareaccess.com",
    auth_domain: "example.cloudflareaccess.com",
  }),
  ...settings(`${PREFIX}device_settings`, `${ACCOUNT}/devices/settings`, {
    gateway_proxy_enabled: false,
    gateway_udp_proxy_enabled: false,
  }),
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
