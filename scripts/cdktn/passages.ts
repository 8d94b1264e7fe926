import type { Passage } from "./rewrite";

/** Passages by file. Each of them must occur in the file. */
export const PASSAGES: { readonly [file: string]: readonly Passage[] } = {
  // The bindings of CDK Terrain write the full address of a provider of HashiCorp.
  ...Object.fromEntries(
    Object.entries({ argocd: "kubernetes", "cloud-run": "google", "cluster-dns": "kubernetes" }).map(([name, provider]) => [
      `__tests__/examples/__snapshots__/${name}.test.ts.snap`,
      [{ from: `"source": "${provider}"`, to: `"source": "hashicorp/${provider}"` }],
    ]),
  ),
};
