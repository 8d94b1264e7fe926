import { TerraformOutput, TerraformStack } from "cdktf";
import { Tunnel } from "cdktf-zero-trust";

/**
 * Creates the outputs of a stack with one tunnel: the id of the tunnel, the URLs of its hosts, and the command that
 * stores the token of its connectors. The outputs do not contain the token, which `cloudflared` reads from Cloudflare.
 *
 * @param store the command that stores the token, which it reads from the standard input
 */
export function createOutputs(stack: TerraformStack, tunnel: Tunnel, store: string): void {
  new TerraformOutput(stack, "tunnel_id", { value: tunnel.tunnelId, description: "The id of the tunnel." });
  if (tunnel.hosts.length > 0) {
    const value = tunnel.hosts.map(({ url }) => url);
    new TerraformOutput(stack, "urls", { value, description: "The URLs of the published hosts." });
  }
  new TerraformOutput(stack, "store_token", {
    value: `cloudflared tunnel token ${tunnel.tunnelId} | ${store}`,
    description: "The command that stores the token of the connectors. Log in with cloudflared tunnel login first.",
  });
}
