import { rewrite } from "./rewrite";
import { RULES } from "./rules";

/** The packages of CDK Terrain, with the ranges of the peers and the versions that the tests use. */
export const CDK_TERRAIN = {
  cdktn: { range: "^0.24.0", tested: "0.24.0" },
  constructs: { range: ">=10.6.0 <10.8.0", tested: "10.7.2" },
  "@cdktn/provider-cloudflare": { range: "^16.0.0", tested: "16.4.0" },
  "@cdktn/provider-kubernetes": { range: "^17.0.1", tested: "17.1.0" },
  "@cdktn/provider-google": { range: "^21.0.0", tested: "21.1.0" },
  "@cdktn/provider-aws": { range: "^25.0.0", tested: "25.7.0" },
} as const;

/** The bindings of CDK Terrain, with the versions that the tests use. */
export const BINDINGS = Object.entries(CDK_TERRAIN)
  .filter(([name]) => name.startsWith("@cdktn/"))
  .map(([name, { tested }]) => ({ name, version: tested }));

/**
 * The manifest of the package for CDK Terrain.
 *
 * @throws Error a peer of the manifest is not a package of CDK for Terraform that has a successor
 */
export function cdkTerrainManifest(manifest: any): any {
  const rewritten = JSON.parse(rewriteAll(JSON.stringify(manifest, null, 2)));
  const peers = Object.keys(rewritten.peerDependencies);
  const expected = Object.keys(CDK_TERRAIN);
  if ([...peers].sort().join() !== [...expected].sort().join()) {
    throw new Error(`The peers ${peers.join(", ")} are not those of CDK Terrain: ${expected.join(", ")}`);
  }
  return {
    ...rewritten,
    peerDependencies: valuesOf("range", peers),
    devDependencies: { ...rewritten.devDependencies, ...valuesOf("tested", peers) },
  };
}

function rewriteAll(text: string): string {
  const { text: rewritten, unknown } = rewrite(text, RULES);
  if (unknown.length > 0) throw new Error(`package.json: ${unknown.join("\n")}`);
  return rewritten;
}

function valuesOf(key: "range" | "tested", names: string[]): { [name: string]: string } {
  return Object.fromEntries(names.map((name) => [name, CDK_TERRAIN[name as keyof typeof CDK_TERRAIN][key]]));
}
