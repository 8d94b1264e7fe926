import { Token } from "cdktf";
import { isOlder, parseVersion } from "./version";
import { Problem } from "../core/errors";
import { parseImage } from "../core/image-reference";

/** @internal The default image, and the oldest supported version. */
export const DEFAULT_IMAGE = "coredns/coredns:1.14.7";

/**
 * Before 1.14.2, `acl` can be bypassed (CVE-2026-26017), and a query that guesses the probe name of `loop` stops the
 * server (CVE-2026-26018). Before 1.14.7, the cache answers blocked clients, and the image's user is not numeric.
 */
const OLDEST = [1, 14, 7];

/**
 * Validates the image. The version of an image that has only a digest is unknown, so such an image is accepted.
 *
 * @internal
 */
export function validateCorednsImage(image: string): Problem[] {
  if (Token.isUnresolved(image)) return [];
  const refused = (mistake: string): Problem[] => [
    {
      code: "ClusterDnsImageRefused",
      message: `image: "${image}" ${mistake}. Use a version such as "${DEFAULT_IMAGE}", followed or replaced by a digest "@sha256:<64 hexadecimal digits>".`,
    },
  ];
  const reference = parseImage(image);
  if (reference === undefined) return refused("is not a valid image reference");
  const version = parseVersion(reference.tag ?? "");
  if (version !== undefined && isOlder(version, OLDEST)) {
    return refused("is older than 1.14.7, and clients can bypass the source filter of older versions");
  }
  if (version === undefined && reference.digest === undefined) return refused("does not specify a version");
  return [];
}
