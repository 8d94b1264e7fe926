import { Token } from "cdktf";
import { isBrokenRelease } from "../core/cloudflared-release";
import { Problem } from "../core/errors";
import { parseImage } from "../core/image-reference";

/** @internal The port of cloudflared's metrics server, which serves /metrics, /ready and the tunnel's configuration. */
export const METRICS_PORT = 2000;

/** @internal The maximum number of connectors of a tunnel. */
export const MOST_CONNECTORS = 25;

/** @internal The default image of a connector. */
export const DEFAULT_IMAGE = "cloudflare/cloudflared:2026.8.2";

/** @internal Validates the image of a connector. A token is not checked. */
export function validateImage(image: string): Problem[] {
  if (Token.isUnresolved(image)) return [];
  const refused = (why: string): Problem[] => [
    {
      code: "ConnectorImageRefused",
      message: `image: "${image}" ${why}. Use a release such as "${DEFAULT_IMAGE}", or a digest "…@sha256:<64 hexadecimal digits>".`,
    },
  ];
  const reference = parseImage(image);
  if (reference === undefined) return refused("is not a valid image reference");
  const { tag, digest } = reference;
  if (tag !== undefined && isBrokenRelease(tag)) {
    return refused("normalizes paths differently from Access, so a request can bypass Access");
  }
  if (digest !== undefined) return [];
  if (tag === undefined) return refused("has no tag, so the version depends on the day of the pull");
  if (tag === "latest") return refused('has the tag "latest", which changes every few weeks, so pods could differ');
  return [];
}

/** @internal Whether an image is Cloudflare's, which contains no files of others. */
export function isOfCloudflare(image = DEFAULT_IMAGE): boolean {
  return /^(?:docker\.io\/)?cloudflare\/cloudflared[:@]/.test(image);
}
