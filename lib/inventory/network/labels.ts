import type { PrivateNetwork } from "./model";
import { DEFAULT_VIRTUAL_NETWORK } from "../../reachability/gateway/model";

/** @internal The display name of a virtual network. */
export function virtualNetworkName({ virtualNetworks }: PrivateNetwork, id: string): string {
  if (id === DEFAULT_VIRTUAL_NETWORK) return "the account's default virtual network";
  return `virtual network ${virtualNetworks.find((each) => each.id === id)?.name ?? id}`;
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
