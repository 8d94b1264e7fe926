import { ACCESS_KINDS } from "./access-kinds";
import { ACCOUNT_ENDPOINTS, ACCOUNT_KINDS } from "./account-endpoints";
import { ALERT_KINDS } from "./alert-kinds";
import { CERTIFICATE_ENDPOINTS } from "./certificate-endpoints";
import { collection } from "./collection";
import { DEVICE_ENDPOINTS } from "./device-endpoints";
import { DEVICE_KINDS } from "./device-kinds";
import { DNS_KINDS } from "./dns-kinds";
import { Endpoint, parametersOf } from "./endpoint";
import { GATEWAY_KINDS } from "./gateway-kinds";
import { NETWORK_KINDS } from "./network-kinds";
import type { ObjectKind } from "./object-kind";
import { TUNNEL_ENDPOINTS } from "./tunnel-endpoints";
import { ZONE_ENDPOINTS } from "./zones";

/** The kinds of objects with the usual five endpoints. */
const KINDS: ObjectKind[] = [
  ...ACCESS_KINDS,
  ...NETWORK_KINDS,
  ...GATEWAY_KINDS,
  ...DNS_KINDS,
  ...DEVICE_KINDS,
  ...ACCOUNT_KINDS,
  ...ALERT_KINDS,
];

/** Access is available below an account and below a zone. */
const ZONE_KINDS = ACCESS_KINDS.map((kind) => ({
  ...kind,
  path: kind.path.replace("accounts/{account_id}", "zones/{zone_id}"),
}));

/** All endpoints. Literal paths come before those with a parameter at the same place. */
const ENDPOINTS: Endpoint[] = [
  ...ZONE_ENDPOINTS,
  ...TUNNEL_ENDPOINTS,
  ...DEVICE_ENDPOINTS,
  ...ACCOUNT_ENDPOINTS,
  ...CERTIFICATE_ENDPOINTS,
  ...[...KINDS, ...ZONE_KINDS].flatMap(collection),
];

/** @internal An endpoint, and the parameters of the path of a request. */
export interface Route {
  readonly endpoint: Endpoint;
  readonly parameters: Record<string, string>;
}

/** @internal The endpoint of a request. Undefined if the stand-in has none. */
export function routeOf(method: string, path: string): Route | undefined {
  for (const endpoint of ENDPOINTS) {
    const parameters = endpoint.method === method ? parametersOf(endpoint.path, path) : undefined;
    if (parameters !== undefined) return { endpoint, parameters };
  }
  return undefined;
}
