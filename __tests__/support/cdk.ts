import path from "node:path";
import { readPackage } from "../../scripts/entry-points";

/** The package whose constructs the bindings extend: that of CDK for Terraform, or its successor CDK Terrain. */
const [core] = Object.keys(
  readPackage(path.dirname(require.resolve("@cdktf/provider-google/package.json"))).peerDependencies,
).filter((name) => name !== "constructs");

/** Whether the bindings are those of CDK Terrain. */
export const isCdkTerrain = core === "cdktn";

/** A test of what only the bindings of CDK Terrain do. It runs in the suite of the other package. */
export const nativeTest = isCdkTerrain ? test : test.skip;
