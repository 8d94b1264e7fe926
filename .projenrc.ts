import { javascript, typescript } from "projen";
import { commentWidth, docComments } from "./projenrc/documentation-rules";
import { addGithub } from "./projenrc/github";
import { jestConfig } from "./projenrc/jest";
import { zones } from "./projenrc/layers";

/** For the owners of the repository to fill in; then run `npx projen`. */
const owners = {
  /** Where the code is hosted. npm accepts a provenance statement only for this address. */
  repository: "https://github.com/example/cdktf-zero-trust",
  /** The page that npm links to. */
  homepage: "https://github.com/example/cdktf-zero-trust#readme",
  /** Users or teams that review every change, such as "@example/zero-trust". */
  codeOwners: [] as string[],
  /** Publishes to npm when a tag `v<version>` is pushed. First configure the trusted publisher on npm. */
  releaseToNpm: false,
};

/** The version of the next release. A tag `v<version>` must agree with it, and CHANGELOG.md with its section. */
const version = "0.1.0";

/** The types of Conventional Commits. */
const commitTypes = ["build", "chore", "ci", "docs", "feat", "fix", "perf", "refactor", "revert", "test"];

const entryPoints = ["cloud-run", "coredns", "kubernetes", "rehearsal", "rules", "testing"];

const project = new typescript.TypeScriptProject({
  name: "cdktf-zero-trust",
  description:
    "CDK for Terraform constructs that put Cloudflare Zero Trust in front of Kubernetes pods and Cloud Run services",
  keywords: [
    "access",
    "cdk",
    "cdktf",
    "cloud-run",
    "cloudflare",
    "cloudflare-access",
    "cloudflare-gateway",
    "cloudflare-tunnel",
    "cloudflared",
    "constructs",
    "coredns",
    "eks",
    "gke",
    "infrastructure-as-code",
    "kubernetes",
    "private-network",
    "terraform",
    "tunnel",
    "warp",
    "zero-trust",
    "ztna",
  ],
  repository: `${owners.repository}.git`,
  homepage: owners.homepage,
  bugsUrl: `${owners.repository}/issues`,
  license: "Apache-2.0",
  copyrightOwner: "The cdktf-zero-trust authors",
  authorName: "The cdktf-zero-trust authors",
  defaultReleaseBranch: "main",
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: "20.9.0",
  srcdir: "lib",
  libdir: "lib",
  testdir: "__tests__",
  entrypoint: "lib/index.js",
  typescriptVersion: "~5.9.3",
  sampleCode: false,
  github: true,
  githubOptions: { mergify: false, pullRequestLintOptions: { semanticTitleOptions: { types: commitTypes } } },
  buildWorkflow: false,
  pullRequestTemplate: false,
  workflowNodeVersion: "24",
  depsUpgradeOptions: {
    // A week, in which a broken or malicious release is usually withdrawn.
    cooldown: 7,
    workflowOptions: { labels: ["dependencies"], schedule: javascript.UpgradeDependenciesSchedule.WEEKLY },
  },
  release: false,
  package: false,
  jest: false,
  projenrcTs: true,
  runner: typescript.TypeScriptRunner.tsx(),
  peerDeps: ["cdktf@^0.21.0", "constructs@^10.4.2", "@cdktf/provider-cloudflare@^13.9.0"],
  peerDependencyOptions: { pinnedDevDependency: false },
  bin: { "cdktf-zero-trust": "bin/cdktf-zero-trust.js" },
  autoDetectBin: false,
  deps: [
    "@grpc/grpc-js@^1.14.0",
    "@msgpack/msgpack@^3.1.0",
    "commander@^14.0.0",
    "email-providers@^2.26.0",
    "ipaddr.js@^2.2.0",
    "protobufjs@^7.5.0",
    "re2js@^2.10.0",
    "refa@^0.12.1",
    "yaml@^2.8.0",
  ],
  devDeps: [
    "cdktf@0.21.0",
    "constructs@10.8.1",
    "@cdktf/provider-aws@21.22.1",
    "@cdktf/provider-cloudflare@13.9.1",
    "@cdktf/provider-google@16.12.1",
    "@cdktf/provider-kubernetes@12.1.1",
    "@microsoft/api-extractor@^7.52.0",
    "@swc/core@1.16.18",
    "@swc/jest@^0.2.39",
    "@types/jest@^30",
    "ajv@^8.18.0",
    "esbuild@^0.28.0",
    // The last major version that supports Node 20.
    "eslint-plugin-jsdoc@^62.9.0",
    "fast-check@^4.0.0",
    "jest@^30",
    "jsii@~5.9.0",
    "tsx@^4.20.0",
    "typedoc@~0.28.20",
  ],
  prettier: true,
  prettierOptions: { settings: { printWidth: 120 } },
  eslintOptions: {
    dirs: ["lib", "stacks", "examples", "scripts", "main.ts"],
    devdirs: ["__tests__", "scripts", "examples", "stacks", "main.ts", ".projenrc.ts"],
    prettier: true,
  },
  tsconfig: {
    include: [
      "lib/**/*.ts",
      "stacks/**/*.ts",
      "examples/**/*.ts",
      "scripts/**/*.ts",
      "__tests__/**/*.ts",
      "main.ts",
      ".projenrc.ts",
      "projenrc/**/*.ts",
    ],
    exclude: ["node_modules", "lib/**/*.d.ts"],
    compilerOptions: {
      rootDir: ".",
      outDir: ".",
      noEmit: true,
      target: "ES2022",
      lib: ["es2022"],
      inlineSourceMap: false,
      inlineSources: false,
      skipLibCheck: true,
      // Examples and tests import the package by its own name, as users do.
      // There is no baseUrl, because tsx would resolve "cdktf" to cdktf.json.
      paths: {
        "cdktf-zero-trust": ["./lib/index.ts"],
        "cdktf-zero-trust/lib/*": ["./lib/*/index.ts"],
      },
    },
  },
  disableTsconfigDev: true,
  gitignore: ["/*.out/", "/.gen/", "terraform.*.tfstate*", "/.cache/", "/coverage/", "/docs/api/", ".DS_Store"],
});

