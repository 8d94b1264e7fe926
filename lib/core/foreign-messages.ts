/** @internal Whether CDK Terrain reports a feature that some of the project's target versions lack. */
export function isAboutTargets(message: string): boolean {
  return /\bthe project targets (terraform|opentofu) /.test(message);
}
