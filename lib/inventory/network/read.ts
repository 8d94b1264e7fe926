import { privateTunnels } from "./connectors";
import type { GatewayPolicyEntry, PolicyResolver, PrivateNetwork } from "./model";
import { byPrecedence, precedenceOf } from "./precedence";
import { profilesOf } from "./profiles";
import { parseCidr } from "../../core/addresses/cidr";
import { isExpression } from "../../core/terraform/expressions";
import { block, blocks, list, literalText, text, Values } from "../../core/terraform/values";
import { parseExpression } from "../../reachability/expression/parse";
import { DEFAULT_VIRTUAL_NETWORK } from "../../reachability/gateway/model";
import { attributeOf, nameOf, ofType, TerraformObject } from "../terraform/objects";
import { NamedStack, objectsOfStacks } from "../terraform/stacks";

const PREFIX = "cloudflare_zero_trust_";

/** @internal Why a policy applies at some times only. */
export const TEMPORARY = { schedule: "it has a schedule", expiry: "it expires" } as const;

/** @internal Reads the private network of several stacks together. */
export function privateNetwork(stacks: NamedStack[]): PrivateNetwork {
  return privateNetworkOf(objectsOfStacks(stacks));
}

/** @internal Reads the private network of objects, which may come from a configuration or a state. */
export function privateNetworkOf(objects: TerraformObject[]): PrivateNetwork {
  const virtualNetworks = ofType(objects, `${PREFIX}tunnel_cloudflared_virtual_network`).map((network) => ({
    address: network.address,
    id: attributeOf(network, "id"),
    name: nameOf(network),
    isDefault: network.values.is_default_network === true,
  }));
  const fallback = virtualNetworks.find(({ isDefault }) => isDefault)?.id ?? DEFAULT_VIRTUAL_NETWORK;
  const written = ofType(objects, `${PREFIX}tunnel_cloudflared_route`);
  const routes = written.flatMap(({ address, values }) => {
    const cidr = parseCidr(text(values.network) ?? "");
    if (cidr === undefined) return [];
    const comment = literalText(values.comment);
    const virtualNetwork = text(values.virtual_network_id) ?? fallback;
    return [{ address, cidr, tunnel: tunnelOf(values), virtualNetwork, ...(comment !== undefined && { comment }) }];
  });
  const hostnameRoutes = ofType(objects, `${PREFIX}network_hostname_route`).map(({ address, values }) => {
    const comment = literalText(values.comment);
    return {
      address,
      hostname: (text(values.hostname) ?? "?").replace(/^\*\./, ""),
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
    tunnels: privateTunnels(objects),
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
    ],
    notes: accountNotes(objects),
  };
}

function accountNotes(objects: TerraformObject[]): string[] {
  const own = objects.filter(({ type, data }) => !data && type.startsWith(PREFIX));
  const accounts = [...new Set(own.flatMap(({ values }) => text(values.account_id) ?? []))];
  return accounts.length > 1 ? [`Accounts ${accounts.join(" and ")} are treated as one account.`] : [];
}

function tunnelOf(values: Values): string {
  return text(values.tunnel_id) ?? "?";
}

function policiesOf(objects: TerraformObject[], fallback: string): GatewayPolicyEntry[] {
  return ofType(objects, `${PREFIX}gateway_policy`)
    .filter(({ values }) => values.enabled === true || typeof values.enabled === "string")
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
