import { attributeOf, ofType, TerraformObject } from "./objects";
import { isValues, text, Values } from "../../core/terraform/values";

const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";
const REFERRING_TYPES = [`${TUNNEL}_config`, `${TUNNEL}_route`, "cloudflare_zero_trust_network_hostname_route"];

/** @internal The containers that run cloudflared in a workload of any platform. */
export function cloudflaredIn(value: unknown): Values[] {
  if (Array.isArray(value)) return value.flatMap(cloudflaredIn);
  if (!isValues(value)) return [];
  const { image } = value;
  if (typeof image === "string" && /(^|\/)cloudflared([@:]|$)/.test(image)) return [value];
  return Object.values(value).flatMap(cloudflaredIn);
}

/** @internal The ids of the tunnels that are defined here, or that a configuration or a route refers to. */
export function tunnelIdsIn(objects: TerraformObject[]): string[] {
  const referring = objects.filter(({ type, data }) => !data && REFERRING_TYPES.includes(type));
  return [
    ...new Set([
      ...ofType(objects, TUNNEL).map((tunnel) => attributeOf(tunnel, "id")),
      ...referring.flatMap(({ values }) => text(values.tunnel_id) ?? []),
    ]),
  ];
}

/**
 * Returns a lookup of the workloads that run cloudflared for a tunnel, by the tunnel's id. The summary and the trace
 * both use it, so that they agree.
 *
 * @internal
 */
export function connectorsOf(objects: TerraformObject[]): (tunnelId: string) => TerraformObject[] {
  const tunnels = tunnelIdsIn(objects);
  const served = objects
    .filter(({ data, type, values }) => !data && !type.startsWith("cloudflare_") && cloudflaredIn(values).length > 0)
    .map((workload) => ({ workload, ids: tunnelsOf(workload, tunnels, objects) }));
  return (tunnelId) => served.filter(({ ids }) => ids.includes(tunnelId)).map(({ workload }) => workload);
}

/**
 * The tunnels that a workload refers to, directly or through other objects, such as the Secret of its token. The
 * nearest ones count. A single tunnel is assumed even without a reference.
 */
function tunnelsOf(workload: TerraformObject, tunnels: string[], objects: TerraformObject[]): string[] {
  if (tunnels.length === 1) return tunnels;
  const seen = new Set([workload]);
  let layer = [workload];
  while (layer.length > 0) {
    const texts = layer.map(({ values }) => JSON.stringify(values));
    const found = tunnels.filter((id) => texts.some((written) => refersTo(written, id)));
    if (found.length > 0) return found;
    layer = objects.filter(
      (object) => !seen.has(object) && texts.some((written) => refersTo(written, attributeOf(object, "id"))),
    );
    layer.forEach((object) => seen.add(object));
  }
  return [];
}

/** Whether a text contains an id, or a reference to the same object. A short id could be any word, so it is ignored. */
function refersTo(written: string, id: string): boolean {
  const address = /^\$\{(.+)\.id\}$/.exec(id)?.[1];
  // The text is JSON, which escapes the keys of an address.
  if (address === undefined) return id.length >= 8 && written.includes(JSON.stringify(id).slice(1, -1));
  return (
    written.includes(address) && new RegExp(`(?<![\\w./-])${address.replaceAll(".", "\\.")}(?![\\w-])`).test(written)
  );
}
