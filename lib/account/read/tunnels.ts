import { labelOf, readableValues } from "./account-objects";
import { TUNNEL } from "./collections";
import type { GapReporter } from "./gaps";
import { block, blocks, isValues, list, text, Values } from "../../core/terraform/values";
import type { Client } from "../api/client";
import { ApiFailure } from "../api/failure";
import { listAll } from "../api/pages";
import type { AccountObject, Connector, TunnelHealth } from "../model";

/** @internal The service of a rule that stands for the rules in the file of a connector. */
export const LOCAL_SERVICE = "local configuration";

const PERMISSION = "Cloudflare Tunnel: Read";

/** @internal The configurations of tunnels, and their connectors. */
export async function readTunnels(
  client: Client,
  account: string,
  tunnels: AccountObject[],
  gaps: GapReporter,
): Promise<{ readonly tunnels: TunnelHealth[]; readonly configurations: AccountObject[] }> {
  const read = await Promise.all(
    tunnels.map(async (tunnel) => {
      const path = `accounts/${account}/cfd_tunnel/${encodeURIComponent(tunnel.id)}`;
      const isLocal = text(tunnel.values.config_src) === "local" || tunnel.values.remote_config === false;
      const [configuration, connectors] = await Promise.all([
        isLocal ? localConfiguration(tunnel) : remoteConfiguration(client, path, tunnel, gaps),
        isConnected(tunnel) ? connectorsOf(client, path, tunnel, gaps) : [],
      ]);
      const status = text(tunnel.values.status);
      return { health: { tunnel, ...(status !== undefined && { status }), connectors, isLocal }, configuration };
    }),
  );
  return {
    tunnels: read.map(({ health }) => health),
    configurations: read.flatMap(({ configuration }) => configuration ?? []),
  };
}

/** The API lists no connector of the others. */
function isConnected({ values }: AccountObject): boolean {
  return values.status !== "inactive" && values.status !== "down";
}

async function remoteConfiguration(
  client: Client,
  path: string,
  tunnel: AccountObject,
  gaps: GapReporter,
): Promise<AccountObject | undefined> {
  const types = [`${TUNNEL}_config`];
  const gap = {
    what: `configuration of tunnel ${tunnel.name}`,
    path: `${path}/configurations`,
    types,
    permission: PERMISSION,
  };
  return gaps.around(gap, async () => {
    const { result } = await client.get(`${path}/configurations`);
    if (!isValues(result)) throw new ApiFailure("the result is not an object");
    // A tunnel whose configuration was never written has none, and answers with 503.
    if (result.config === null || result.config === undefined) return configurationOf(tunnel, { ingress: [] });
    if (!isValues(result.config) || !isIngress(result.config.ingress)) {
      throw new ApiFailure("the ingress rules of the answer are not understood");
    }
    return configurationOf(tunnel, result.config);
  });
}

function isIngress(ingress: unknown): boolean {
  if (ingress === undefined || ingress === null) return true;
  return Array.isArray(ingress) && ingress.every((rule) => isValues(rule) && text(rule.service) !== undefined);
}

/** The rules are in a file of the connector: any of them may serve any name, without a token check. */
function localConfiguration(tunnel: AccountObject): AccountObject {
  return configurationOf(tunnel, { ingress: [{ service: LOCAL_SERVICE }] });
}

function configurationOf(tunnel: AccountObject, config: Values): AccountObject {
  const type = `${TUNNEL}_config`;
  const { name, id } = tunnel;
  const values = readableValues({ config }, { account_id: tunnel.values.account_id, tunnel_id: id });
  return { address: labelOf(type, name), type, name, data: false, values, id };
}

async function connectorsOf(
  client: Client,
  path: string,
  { name }: AccountObject,
  gaps: GapReporter,
): Promise<Connector[]> {
  const gap = { what: `connectors of tunnel ${name}`, path: `${path}/connections`, types: [], permission: PERMISSION };
  const found = await gaps.around(gap, () => listAll(client, { path: `${path}/connections`, id: "id" }));
  return (found ?? []).map(({ id, version, conns }) => {
    // Older answers have the version on each connection.
    const known = text(version) ?? text(block(list(conns)[0]).client_version);
    return { id: text(id)!, ...(known !== undefined && { version: known }), connections: blocks(conns).length };
  });
}