project.package.addVersion(version);

// Only lib/ is compiled for users, in place.
const build = new javascript.TypescriptConfig(project, {
  fileName: "tsconfig.build.json",
  include: ["lib/**/*.ts"],
  exclude: ["node_modules", "lib/**/*.d.ts"],
  compilerOptions: { rootDir: "lib", outDir: "lib", noEmit: false },
});
build.addExtends(project.tsconfig!);
project.compileTask.reset("tsc -p tsconfig.build.json");

// Three peers are required by every user. Each entry point names the optional peer that it needs.
const optionalPeers = {
  "@cdktf/provider-kubernetes": "^12.1.0",
  "@cdktf/provider-aws": "^21.0.0",
  "@cdktf/provider-google": "^16.12.0",
};
for (const [name, range] of Object.entries(optionalPeers)) project.addPeerDeps(`${name}@${range}`);
project.package.addField(
  "peerDependenciesMeta",
  Object.fromEntries(Object.keys(optionalPeers).map((name) => [name, { optional: true }])),
);
project.package.addField("exports", {
  ".": "./lib/index.js",
  ...Object.fromEntries(entryPoints.map((name) => [`./lib/${name}`, `./lib/${name}/index.js`])),
  "./package.json": "./package.json",
});
project.package.addField("sideEffects", false);
// Pinned to a release that is published for every platform: `npm ci` rejects a lock file in which one is missing.
project.package.addField("overrides", { "unrs-resolver": "1.12.2" });
project.npmrc.addConfig("omit-lockfile-registry-resolved", "true");

project.package.addField("jest", jestConfig);

// The package contains lib/ (compiled), bin/, monitoring/ and the documentation.
project.npmignore!.exclude("/.*", "/__tests__/", "/examples/", "/stacks/", "/scripts/", "/etc/", "/cdktf.*");
project.npmignore!.exclude("/*.out/", "/main.ts", "/tsconfig*.json", "/CONTRIBUTING.md", "/docs/api/", "/lib/**/*.ts");
project.npmignore!.include("/lib/**/*.d.ts");

