import type { PrivateConnector, PrivateTunnel } from "./model";
import { cloudflaredIn } from "../terraform/cloudflared";
import { attributeOf, nameOf, Resolve, TerraformObject } from "../terraform/objects";
import { blocks, isExpression, list, text, Values } from "../terraform/values";

const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";

/** @internal The tunnels that are defined here or spoken of, each with what runs cloudflared for it. */
export function privateTunnels(ids: string[], objects: TerraformObject[], resolve: Resolve): PrivateTunnel[] {
  const defined = objects.filter(({ type, data }) => type === TUNNEL && !data);
  const all = [...new Set([...defined.map((tunnel) => attributeOf(tunnel, "id")), ...ids])];
  const runners = objects.filter(({ data, values }) => !data && cloudflaredIn(values).length > 0);
  const served = new Map(runners.map((runner) => [runner, tunnelsOf(runner, all, objects)]));
  return all.map((id) => {
    const tunnel = resolve(id);
    return {
      id,
      ...(tunnel !== undefined && { address: tunnel.address }),
      name: tunnel === undefined ? id : nameOf(tunnel),
      connectors: runners.filter((runner) => served.get(runner)!.includes(id)).map(connectorOf),
    };
  });
}

/**
 * The tunnels that a connector speaks of, itself or through what it refers to (the Secret of its token, and so on): the nearest. Where there
 * is one tunnel, it need not speak of it.
 */
function tunnelsOf(runner: TerraformObject, tunnels: string[], objects: TerraformObject[]): string[] {
  if (tunnels.length === 1) return tunnels;
  const seen = new Set([runner]);
  let layer = [runner];
  while (layer.length > 0) {
    const texts = layer.map(({ values }) => JSON.stringify(values));
    const found = tunnels.filter((id) => texts.some((written) => mentions(written, id)));
    if (found.length > 0) return found;
    layer = objects.filter(
      (object) => !seen.has(object) && texts.some((written) => mentions(written, attributeOf(object, "id"))),
    );
    layer.forEach((object) => seen.add(object));
  }
  return [];
}

/** An id, or any attribute of the object whose id is a reference. Short ids are words that anything may hold. */
function mentions(written: string, id: string): boolean {
  const address = /^\$\{(.+)\.id\}$/.exec(id)?.[1];
  if (address === undefined) return id.length >= 8 && written.includes(id);
  return (
    written.includes(address) && new RegExp(`(?<![\\w./-])${address.replaceAll(".", "\\.")}(?![\\w-])`).test(written)
  );
}

function connectorOf({ address, values }: TerraformObject): PrivateConnector {
  const protocols = cloudflaredIn(values).map(protocolOf);
  // Any of its containers may get any query.
  const protocol = protocols.includes("http2") ? "http2" : protocols.includes(undefined) ? undefined : "quic";
  return { address, ...(protocol !== undefined && { protocol }) };
}

/** Unless it is told otherwise, cloudflared takes QUIC. */
function protocolOf(container: Values): PrivateConnector["protocol"] {
  const words = [...list(container.command), ...list(container.args)].map((word) => text(word) ?? "");
  const at = words.indexOf("--protocol");
  const flag =
    at >= 0 ? words[at + 1] : words.find((word) => word.startsWith("--protocol="))?.slice("--protocol=".length);
  const variable = blocks(container.env).find(({ name }) => name === "TUNNEL_TRANSPORT_PROTOCOL");
  const said = flag ?? (variable === undefined ? "auto" : text(variable.value));
  if (said === undefined || isExpression(said)) return undefined;
  return said === "http2" ? "http2" : "quic";
}
