import { privateTunnels } from "./connectors";
import type { GatewayPolicyEntry, PolicyResolver, PrivateNetwork, PrivateTunnel, UnreadObject } from "./model";
import { byPrecedence, precedenceOf } from "./precedence";
import { profilesOf } from "./profiles";
import { TEMPORARY } from "./temporary";
import { parseCidr } from "../../core/addresses/cidr";
import { isExpression } from "../../core/terraform/expressions";
import { block, blocks, list, literalText, text, Values } from "../../core/terraform/values";
import { parseExpression } from "../../reachability/expression/parse";
import { DEFAULT_VIRTUAL_NETWORK } from "../../reachability/gateway/model";
import { accountsIn, isInAccount } from "../terraform/accounts";
import { tunnelIdsIn } from "../terraform/connectors";
import { attributeOf, nameOf, ofType, TerraformObject } from "../terraform/objects";
import { NamedStack, objectsOfStacks } from "../terraform/stacks";

const PREFIX = "cloudflare_zero_trust_";

/** @internal Reads the private networks of several stacks together, one for each account. */
export function privateNetworks(stacks: NamedStack[]): PrivateNetwork[] {
  return privateNetworksOf(objectsOfStacks(stacks));
}

/** @internal The accounts with Zero Trust objects, sorted. */
export function networkAccountsIn(objects: TerraformObject[]): string[] {
  return accountsIn(objects.filter(({ type }) => type.startsWith(PREFIX)));
}

/**
 * Reads the private networks of objects, which may come from a configuration or a state. There is one for each account:
 * the routes, policies and profiles of one account do not affect the devices of another one.
 *
 * @param accounts the accounts, if the objects are a part of an estate. Default: those of the objects
 * @internal
 */
export function privateNetworksOf(
  objects: TerraformObject[],
  accounts: string[] = networkAccountsIn(objects),
): PrivateNetwork[] {
  // A connector belongs to no account, and is found by its tunnel.
  const tunnels = privateTunnels(objects);
  if (accounts.length < 2) return [networkOf(objects, tunnels)];
  const notes = ambiguityOf(accounts);
  return accounts.map((account) => {
    const own = objects.filter((each) => isInAccount(each, account));
    const ids = new Set(tunnelIdsIn(own));
    const network = networkOf(
      own,
      tunnels.filter(({ id }) => ids.has(id)),
    );
    return { account, ...network, notes };
  });
}

/** References can have the same value. Each one is taken to be an account of its own. */
function ambiguityOf(accounts: string[]): string[] {
  if (!accounts.some(isExpression)) return [];
  return [
    `Only Terraform can evaluate whether ${accounts.join(" and ")} are different accounts. They are taken to be.`,
  ];
}

function networkOf(objects: TerraformObject[], tunnels: PrivateTunnel[]): PrivateNetwork {
  const virtualNetworks = ofType(objects, `${PREFIX}tunnel_cloudflared_virtual_network`).map((network) => ({
    address: network.address,
    id: attributeOf(network, "id"),
    name: nameOf(network),
    isDefault: network.values.is_default_network === true,
  }));
  // The objects of several versions can contain several. A route without a virtual network can be in each of them.
  const defaults = virtualNetworks.filter(({ isDefault }) => isDefault).map(({ id }) => id);
  const [fallback = DEFAULT_VIRTUAL_NETWORK] = defaults;
  const written = ofType(objects, `${PREFIX}tunnel_cloudflared_route`);
  const routes = written.flatMap(({ address, values }) => {
    const cidr = parseCidr(text(values.network) ?? "");
    if (cidr === undefined) return [];
    const comment = literalText(values.comment);
    const own = text(values.virtual_network_id);
    const networks = own === undefined ? new Set([fallback, ...defaults]) : [own];
    return [...networks].map((virtualNetwork) => ({
      address,
      cidr,
      tunnel: tunnelOf(values),
      virtualNetwork,
      ...(comment !== undefined && { comment }),
    }));
  });
  const hostnameRoutes = ofType(objects, `${PREFIX}network_hostname_route`).map(({ address, values }) => {
    const comment = literalText(values.comment);
    return {
      address,
      hostname: hostnameOf(values),
      tunnel: tunnelOf(values),
      ...(comment !== undefined && { comment }),
    };
  });
  const isRead = new Set(routes.map(({ address }) => address));
  return {
    virtualNetworks,
    defaultVirtualNetwork: fallback,
    routes,
    hostnameRoutes,
    policies: policiesOf(objects, fallback),
    profiles: profilesOf(objects),
    tunnels,
    unread: [
      ...written
        .filter(({ address }) => !isRead.has(address))
        .map(({ address, values }) => ({
          address,
          why: `Its network "${text(values.network) ?? ""}" is not a literal CIDR.`,
        })),
      ...hostnameRoutes
        .filter(({ hostname }) => isExpression(hostname))
        .map(({ address, hostname }) => ({ address, why: `Only Terraform can evaluate its hostname "${hostname}".` })),
      ...policiesWithoutKind(objects),
    ],
    notes: [],
  };
}

