import { Token } from "cdktf";
import { isOlder, parseRelease } from "./version";
import { Problem } from "../core/errors";
import { parseImage } from "../core/image-reference";

/** @internal */
export const DEFAULT_IMAGE = "coredns/coredns:1.14.7";

/** Before 1.14.2 `acl` can be walked around (CVE-2026-26017) and `loop` be guessed (CVE-2026-26018); before 1.14.7 the cache answers the blocked, and the user is no number. */
const OLDEST = [1, 14, 7];

/** @internal What is wrong with an image; which release a digest alone is, only its owner knows. */
export function validateCorednsImage(image: string): Problem[] {
  if (Token.isUnresolved(image)) return [];
  const refused = (why: string): Problem[] => [
    {
      code: "ClusterDnsImageRefused",
      message: `image is "${image}"; ${why}; write a release such as "${DEFAULT_IMAGE}", with a digest "@sha256:<64 hexadecimal digits>" behind it or in its place`,
    },
  ];
  const reference = parseImage(image);
  if (reference === undefined) return refused("that is no image reference");
  const release = parseRelease(reference.tag ?? "");
  if (release !== undefined && isOlder(release, OLDEST)) return refused("releases before 1.14.7 let acl be got around");
  if (release === undefined && reference.digest === undefined) return refused("it names no release");
  return [];
}
