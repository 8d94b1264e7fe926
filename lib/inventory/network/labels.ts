import type { PrivateNetwork } from "./model";
import { DEFAULT_VIRTUAL_NETWORK } from "../../reachability/gateway/model";

/** @internal The display name of a virtual network. */
export function virtualNetworkName({ virtualNetworks }: PrivateNetwork, id: string): string {
  if (id === DEFAULT_VIRTUAL_NETWORK) return "the account's default virtual network";
  return `virtual network ${virtualNetworks.find((each) => each.id === id)?.name ?? id}`;
}

/** @internal The display name of a tunnel. */
export function tunnelName({ tunnels }: PrivateNetwork, id: string): string {
  return `tunnel ${tunnels.find((each) => each.id === id)?.name ?? id}`;
}
