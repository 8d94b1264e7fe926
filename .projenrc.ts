import { javascript, typescript } from "projen";
import { addGithub } from "./projenrc/github";
import { zones } from "./projenrc/layers";

/** For the owners to fill in before the first release. */
const REPOSITORY = "https://github.com/example/cdktf-zero-trust";
/** Publishes to npm from `main`, with provenance. Needs a trusted publisher on npm. */
const RELEASE_TO_NPM = false;

const entryPoints = ["cloud-run", "coredns", "kubernetes", "rehearsal", "testing"];

const project = new typescript.TypeScriptProject({
  name: "cdktf-zero-trust",
  description:
    "CDK for Terraform constructs that put Cloudflare Zero Trust in front of Kubernetes pods and Cloud Run services",
  keywords: [
    "access",
    "cdktf",
    "cloud-run",
    "cloudflare",
    "cloudflared",
    "constructs",
    "coredns",
    "gateway",
    "kubernetes",
    "private-network",
    "security",
    "terraform",
    "tunnel",
    "warp",
    "zero-trust",
    "ztna",
  ],
  homepage: `${REPOSITORY}#readme`,
  repository: `${REPOSITORY}.git`,
  bugsUrl: `${REPOSITORY}/issues`,
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
  github: false,
  depsUpgrade: false,
  release: false,
  package: false,
  jest: false,
  projenrcTs: true,
  runner: typescript.TypeScriptRunner.tsx(),
  peerDeps: ["cdktf@^0.21.0", "constructs@^10.4.2", "@cdktf/provider-cloudflare@^13.9.0"],
  peerDependencyOptions: { pinnedDevDependency: false },
  bin: { "cdktf-zero-trust": "bin/cdktf-zero-trust.js" },
  deps: [
    "@grpc/grpc-js@^1.14.0",
    "@msgpack/msgpack@^3.1.0",
    "commander@^14.0.0",
    "ipaddr.js@^2.2.0",
    "protobufjs@^7.5.0",
    "re2js@^2.10.0",
    "refa@^0.12.1",
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
    "esbuild@^0.28.0",
    "fast-check@^4.0.0",
    "jest@^30",
    "jsii@~5.9.0",
    "tsx@^4.20.0",
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
      // Examples and tests import the package by its own name, as users do. No baseUrl: tsx would take "cdktf" for cdktf.json.
      paths: {
        "cdktf-zero-trust": ["./lib/index.ts"],
        "cdktf-zero-trust/lib/*": ["./lib/*/index.ts"],
      },
    },
  },
  disableTsconfigDev: true,
  gitignore: ["/*.out/", "/.gen/", "terraform.*.tfstate*", "/.cache/", "/coverage/", ".DS_Store"],
});

// What is compiled for users: lib alone, in place.
const build = new javascript.TypescriptConfig(project, {
  fileName: "tsconfig.build.json",
  include: ["lib/**/*.ts"],
  exclude: ["node_modules", "lib/**/*.d.ts"],
  compilerOptions: { rootDir: "lib", outDir: "lib", noEmit: false },
});
build.addExtends(project.tsconfig!);
project.compileTask.reset("tsc -p tsconfig.build.json");

// Only the three peers that everybody needs are required; each entry point names the optional one it wants.
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
// Releases whose packages for every platform are out: `npm ci` refuses a lock file that lacks one of them.
project.package.addField("overrides", { "unrs-resolver": "1.12.2" });
project.npmrc.addConfig("omit-lockfile-registry-resolved", "true");

const INTEGRATION = "\\.integration\\.test\\.ts$";
const jestProject = (displayName: string, tests: object) => ({
  displayName,
  ...tests,
  // Sources before what `npm run compile` leaves beside them.
  moduleFileExtensions: ["ts", "js", "json", "node"],
  moduleNameMapper: {
    "^cdktf-zero-trust$": "<rootDir>/lib/index.ts",
    "^cdktf-zero-trust/lib/(.*)$": "<rootDir>/lib/$1/index.ts",
  },
  modulePathIgnorePatterns: ["<rootDir>/cdktf.out", "<rootDir>/.cache"],
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }] },
});
project.package.addField("jest", {
  projects: [
    jestProject("unit", {
      testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
      testPathIgnorePatterns: ["/node_modules/", INTEGRATION],
    }),
    // Tests that start a process: terraform, coredns, tsc, npm.
    jestProject("integration", { testRegex: [INTEGRATION] }),
  ],
  // Some tests compile or run terraform, and machines are busy.
  testTimeout: 60_000,
  // Much of the time is spent waiting for other processes: no core is left out.
  maxWorkers: "100%",
  // A run has a temporary directory of its own, and removes it.
  globalSetup: "<rootDir>/__tests__/support/jest/temporary-directory.js",
  globalTeardown: "<rootDir>/__tests__/support/jest/remove-temporary-directory.js",
});

