import { tunnelIdText } from "./labels";
import type { PrivateConnector, PrivateTunnel } from "./model";
import { podEgress } from "./pod-egress";
import { isExpression } from "../../core/terraform/expressions";
import { blocks, list, text, Values } from "../../core/terraform/values";
import { cloudflaredIn, connectorsOf, tunnelIdsIn } from "../terraform/connectors";
import { nameOf, ofType, resolverOf, TerraformObject } from "../terraform/objects";

/** @internal The tunnels that are defined or referred to, each with the workloads that run cloudflared for it. */
export function privateTunnels(objects: TerraformObject[]): PrivateTunnel[] {
  // In a state, other objects can have the id of a tunnel: its configuration does.
  const resolve = resolverOf(ofType(objects, "cloudflare_zero_trust_tunnel_cloudflared"));
  const connectors = connectorsOf(objects);
  return tunnelIdsIn(objects).map((id) => {
    const tunnel = resolve(id);
    return {
      id,
      ...(tunnel !== undefined && { address: tunnel.address }),
      name: tunnel === undefined ? tunnelIdText(id) : nameOf(tunnel),
      connectors: connectors(id).map((workload) => connectorOf(workload, objects)),
    };
  });
}

function connectorOf(workload: TerraformObject, objects: TerraformObject[]): PrivateConnector {
  const { address, values } = workload;
  const protocols = cloudflaredIn(values).map(protocolOf);
  // Each container can receive a query.
  const protocol = protocols.includes("http2") ? "http2" : protocols.includes(undefined) ? undefined : "quic";
  const egress = podEgress(workload, objects);
  return { address, ...(protocol !== undefined && { protocol }), ...(egress !== undefined && { egress }) };
}

/** cloudflared uses QUIC by default. */
function protocolOf(container: Values): PrivateConnector["protocol"] {
  const words = [...list(container.command), ...list(container.args)].map((word) => text(word) ?? "");
  const at = words.indexOf("--protocol");
  const flag =
    at >= 0 ? words[at + 1] : words.find((word) => word.startsWith("--protocol="))?.slice("--protocol=".length);
  const variable = blocks(container.env).find(({ name }) => name === "TUNNEL_TRANSPORT_PROTOCOL");
  const protocol = flag ?? (variable === undefined ? "auto" : text(variable.value));
  if (protocol === undefined || isExpression(protocol)) return undefined;
  return protocol === "http2" ? "http2" : "quic";
}
