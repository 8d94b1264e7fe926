/**
 * Whether a release of cloudflared normalizes paths differently from Access, so that a request can bypass it
 * (VULN-141859). 2026.8.2 fixed that.
 *
 * @internal
 */
export function isBrokenRelease(version: string): boolean {
  return /^2026\.8\.[01](-|$)/.test(version);
}