const providerIndex = {
  regex: "^@cdktf/provider-[a-z0-9-]+(/lib)?(/index(\\.js)?)?/?$",
  message: "Import the resource itself: @cdktf/provider-x/lib/<resource>.",
};
const cdktfInside = { regex: "^cdktf/", message: 'Import cdktf by its bare name: "cdktf".' };
const restrictImports = (...patterns: { regex: string; message: string }[]) => ({
  "no-restricted-imports": ["error", { patterns }],
  // Covers `import("x")`, as a call and as a type.
  "no-restricted-syntax": [
    "error",
    ...patterns.map(({ regex, message }) => ({
      selector: `:matches(ImportExpression, TSImportType) Literal[value=/${regex.replaceAll("/", "\\u002F")}/]`,
      message,
    })),
  ],
});
project.eslint!.addRules({
  ...commentWidth,
  // One index import of a provider costs seconds and hundreds of MB.
  ...restrictImports(providerIndex),
  "import/no-restricted-paths": ["error", { zones: zones() }],
});
project.eslint!.addPlugins("jsdoc");
const noCycles = {
  // It follows all imports of each file, so only the files of lib/ are worth its time. Without disableScc the rule
  // reads all of cdktf and the providers, which takes 40 seconds instead of one.
  "import/no-cycle": ["error", { ignoreExternal: true, disableScc: true }],
};
// The website contains copies of the examples.
project.eslint!.addIgnorePattern("/docs/api/");
// CDK Terrain replaces cdktf under its bare name only, so lib/ imports no path inside cdktf.
project.eslint!.addOverride({
  files: ["lib/**/*.ts"],
  rules: { ...restrictImports(providerIndex, cdktfInside), ...docComments, ...noCycles },
});
// tsconfig.json includes .projenrc.ts already.
project.tryFindObjectFile(".eslintrc.json")!.addOverride("parserOptions.projectService", true);

project.gitattributes.addAttributes("/etc/*.api.md", "linguist-generated");
project.gitattributes.addAttributes("/docs/errors.md", "linguist-generated");
project.gitattributes.addAttributes("/__tests__/upgrade/**", "linguist-generated");

// Bundling the sources takes 20 ms. A loader that compiles file by file takes a second on its first run.
const bundle = (...sources: string[]) =>
  `esbuild ${sources.join(" ")} --bundle --platform=node --packages=external --sourcemap --outdir=.cache/app --outbase=. --log-level=warning`;
const run = (source: string) => `node --enable-source-maps .cache/app/${source.replace(/\.ts$/, ".js")}`;
const [app, cli] = ["main.ts", "lib/cli/main.ts"];
// These scripts call the tools directly: starting projen would add a second to each.
project.setScript("app", `${bundle(app)} && ${run(app)}`);
project.setScript("cli", `${bundle(cli)} && ${run(cli)}`);
project.setScript("synth", `${bundle(app, cli)} && ${run(app)} && ${run(cli)} summary`);
project.setScript("test", "jest --ci");
project.setScript("test:unit", "jest --selectProjects unit --ci");
project.setScript("test:integration", "jest --selectProjects integration --ci");
project.setScript("check", "tsc --noEmit");
// The declarations keep their comments. Without those of the JavaScript, the package is a tenth smaller.
const withoutComments = 'esbuild "lib/**/*.js" --outbase=lib --outdir=lib --allow-overwrite --log-level=warning';
project.setScript("compile", `tsc -p tsconfig.build.json && ${withoutComments}`);
// `npm pack` and `npm publish` run this first, so that a tarball from a clean clone contains compiled code.
project.setScript("prepack", "npm run --silent compile");
// Both packages, in dist/. The second one is compiled and tested with CDK Terrain.
project.setScript("pack:all", "node --import tsx scripts/pack-all.ts");
project.setScript("consumers", "node --import tsx scripts/consumers.ts");
project.setScript("lint", "node --import tsx scripts/lint.ts");
project.setScript("lint:prose", "node --import tsx scripts/prose-lint.ts");
project.setScript("api", "node --import tsx scripts/api-report.ts");
project.setScript("jsii", "node --import tsx scripts/jsii-check.ts");
// These run the TypeScript sources. Compiled files beside them would be loaded instead, so they are removed first.
const onSources = (script: string) => `npm run --silent clean && node --import tsx scripts/${script}.ts`;
project.setScript("clean", "git clean -fdXq lib");
project.setScript("bench", onSources("bench"));
project.setScript("bench:fleet", onSources("bench-fleet"));
project.setScript("bench:check", onSources("bench-check"));
project.setScript("bench:terraform", onSources("bench-terraform"));
project.setScript("mutants", onSources("mutants-doc"));
project.setScript("nightly", onSources("nightly"));
project.setScript("matrix", onSources("matrix"));
project.setScript("docs", onSources("errors-doc"));
project.setScript("site", onSources("site"));
project.setScript("release:baseline", onSources("release-baseline"));
project.setScript("release:dry", onSources("release-dry"));

addGithub(project, owners);

project.synth();
