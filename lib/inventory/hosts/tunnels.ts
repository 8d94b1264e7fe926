import type { ConnectorEntry, TunnelEntry } from "../model";
import { cloudflaredIn } from "../terraform/cloudflared";
import { attributeOf, nameOf, ofType, Resolve, TerraformObject } from "../terraform/objects";
import { block, blocks, compare, isExpression, text, Values } from "../terraform/values";

/** @internal Defines a tunnel with the rules that its configurations give it. */
export interface RoutedTunnel {
  readonly entry: TunnelEntry;
  readonly rules: Values[];
}

const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";
const TOKEN = "cloudflare_zero_trust_tunnel_cloudflared_token";

/** @internal Every tunnel that is defined or configured here. */
export function routedTunnels(objects: TerraformObject[], resolve: Resolve): RoutedTunnel[] {
  const configurations = configurationsOf(objects);
  const ids = [
    ...ofType(objects, TUNNEL).map((tunnel) => attributeOf(tunnel, "id")),
    ...configurations.map(({ values }) => tunnelIdOf(values)),
  ];
  return [...new Set(ids)]
    .map((id) => {
      const own = configurations.filter(({ values }) => tunnelIdOf(values) === id);
      return { entry: tunnelEntry(id, own, objects, resolve), rules: own.flatMap(rulesOf) };
    })
    .sort((a, b) => compare(a.entry.name, b.entry.name) || compare(a.entry.id, b.entry.id));
}

/** @internal */
export function configurationsOf(objects: TerraformObject[]): TerraformObject[] {
  return ofType(objects, `${TUNNEL}_config`);
}

/** @internal */
export function rulesOf(configuration: TerraformObject): Values[] {
  return blocks(block(configuration.values.config).ingress);
}

function tunnelIdOf(values: Values): string {
  return text(values.tunnel_id) ?? "?";
}

function tunnelEntry(
  id: string,
  configurations: TerraformObject[],
  objects: TerraformObject[],
  resolve: Resolve,
): TunnelEntry {
  const tunnel = resolve(id);
  const managed = tunnel !== undefined && !tunnel.data ? tunnel : undefined;
  const onlyTunnel = ofType(objects, TUNNEL).length === 1;
  const connectors = managed === undefined ? [] : connectorsOf(managed.address, onlyTunnel, objects);
  const notes: string[] = [];
  if (managed === undefined) notes.push("the tunnel is defined elsewhere");
  if (connectors.length === 0) notes.push("no connector in this stack");
  if (objects.some(({ data, type, values }) => data && type === TOKEN && tunnelIdOf(values) === id)) {
    notes.push("its token is in Terraform's state");
  }
  if (managed !== undefined && text(managed.values.tunnel_secret) !== undefined) {
    notes.push("its secret is in Terraform's state");
  }
  return {
    ...(managed !== undefined && { address: managed.address }),
    id,
    name: tunnel === undefined ? id : nameOf(tunnel),
    configurations: configurations.map(({ address }) => address),
    connectors,
    notes,
  };
}

/** What runs cloudflared and speaks of the tunnel; where there is one tunnel, it need not speak of it. */
function connectorsOf(tunnel: string, onlyTunnel: boolean, objects: TerraformObject[]): ConnectorEntry[] {
  const mentions = new RegExp(`(?<![\\w.-])${tunnel.replaceAll(".", "\\.")}(?![\\w-])`);
  return objects
    .filter(({ data }) => !data)
    .flatMap((object) => {
      const image = text(cloudflaredIn(object.values)[0]?.image);
      if (image === undefined || !(onlyTunnel || mentions.test(JSON.stringify(object.values)))) return [];
      return [{ address: object.address, name: connectorName(object), image }];
    })
    .sort((a, b) => compare(a.address, b.address));
}

function connectorName(object: TerraformObject): string {
  const { namespace, name } = block(object.values.metadata);
  const words = [text(namespace), text(name)].filter((word) => word !== undefined && !isExpression(word));
  return words.length > 0 ? words.join("/") : nameOf(object);
}
