// The options of the website: the reference of every entry point, and the pages of the documentation.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { OptionDefaults } from "typedoc";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { name, exports } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const inRoot = (file) => path.join(root, file);

/** Names modules by their specifiers, and pages without their folder. Both names are part of addresses. */
function nameReflections(app) {
  app.converter.on("createDeclaration", ({ project }, reflection) => {
    if (reflection.parent === project) reflection.name = path.posix.join(name, reflection.name.replace(/^lib$/, ""));
  });
  app.converter.on("createDocument", (_context, reflection) => {
    reflection.name = reflection.name.replace(/^docs\//, "");
  });
}

export default {
  name,
  basePath: root,
  entryPoints: Object.values(exports)
    .filter((target) => target.endsWith(".js"))
    .map((target) => inRoot(target.replace(/\.js$/, ".ts"))),
  tsconfig: inRoot("tsconfig.build.json"),
  out: inRoot("docs/api"),
  readme: inRoot("README.md"),
  projectDocuments: ["docs/*.md", "docs/adr/*.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"].map(inRoot),
  plugin: [nameReflections],
  // The types are checked by a step of their own.
  skipErrorChecking: true,
  excludeInternal: true,
  excludePrivate: true,
  excludeExternals: true,
  disableSources: true,
  highlightLanguages: [...OptionDefaults.highlightLanguages, "mermaid"],
  // Types of one entry point refer to types that only another one exports.
  validation: { notExported: false, invalidLink: true, invalidPath: true, rewrittenLink: true, notDocumented: false },
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
  logLevel: "Warn",
};