project.npmignore!.exclude(
  "/.*",
  "/__tests__/",
  "/examples/",
  "/stacks/",
  "/scripts/",
  "/projenrc/",
  "/etc/",
  "/cdktf.*",
);
project.npmignore!.exclude("/*.out/", "/main.ts", "/tsconfig*.json", "/CONTRIBUTING.md", "/lib/**/*.ts");
project.npmignore!.include("/lib/**/*.d.ts");

const providerIndex = {
  regex: "^@cdktf/provider-[a-z0-9-]+(/lib)?(/index(\\.js)?)?/?$",
  message: "Import the resource itself: @cdktf/provider-x/lib/<resource>.",
};
const cdktfInside = { regex: "^cdktf/", message: 'Import cdktf by its bare name: "cdktf".' };
const restrictImports = (...patterns: { regex: string; message: string }[]) => ({
  "no-restricted-imports": ["error", { patterns }],
  // The same for `import("x")`, as a call and as a type.
  "no-restricted-syntax": [
    "error",
    ...patterns.map(({ regex, message }) => ({
      selector: `:matches(ImportExpression, TSImportType) Literal[value=/${regex.replaceAll("/", "\\u002F")}/]`,
      message,
    })),
  ],
});
project.eslint!.addRules({
  // One index import of a provider costs seconds and hundreds of MB.
  ...restrictImports(providerIndex),
  "import/no-restricted-paths": ["error", { zones: zones() }],
  // Without disableScc it reads all of cdktf and the providers: 40 seconds instead of one.
  "import/no-cycle": ["error", { ignoreExternal: true, disableScc: true }],
});
// CDK Terrain stands in for cdktf by its bare name.
project.eslint!.addOverride({ files: ["lib/**/*.ts"], rules: restrictImports(providerIndex, cdktfInside) });
// .projenrc.ts is in tsconfig.json already.
project.tryFindObjectFile(".eslintrc.json")!.addOverride("parserOptions.projectService", true);

project.gitattributes.addAttributes("/etc/*.api.md", "linguist-generated");
project.gitattributes.addAttributes("/docs/errors.md", "linguist-generated");

// One bundle of our own sources takes 20 ms; a loader that compiles file by file takes a second when it runs first.
const bundle = (...sources: string[]) =>
  `esbuild ${sources.join(" ")} --bundle --platform=node --packages=external --sourcemap --outdir=.cache/app --log-level=warning`;
// npm runs these directly: going through projen would cost each of them a second.
project.setScript("app", `${bundle("main.ts")} && node --enable-source-maps .cache/app/main.js`);
project.setScript(
  "synth",
  `${bundle("main.ts", "lib/cli/main.ts")} && node --enable-source-maps .cache/app/main.js && node .cache/app/lib/cli/main.js summary`,
);
project.setScript("cli", `${bundle("lib/cli/main.ts", "--outbase=.")} && node .cache/app/lib/cli/main.js`);
project.setScript("test", "jest --ci");
project.setScript("test:unit", "jest --ci --selectProjects unit");
project.setScript("test:integration", "jest --ci --selectProjects integration");
project.setScript("prepack", "npm run --silent clean && npm run --silent compile");
project.setScript("check", "tsc --noEmit");
project.setScript("compile", "tsc -p tsconfig.build.json");
project.setScript("lint", "node --import tsx scripts/lint.ts");
project.setScript("api", "node --import tsx scripts/api-report.ts");
project.setScript("jsii", "node --import tsx scripts/jsii-check.ts");
// These run our sources, and what `npm run compile` left beside them would be taken in their place.
const onSources = (script: string) => `npm run --silent clean && node --import tsx scripts/${script}.ts`;
project.setScript("clean", "git clean -fdXq lib");
project.setScript("bench", onSources("bench"));
project.setScript("bench:fleet", onSources("bench-fleet"));
project.setScript("mutants", onSources("mutants-doc"));
project.setScript("nightly", onSources("nightly"));
project.setScript("docs", onSources("errors-doc"));

addGithub(project, { repository: REPOSITORY, releaseToNpm: RELEASE_TO_NPM });

project.synth();
