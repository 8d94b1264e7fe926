import type { PrivateNetwork } from "./model";
import { DEFAULT_VIRTUAL_NETWORK } from "../../reachability/gateway/model";

/** @internal The display name of a virtual network. */
export function virtualNetworkName({ virtualNetworks }: PrivateNetwork, id: string): string {
  if (id === DEFAULT_VIRTUAL_NETWORK) return "the account's default virtual network";
  return `virtual network ${virtualNetworks.find((each) => each.id === id)?.name ?? id}`;
}

/** @internal The display name of a tunnel. */
export function tunnelName({ tunnels }: PrivateNetwork, id: string): string {
  return `tunnel ${nameOrStack(tunnels.find((each) => each.id === id)?.name ?? id)}`;
}

/** The reference that cdktf writes for the id of a tunnel of another stack. */
const OTHER_STACK =
  /^\$\{data\.terraform_remote_state\.cross-stack-reference-input-(.+?)\.outputs\.cross-stack-output-cloudflare_zero_trust_tunnel_cloudflared(.+)id\}$/;

/** The name, or what a reference to another stack contains of it, if that stack is not read. */
function nameOrStack(name: string): string {
  const [, stack, tunnel] = OTHER_STACK.exec(name) ?? [];
  return stack === undefined ? name : `${tunnel.replace(/_[0-9A-F]{8}$/, "")} of stack ${stack}`;
}
