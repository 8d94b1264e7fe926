import { BINDINGS, CDK_TERRAIN, cdkTerrainManifest } from "../../scripts/cdktn/manifest";
import { projectRoot, readPackage } from "../../scripts/entry-points";

describe("cdkTerrainManifest()", () => {
  const original = readPackage(projectRoot);
  const manifest = cdkTerrainManifest(original);

  test("names the package and its command after CDK Terrain, with the same version and dependencies", () => {
    expect(manifest.name).toBe("cdktn-zero-trust");
    expect(manifest.bin).toEqual({ "cdktn-zero-trust": "bin/cdktn-zero-trust.js" });
    expect(manifest.version).toBe(original.version);
    expect(manifest.dependencies).toEqual(original.dependencies);
    expect(manifest.exports).toEqual(original.exports);
    expect(manifest.repository).toEqual(original.repository);
  });

  test("requires the peers of CDK Terrain, and the same of them are optional", () => {
    expect(manifest.peerDependencies).toEqual({
      "@cdktn/provider-aws": "^25.0.0",
      "@cdktn/provider-cloudflare": "^16.0.0",
      "@cdktn/provider-google": "^21.0.0",
      "@cdktn/provider-kubernetes": "^17.0.1",
      cdktn: "^0.24.0",
      constructs: ">=10.6.0 <10.8.0",
    });
    const optional = Object.keys(original.peerDependenciesMeta).map((name) => name.replace("cdktf", "cdktn"));
    expect(Object.keys(manifest.peerDependenciesMeta)).toEqual(optional);
  });

  test("develops with the versions that are tested, and with no package of CDK for Terraform", () => {
    expect(manifest.devDependencies).toMatchObject({ cdktn: "0.24.0", "@cdktn/provider-cloudflare": "16.4.0" });
    expect(JSON.stringify(manifest.devDependencies)).not.toMatch(/cdktf/);
  });

  test("fails when a peer has no successor", () => {
    const peerDependencies = { ...original.peerDependencies, "@cdktf/provider-azurerm": "^1.0.0" };
    expect(() => cdkTerrainManifest({ ...original, peerDependencies })).toThrow("@cdktn/provider-azurerm");
  });

  test("fails when a name is on no list", () => {
    expect(() => cdkTerrainManifest({ ...original, config: { x: "@cdktf/cli-core" } })).toThrow("@cdktf/cli-core");
  });
});

test("every binding has a version that its range includes", () => {
  expect(BINDINGS.map(({ name }) => name)).toEqual(Object.keys(CDK_TERRAIN).filter((name) => name.startsWith("@")));
  for (const { name, version } of BINDINGS) {
    const { range } = CDK_TERRAIN[name as keyof typeof CDK_TERRAIN];
    expect(`^${version}`.split(".")[0]).toBe(range.split(".")[0]);
  }
});