/** Names are compared in lower case and without the root dot. A reference keeps its letters. */
function hostnameOf(values: Values): string {
  const hostname = (text(values.hostname) ?? "?").replace(/^\*\./, "");
  return isExpression(hostname) ? hostname : hostname.toLowerCase().replace(/\.$/, "");
}

function tunnelOf(values: Values): string {
  return text(values.tunnel_id) ?? "?";
}

/** The values of `filters`. */
const BUILDERS = ["http", "dns", "l4", "egress", "dns_resolver"];

function enabledPolicies(objects: TerraformObject[]): TerraformObject[] {
  return ofType(objects, `${PREFIX}gateway_policy`).filter(
    ({ values }) => values.enabled === true || typeof values.enabled === "string",
  );
}

/** @internal Whether a policy has exactly one of the known filters. */
export function hasKind({ filters }: Values): boolean {
  const [filter, ...others] = list(filters);
  return others.length === 0 && BUILDERS.includes(text(filter) ?? "");
}

/** The policies of which it is not known what kind they are. */
function policiesWithoutKind(objects: TerraformObject[]): UnreadObject[] {
  return enabledPolicies(objects).flatMap(({ address, values }) => {
    if (hasKind(values)) return [];
    return [
      { address, why: `Its filters ${JSON.stringify(values.filters ?? [])} are not one of ${BUILDERS.join(", ")}.` },
    ];
  });
}

function policiesOf(objects: TerraformObject[], fallback: string): GatewayPolicyEntry[] {
  return enabledPolicies(objects)
    .map((policy) => policyOf(policy, fallback))
    .sort(byPrecedence);
}

function policyOf(policy: TerraformObject, fallback: string): GatewayPolicyEntry {
  const { address, values } = policy;
  const settings = block(values.rule_settings);
  const unsure = unsureOf(values);
  const expression = (key: string) => {
    const source = text(values[key]);
    return source === undefined ? undefined : parseExpression(source);
  };
  const precedence = precedenceOf(values);
  return {
    address,
    name: nameOf(policy),
    builder: text(list(values.filters)[0]) ?? "?",
    action: text(values.action) ?? "?",
    ...(precedence !== undefined && { precedence }),
    traffic: expression("traffic"),
    identity: expression("identity"),
    devicePosture: expression("device_posture"),
    about: literalText(values.traffic),
    who: literalText(values.identity),
    ...(unsure !== undefined && { unsure, unsureCondition: conditionOf(values) }),
    resolvers: resolversOf(block(settings.dns_resolvers), fallback),
    overrides: [...list(settings.override_ips), settings.override_host].flatMap((each) => text(each) ?? []),
  };
}

function unsureOf(values: Values): string | undefined {
  if (typeof values.enabled === "string") return "only Terraform can evaluate whether it is enabled";
  if (blocks(values.schedule).some((each) => Object.values(each).some((time) => text(time) !== undefined))) {
    return TEMPORARY.schedule;
  }
  return blocks(values.expiration).length > 0 ? TEMPORARY.expiry : undefined;
}

/** Policies with the same condition apply at the same times. */
function conditionOf({ enabled, schedule, expiration }: Values): string {
  return JSON.stringify([enabled, schedule, expiration]);
}

function resolversOf(settings: Values, fallback: string): PolicyResolver[] {
  return [...blocks(settings.ipv4), ...blocks(settings.ipv6)].map((resolver) => {
    const address = text(resolver.ip) ?? "?";
    const network = text(resolver.vnet_id);
    return {
      address,
      port: Number(resolver.port ?? 53),
      virtualNetwork: network ?? fallback,
      private: resolver.route_through_private_network === true || network !== undefined,
    };
  });
}
