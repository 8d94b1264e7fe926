import { DEFAULT_VIRTUAL_NETWORK, PrivateNetwork } from "./model";

/** @internal */
export function virtualNetworkName({ virtualNetworks }: PrivateNetwork, id: string): string {
  if (id === DEFAULT_VIRTUAL_NETWORK) return "the account's default virtual network";
  return `virtual network ${virtualNetworks.find((each) => each.id === id)?.name ?? id}`;
}

/** @internal */
export function tunnelName({ tunnels }: PrivateNetwork, id: string): string {
  return `tunnel ${tunnels.find((each) => each.id === id)?.name ?? id}`;
}
