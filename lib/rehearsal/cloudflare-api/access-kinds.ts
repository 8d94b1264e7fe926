import type { ObjectKind } from "./object-kind";
import { blocks, isValues, list, text, Values } from "../../core/terraform/values";
import type { CloudView } from "../cloud/object";

const ACCESS = "cloudflare_zero_trust_access";
const ACCOUNT = "accounts/{account_id}/access";
const POLICY = `${ACCESS}_policy`;

/** @internal The objects of Access. */
export const ACCESS_KINDS: ObjectKind[] = [
  {
    type: `${ACCESS}_application`,
    path: `${ACCOUNT}/apps`,
    update: "PUT",
    filters: ["name", "domain", "aud"],
    defaults: {
      type: "self_hosted",
      session_duration: "24h",
      app_launcher_visible: true,
      http_only_cookie_attribute: true,
      auto_redirect_to_identity: false,
      enable_binding_cookie: false,
      allowed_idps: [],
      policies: [],
      tags: [],
    },
    assign: ({ id, unique, now }) => ({ uid: id, aud: unique("aud"), created_at: now }),
    derive: (result, { now }) => ({ ...destinationsOf(result), policies: numbered(result.policies), updated_at: now }),
    present: withPolicies,
  },
  {
    type: POLICY,
    path: `${ACCOUNT}/policies`,
    update: "PUT",
    defaults: { session_duration: "24h", include: [], exclude: [], require: [] },
    assign: ({ now }) => ({ reusable: true, created_at: now }),
    derive: (_, { now }) => ({ updated_at: now }),
  },
  {
    type: `${ACCESS}_group`,
    path: `${ACCOUNT}/groups`,
    update: "PUT",
    filters: ["name"],
    defaults: { include: [], exclude: [], require: [] },
    assign: ({ now }) => ({ created_at: now }),
    derive: (_, { now }) => ({ updated_at: now }),
  },
  {
    type: `${ACCESS}_service_token`,
    path: `${ACCOUNT}/service_tokens`,
    update: "PUT",
    filters: ["name"],
    defaults: { duration: "8760h", client_secret_version: 1 },
    assign: ({ unique, now }) => ({
      client_id: `${unique("client_id")}.access`,
      client_secret: unique("client_secret"),
      expires_at: "2036-01-01T00:00:00Z",
      created_at: now,
    }),
    derive: (_, { now }) => ({ updated_at: now }),
    once: ["client_secret"],
  },
  {
    type: `${ACCESS}_identity_provider`,
    path: `${ACCOUNT}/identity_providers`,
    update: "PUT",
    defaults: { config: {}, scim_config: {} },
  },
  {
    type: `${ACCESS}_tag`,
    path: `${ACCOUNT}/tags`,
    update: "PUT",
    idAttribute: "name",
    assign: ({ now }) => ({ app_count: 0, created_at: now }),
    derive: (_, { now }) => ({ updated_at: now }),
  },
];

/** The enrollment of devices, of which an account has one. It has neither a cookie nor a place in the App Launcher. */
const ENROLLMENT: Values = {
  domain: "team.cloudflareaccess.com/warp",
  app_launcher_visible: undefined,
  http_only_cookie_attribute: undefined,
};

/** The three attributes that name the hosts of an application. Each of them determines the others. */
function destinationsOf(result: Values): Values {
  if (result.type === "warp") return ENROLLMENT;
  const written = blocks(result.destinations);
  const names = [...list(result.self_hosted_domains), result.domain].flatMap((each) => text(each) ?? []);
  const unique = [...new Set(names)];
  const destinations = written.length > 0 ? written : unique.map((uri) => ({ type: "public", uri }));
  const uris = destinations.flatMap(({ uri }) => text(uri) ?? []);
  return {
    destinations: destinations.map((each) => ({ ...each, type: each.type ?? "public" })),
    ...(uris.length > 0 && { domain: uris[0], self_hosted_domains: uris }),
  };
}

/** A policy without a precedence is evaluated after the one before it. */
function numbered(policies: unknown): Values[] {
  return list(policies)
    .map((each) => (isValues(each) ? each : { id: each }))
    .map((each, i) => ({ ...each, precedence: each.precedence ?? i + 1 }));
}

/** The application is returned with the current content of its policies. */
function withPolicies(application: Values, cloud: CloudView): Values {
  const policies = blocks(application.policies).map((each) => ({
    ...(cloud.find(POLICY, each.id)?.state ?? {}),
    ...each,
  }));
  return { ...application, policies };
}
