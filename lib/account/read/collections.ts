import { text, Values } from "../../core/terraform/values";

/** @internal A kind of objects that the API lists, or one object that every account has. */
export interface Collection {
  /** The Terraform type. */
  readonly type: string;
  /** What a report calls the objects. */
  readonly what: string;
  /** The path below the base URL. */
  readonly path: string;
  /** The permission that the token needs. */
  readonly permission: string;
  readonly query?: Readonly<Record<string, string>>;
  /** The number of objects of a page. Undefined for a list that has one page. */
  readonly pageSize?: number;
  /**
   * The attribute that contains the id. Null for one object that every account has.
   *
   * @default "id"
   */
  readonly id?: string | null;
  /** What an object is called. @default - its name */
  readonly nameOf?: (result: Values) => string | undefined;
  /** Whether it is read only for an app that contains the type. @default false */
  readonly onDemand?: boolean;
}

const ZERO_TRUST = "cloudflare_zero_trust_";

/** @internal The type of a tunnel, whose name begins the types of what belongs to it. */
export const TUNNEL = `${ZERO_TRUST}tunnel_cloudflared`;
/** @internal The type of an Access application. */
export const APPLICATION = `${ZERO_TRUST}access_application`;
/** @internal The type of an Access policy. */
export const ACCESS_POLICY = `${ZERO_TRUST}access_policy`;
/** @internal The type of a DNS record. */
export const RECORD = "cloudflare_dns_record";
/** @internal The type of a zone. */
export const ZONE = "cloudflare_zone";
/** @internal The type of a Gateway policy. */
export const GATEWAY_POLICY = `${ZERO_TRUST}gateway_policy`;
/** @internal The type of a Gateway list. */
export const LIST = `${ZERO_TRUST}list`;
/** @internal The type of the account's default device profile. */
export const DEFAULT_PROFILE = `${ZERO_TRUST}device_default_profile`;
/** @internal The type of a device profile that matches some users. */
export const CUSTOM_PROFILE = `${ZERO_TRUST}device_custom_profile`;
/** @internal The type of the account's device settings. */
export const DEVICE_SETTINGS = `${ZERO_TRUST}device_settings`;

const TUNNEL_READ = "Cloudflare Tunnel: Read";
const ZERO_TRUST_READ = "Zero Trust: Read";
const APPS_READ = "Access: Apps and Policies: Read";
const GROUPS_READ = "Access: Organizations, Identity Providers, and Groups: Read";
const PAGE = 100;

/** @internal The collections of an account. */
export function accountCollections(account: string): Collection[] {
  const at = `accounts/${account}`;
  // Deleted objects are listed as well unless the query excludes them.
  const query = { is_deleted: "false" };
  return [
    { type: TUNNEL, what: "tunnels", path: `${at}/cfd_tunnel`, permission: TUNNEL_READ, query, pageSize: PAGE },
    {
      type: `${TUNNEL}_route`,
      what: "private routes",
      path: `${at}/teamnet/routes`,
      permission: TUNNEL_READ,
      query,
      pageSize: PAGE,
      nameOf: routeName,
    },
    {
      type: `${TUNNEL}_virtual_network`,
      what: "virtual networks",
      path: `${at}/teamnet/virtual_networks`,
      permission: TUNNEL_READ,
      query,
    },
    {
      type: `${ZERO_TRUST}network_hostname_route`,
      what: "hostname routes",
      path: `${at}/zerotrust/routes/hostname`,
      permission: TUNNEL_READ,
      query,
      pageSize: PAGE,
      nameOf: ({ hostname }) => text(hostname),
    },
    applications(at),
    {
      type: ACCESS_POLICY,
      what: "Access policies",
      path: `${at}/access/policies`,
      permission: APPS_READ,
      pageSize: PAGE,
    },
    {
      type: `${ZERO_TRUST}access_group`,
      what: "Access groups",
      path: `${at}/access/groups`,
      permission: GROUPS_READ,
      pageSize: PAGE,
    },
    {
      type: `${ZERO_TRUST}access_identity_provider`,
      what: "identity providers",
      path: `${at}/access/identity_providers`,
      permission: GROUPS_READ,
      pageSize: PAGE,
    },
    {
      type: `${ZERO_TRUST}access_service_token`,
      what: "service tokens",
      path: `${at}/access/service_tokens`,
      permission: "Access: Service Tokens: Read",
      pageSize: PAGE,
    },
    {
      type: `${ZERO_TRUST}organization`,
      what: "the Zero Trust organization",
      path: `${at}/access/organizations`,
      permission: GROUPS_READ,
      id: null,
    },
    { type: GATEWAY_POLICY, what: "Gateway policies", path: `${at}/gateway/rules`, permission: ZERO_TRUST_READ },
    { type: LIST, what: "Gateway lists", path: `${at}/gateway/lists`, permission: ZERO_TRUST_READ },
    {
      type: `${ZERO_TRUST}device_posture_rule`,
      what: "device posture checks",
      path: `${at}/devices/posture`,
      permission: ZERO_TRUST_READ,
    },
    {
      type: CUSTOM_PROFILE,
      what: "device profiles",
      path: `${at}/devices/policies`,
      permission: ZERO_TRUST_READ,
      id: "policy_id",
    },
    {
      type: DEFAULT_PROFILE,
      what: "the default device profile",
      path: `${at}/devices/policy`,
      permission: ZERO_TRUST_READ,
      id: null,
    },
    {
      type: DEVICE_SETTINGS,
      what: "the device settings",
      path: `${at}/devices/settings`,
      permission: ZERO_TRUST_READ,
      id: null,
    },
    {
      type: ZONE,
      what: "zones",
      path: "zones",
      permission: "Zone: Read",
      query: { "account.id": account },
      pageSize: 50,
    },
    {
      type: `${ZERO_TRUST}access_tag`,
      what: "Access tags",
      path: `${at}/access/tags`,
      permission: APPS_READ,
      pageSize: PAGE,
      id: "name",
      onDemand: true,
    },
    {
      type: "cloudflare_notification_policy",
      what: "notification policies",
      path: `${at}/alerting/v3/policies`,
      permission: "Notifications: Read",
      onDemand: true,
    },
  ];
}

/** @internal The DNS records of a zone. */
export function recordsOf(zone: string, name: string): Collection {
  const path = `zones/${encodeURIComponent(zone)}/dns_records`;
  return { type: RECORD, what: `DNS records of ${name}`, path, permission: "DNS: Read", pageSize: 1000 };
}

/** @internal The applications of a zone, which the account does not list. */
export function applicationsOfZone(zone: string, name: string): Collection {
  return { ...applications(`zones/${encodeURIComponent(zone)}`), what: `Access applications of ${name}` };
}

function applications(at: string): Collection {
  const nameOf = ({ domain, name }: Values) => text(domain) ?? text(name);
  return {
    type: APPLICATION,
    what: "Access applications",
    path: `${at}/access/apps`,
    permission: APPS_READ,
    pageSize: PAGE,
    nameOf,
  };
}

function routeName({ network }: Values): string | undefined {
  return text(network);
}
