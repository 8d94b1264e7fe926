import { IConnector, Transport, TunnelToken } from "cdktf-zero-trust";

/** A connector that creates no resource. */
export function connectorOf(transports: Transport[], name: string): IConnector {
  return {
    transports,
    name,
    token: TunnelToken.fromKubernetesSecret("cloudflared-token", "token"),
    network: "network",
    bind: () => undefined,
  };
}
