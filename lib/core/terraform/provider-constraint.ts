type Version = readonly [major: number, minor: number, patch: number];

/** @internal Whether a version of a provider is this one or a newer one. */
export function isAtLeast(version: string, minimum: string): boolean {
  return compare(parse(version), parse(minimum)) >= 0;
}

/** @internal The constraint for versions of the same major version from this one on. The next one can remove it. */
export function sameMajorFrom(minimum: string): string {
  return `>= ${minimum}, < ${parse(minimum)[0] + 1}.0.0`;
}

/**
 * Whether a version constraint of Terraform permits a version from the given one on. Only upper limits exclude all of
 * them. A constraint that Terraform rejects is left to Terraform.
 *
 * @internal
 */
export function permitsFrom(constraint: string, minimum: string): boolean {
  return constraint.split(",").every((part) => {
    const match = /^\s*(=|!=|>=?|<=?|~>)?\s*v?(\d+(?:\.\d+)*)/.exec(part);
    if (match === null) return true;
    const [, operator = "=", version] = match;
    const difference = compare(parse(version), parse(minimum));
    if (operator === "=" || operator === "<=") return difference >= 0;
    if (operator === "<") return difference > 0;
    if (operator === "~>") return compare(endOfPessimistic(version), parse(minimum)) > 0;
    return true;
  });
}

/** The first version above `~> 5.17` or `~> 5.17.2`: the last number may grow. */
function endOfPessimistic(version: string): Version {
  const [major, minor] = parse(version);
  const parts = version.split(".").length;
  if (parts === 1) return [Infinity, 0, 0];
  return parts === 2 ? [major + 1, 0, 0] : [major, minor + 1, 0];
}

function parse(version: string): Version {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map((part) => parseInt(part, 10));
  return [major, minor, patch];
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
