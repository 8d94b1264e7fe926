const NAME = "(?:[a-z0-9.-]+(?::[0-9]+)?/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*";
const IMAGE = new RegExp(`^${NAME}(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?<digest>@sha256:[0-9a-f]{64})?$`);

/** @internal The version part of a container image reference. */
export interface ImageReference {
  readonly tag?: string;
  readonly digest?: string;
}

/** @internal Parses an image reference. Returns `undefined` if a container runtime would refuse it. */
export function parseImage(image: string): ImageReference | undefined {
  const groups = IMAGE.exec(image)?.groups;
  if (groups === undefined) return undefined;
  const { tag, digest } = groups;
  return { ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}
