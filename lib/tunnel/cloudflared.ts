import { Token } from "cdktf";
import { Problem } from "../core/errors";
import { parseImage } from "../core/image-reference";

/** @internal Where it tells its metrics and whether it is connected: /metrics, /ready, and the tunnel's configuration. */
export const METRICS_PORT = 2000;

/** @internal A tunnel takes no more connectors than this. */
export const MOST_CONNECTORS = 25;

/** @internal */
export const DEFAULT_IMAGE = "cloudflare/cloudflared:2026.8.2";

/** They normalise paths differently from Access, so that a path can be walked around (VULN-141859); 2026.8.2 took that back. */
const BROKEN_RELEASE = /^2026\.8\.[01](-|$)/;

/** @internal */
export function validateImage(image: string): Problem[] {
  if (Token.isUnresolved(image)) return [];
  const refused = (why: string): Problem[] => [
    {
      code: "ConnectorImageRefused",
      message: `image is "${image}"; ${why}; write a release such as "${DEFAULT_IMAGE}", or a digest "…@sha256:<64 hexadecimal digits>"`,
    },
  ];
  const reference = parseImage(image);
  if (reference === undefined) return refused("that is no image reference");
  const { tag, digest } = reference;
  if (tag !== undefined && BROKEN_RELEASE.test(tag)) return refused("its path handling can walk around Access");
  if (digest !== undefined) return [];
  if (tag === undefined) return refused("it has no tag, which means the newest image of the day");
  if (tag === "latest") return refused('"latest" is another image every few weeks, and pods would differ');
  return [];
}
