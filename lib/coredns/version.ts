/**
 * Parses a version into its three numbers. A leading "v" and a suffix are ignored: "v1.14.7", "1.14.7-build.2".
 *
 * @internal
 */
export function parseVersion(text: string): number[] | undefined {
  return /^v?(\d+)\.(\d+)\.(\d+)(?![\d.])/.exec(text)?.slice(1).map(Number);
}

/** @internal Whether a version is lower than another one. */
export function isOlder(version: number[], than: number[]): boolean {
  const differing = version.findIndex((part, i) => part !== than[i]);
  return differing >= 0 && version[differing] < than[differing];
}
