import path from "node:path";
import { readPackage } from "../../scripts/entry-points";

const bindingsOf = (provider: "cloudflare" | "google") =>
  readPackage(
    path.dirname(
      provider === "google"
        ? require.resolve("@cdktf/provider-google/package.json")
        : require.resolve("@cdktf/provider-cloudflare/package.json"),
    ),
  );

/** Whether the bindings are those of CDK Terrain, the successor of CDK for Terraform. */
export const isCdkTerrain = "cdktn" in bindingsOf("google").peerDependencies;

/** A test of what only the bindings of CDK Terrain do. It runs in the suite of the other package. */
export const nativeTest = isCdkTerrain ? test : test.skip;

/** The field of a package with bindings that names the provider. */
const CDK = "cdktf";

/** The version of the provider that the bindings were generated from, and that a stack requires by default. */
export function providerVersionOf(provider: "cloudflare" | "google"): string {
  return bindingsOf(provider)[CDK].provider.version;
}

/** The constraint that a stack has for a setting: newer bindings need no other version than their own. */
export function constraintOf(provider: "cloudflare" | "google", constraint: string): string {
  return isCdkTerrain ? providerVersionOf(provider) : constraint;
}
