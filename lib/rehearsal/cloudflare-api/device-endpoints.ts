import { objectAt } from "./collection";
import { PROFILE_DEFAULTS } from "./device-kinds";
import { documentEndpoints, listIn, patched } from "./documents";
import type { Endpoint, EndpointRequest } from "./endpoint";
import type { Values } from "../../core/terraform/values";
import { hash } from "../cloud/computed";

const DEFAULT_PROFILE = "cloudflare_zero_trust_device_default_profile";
const CUSTOM_PROFILE = "cloudflare_zero_trust_device_custom_profile";
const POLICY = "accounts/{account_id}/devices/policy";

const account = ({ parameters }: EndpointRequest) => parameters.account_id;
const profile = ({ parameters }: EndpointRequest) => parameters.policy_id;

/** @internal The default device profile, and the lists of all profiles. */
export const DEVICE_ENDPOINTS: Endpoint[] = [
  ...documentEndpoints({
    type: DEFAULT_PROFILE,
    path: POLICY,
    method: "PATCH",
    idOf: account,
    stored: (request, before = defaultProfile(request)) => ({ ...PROFILE_DEFAULTS, ...patched(request, before) }),
    initial: defaultProfile,
    result: (stored) => stored,
  }),
  ...fallbackDomains(DEFAULT_PROFILE, `${POLICY}/fallback_domains`, account, defaultProfile),
  ...fallbackDomains(CUSTOM_PROFILE, `${POLICY}/{policy_id}/fallback_domains`, profile, customProfile),
  ...["include", "exclude"].flatMap((attribute) => [
    ...splitTunnel(attribute, DEFAULT_PROFILE, `${POLICY}/${attribute}`, account, defaultProfile),
    ...splitTunnel(attribute, CUSTOM_PROFILE, `${POLICY}/{policy_id}/${attribute}`, profile, customProfile),
  ]),
];

function defaultProfile({ parameters: { account_id: id } }: EndpointRequest): Values {
  const unique = hash(DEFAULT_PROFILE, id).toString("hex").slice(0, 32);
  return { ...PROFILE_DEFAULTS, default: true, enabled: true, gateway_unique_id: unique };
}

/** The profile whose list is requested, which must exist. */
function customProfile(request: EndpointRequest): Values {
  const { policy_id: id, ...scope } = request.parameters;
  return objectAt({ type: CUSTOM_PROFILE }, { ...request, parameters: { ...scope, id } }).state as Values;
}

function fallbackDomains(
  owner: string,
  path: string,
  idOf: (request: EndpointRequest) => string,
  profileOf: (request: EndpointRequest) => Values,
): Endpoint[] {
  return documentEndpoints({
    type: `${owner}_local_domain_fallback`,
    path,
    method: "PUT",
    idOf,
    stored: (request) => {
      profileOf(request);
      return { domains: listIn(request) };
    },
    initial: (request) => {
      profileOf(request);
      return { domains: [] };
    },
    result: ({ domains }) => domains,
  });
}

/** A list that is an attribute of the profile, too. */
function splitTunnel(
  attribute: string,
  type: string,
  path: string,
  idOf: (request: EndpointRequest) => string,
  initial: (request: EndpointRequest) => Values,
): Endpoint[] {
  return documentEndpoints({
    type,
    path,
    method: "PUT",
    idOf,
    stored: (request, before = initial(request)) => ({ ...before, [attribute]: listIn(request) }),
    initial,
    result: (stored) => stored[attribute],
  });
}
