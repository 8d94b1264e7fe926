import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bindingFile, fromPython, Source } from "../../scripts/cdktn/bindings";
import { runCommand } from "../../scripts/run-command";
import { inScratch } from "../../scripts/scratch";

const BINDING = { name: "@cdktn/provider-example", version: "1.2.3" };
const MANIFEST = { ...BINDING, peerDependencies: { cdktn: "^0.24.0" } };

/** A registry that serves a package with this manifest. */
const serving =
  (manifest: object): Source =>
  (_, folder) => {
    mkdirSync(path.join(folder, "package"));
    writeFileSync(path.join(folder, "package/package.json"), JSON.stringify(manifest));
    runCommand("tar", ["-czf", "served.tgz", "package"], { cwd: folder });
    return path.join(folder, "served.tgz");
  };

const missing: Source = () => {
  throw new Error("404: not found");
};

const never: Source = () => {
  throw new Error("asked although the cache has the file");
};

describe("bindingFile()", () => {
  test("uses the next registry if the first one does not serve the bindings, and then the cache", () => {
    inScratch((cache) => {
      const file = bindingFile(BINDING, [missing, serving(MANIFEST)], cache);
      expect(readdirSync(cache)).toEqual(["cdktn-provider-example-1.2.3.tgz"]);
      expect(bindingFile(BINDING, [never], cache)).toBe(file);
    });
  });

  test.each([
    ["another version", { ...MANIFEST, version: "1.2.4" }],
    ["another name", { ...MANIFEST, name: "@cdktf/provider-example" }],
    ["no peer cdktn", { ...MANIFEST, peerDependencies: { cdktf: "^0.21.0" } }],
  ])("fails when the package has %s, and keeps nothing", (_, manifest) => {
    inScratch((cache) => {
      expect(() => bindingFile(BINDING, [serving(manifest)], cache)).toThrow(
        /@cdktn\/provider-example 1\.2\.3 cannot be downloaded\.\nserved\.tgz is @/,
      );
      expect(readdirSync(cache)).toEqual([]);
    });
  });

  test("fails with the messages of all registries", () => {
    inScratch((cache) => {
      expect(() => bindingFile(BINDING, [missing, missing], cache)).toThrow("404: not found\n404: not found");
    });
  });

  test("names Python if it is not installed", () => {
    const { PATH } = process.env;
    inScratch((cache) => {
      process.env.PATH = cache;
      try {
        expect(() => bindingFile(BINDING, [missing, fromPython], cache)).toThrow(
          "The command python3 was not found. Python 3 with pip is required, because npm does not serve these bindings.",
        );
      } finally {
        process.env.PATH = PATH;
      }
    });
  });
});
