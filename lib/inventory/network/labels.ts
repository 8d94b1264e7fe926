import type { PrivateNetwork } from "./model";
import { DEFAULT_VIRTUAL_NETWORK } from "../../reachability/gateway/model";
import { accountName } from "../terraform/accounts";

const DEFAULT_NAME = "the account's default virtual network";

/** @internal The display name of a virtual network, with its account if there are several. */
export function virtualNetworkName({ account, virtualNetworks }: PrivateNetwork, id: string): string {
  const isDefault = id === DEFAULT_VIRTUAL_NETWORK;
  const name = `virtual network ${virtualNetworks.find((each) => each.id === id)?.name ?? id}`;
  if (account === undefined) return isDefault ? DEFAULT_NAME : name;
  return `${isDefault ? "the default virtual network" : name} of ${accountName(account)}`;
}

/**
 * The name of a route in findings: "10.10.0.0/16", or "10.10.0.0/16 in lab".
 *
 * @param virtualNetwork the display name of its virtual network
 * @internal
 */
export function routeName(destination: string, virtualNetwork: string): string {
  return virtualNetwork === DEFAULT_NAME
    ? destination
    : `${destination} in ${virtualNetwork.replace(/^virtual network /, "")}`;
}

/** @internal The display name of a tunnel. */
export function tunnelName({ tunnels }: PrivateNetwork, id: string): string {
  return `tunnel ${tunnels.find((each) => each.id === id)?.name ?? tunnelIdText(id)}`;
}

/** The reference that cdktf writes for the id of a tunnel of another stack. */
const OTHER_STACK =
  /^\$\{data\.terraform_remote_state\.cross-stack-reference-input-(.+?)\.outputs\.cross-stack-output-cloudflare_zero_trust_tunnel_cloudflared(.+)id\}$/;

/** @internal The id of a tunnel for display: a reference to a stack that is not read as the tunnel and its stack. */
export function tunnelIdText(name: string): string {
  const [, stack, tunnel] = OTHER_STACK.exec(name) ?? [];
  return stack === undefined ? name : `${tunnel.replace(/_[0-9A-F]{8}$/, "")} of stack ${stack}`;
}
