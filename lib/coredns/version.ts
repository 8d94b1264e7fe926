/** @internal The numbers of a release: "v1.14.7", with or without the "v", and with whatever stands behind: "1.14.7-build.2". */
export function parseRelease(text: string): number[] | undefined {
  return /^v?(\d+)\.(\d+)\.(\d+)(?![\d.])/.exec(text)?.slice(1).map(Number);
}

/** @internal Whether a release comes before another one. */
export function isOlder(release: number[], than: number[]): boolean {
  const differing = release.findIndex((part, i) => part !== than[i]);
  return differing >= 0 && release[differing] < than[differing];
}
