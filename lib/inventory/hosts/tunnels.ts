import { ANY_HOSTNAME, hostnameOf } from "./ingress-matching";
import { block, blocks, compare, text, Values } from "../../core/terraform/values";
import type { ConnectorEntry, TunnelEntry } from "../model";
import { tunnelIdText } from "../network/labels";
import { accountOf } from "../terraform/accounts";
import { cloudflaredIn, connectorsOf } from "../terraform/connectors";
import { attributeOf, nameOf, ofType, Resolve, TerraformObject, workloadName } from "../terraform/objects";

/** @internal A tunnel with the ingress rules of its configurations. */
export interface RoutedTunnel {
  readonly entry: TunnelEntry;
  /** The account of the tunnel and of its hosts. Undefined if it is unknown. */
  readonly account?: string;
  readonly rules: Values[];
  /** What the comments of the configurations contain for hosts whose DNS records are managed elsewhere, by hostname. */
  readonly comments: Values;
}

const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";
const TOKEN = "cloudflare_zero_trust_tunnel_cloudflared_token";

/** @internal Every tunnel that is defined or configured here, sorted by name. */
export function routedTunnels(objects: TerraformObject[], resolve: Resolve): RoutedTunnel[] {
  const connectors = connectorsOf(objects);
  return configuredTunnels(objects, resolve).map((tunnel) => {
    const { id, account, configurations, rules } = tunnel;
    const entry = tunnelEntry(tunnel, connectors(id).flatMap(connectorEntry), objects);
    const comments: Values[] = configurations.map(({ values }) => block(block(values["//"]).hosts));
    return {
      entry,
      ...(account !== undefined && { account }),
      rules,
      comments: Object.assign({}, ...comments) as Values,
    };
  });
}

/** @internal A tunnel with its configurations. */
export interface ConfiguredTunnel {
  readonly id: string;
  readonly name: string;
  /** The account of the tunnel and of its hosts. Undefined if it is unknown. */
  readonly account?: string;
  /** The object of the tunnel, or its data source. */
  readonly object?: TerraformObject;
  readonly configurations: readonly TerraformObject[];
  readonly rules: Values[];
}

/** @internal The same tunnels, without what only a summary shows. */
export function configuredTunnels(objects: TerraformObject[], resolve: Resolve): ConfiguredTunnel[] {
  const all = configurationsOf(objects);
  const ids = [
    ...ofType(objects, TUNNEL).map((tunnel) => attributeOf(tunnel, "id")),
    ...all.map(({ values }) => tunnelIdOf(values)),
  ];
  return [...new Set(ids)]
    .map((id) => {
      const configurations = all.filter(({ values }) => tunnelIdOf(values) === id);
      const object = resolve(id);
      const name = object === undefined ? tunnelIdText(id) : nameOf(object);
      const account = [...configurations, ...(object ? [object] : [])].flatMap((each) => accountOf(each) ?? [])[0];
      return {
        id,
        name,
        ...(account !== undefined && { account }),
        ...(object && { object }),
        configurations,
        rules: rulesOfAll(configurations),
      };
    })
    .sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id));
}

/** @internal The configurations of all tunnels. */
export function configurationsOf(objects: TerraformObject[]): TerraformObject[] {
  return ofType(objects, `${TUNNEL}_config`);
}

/** One configuration overwrites the others, so that no catch-all rule may hide what follows it in another one. */
function rulesOfAll(configurations: readonly TerraformObject[]): Values[] {
  const rules = configurations.flatMap(rulesOf);
  if (configurations.length < 2) return rules;
  const isCatchAll = (rule: Values) => hostnameOf(rule) === ANY_HOSTNAME;
  return [...rules.filter((rule) => !isCatchAll(rule)), ...rules.filter(isCatchAll)];
}

/** @internal The ingress rules of a configuration. */
export function rulesOf(configuration: TerraformObject): Values[] {
  return blocks(block(configuration.values.config).ingress);
}

function tunnelIdOf(values: Values): string {
  return text(values.tunnel_id) ?? "?";
}

function tunnelEntry(
  { id, name, object, configurations }: ConfiguredTunnel,
  connectors: ConnectorEntry[],
  objects: TerraformObject[],
): TunnelEntry {
  const managed = object !== undefined && !object.data ? object : undefined;
  const notes: string[] = [];
  if (managed === undefined) notes.push("managed elsewhere");
  if (connectors.length === 0) notes.push("no connector found");
  if (objects.some(({ data, type, values }) => data && type === TOKEN && tunnelIdOf(values) === id)) {
    notes.push("token stored in Terraform state");
  }
  if (managed !== undefined && text(managed.values.tunnel_secret) !== undefined) {
    notes.push("tunnel secret stored in Terraform state");
  }
  return {
    ...(managed !== undefined && { address: managed.address }),
    id,
    name,
    configurations: configurations.map(({ address }) => address),
    connectors: connectors.sort((a, b) => compare(a.address, b.address)),
    notes,
  };
}

function connectorEntry(workload: TerraformObject): ConnectorEntry[] {
  const image = text(cloudflaredIn(workload.values)[0]?.image);
  return image === undefined ? [] : [{ address: workload.address, name: workloadName(workload), image }];
}
