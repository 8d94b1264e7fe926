/** Settings that both jest projects share. */
const shared = {
  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  // TypeScript sources come before the JavaScript that `npm run compile` writes beside them.
  moduleFileExtensions: ["ts", "js", "json", "node"],
  moduleNameMapper: {
    "^cdktf-zero-trust$": "<rootDir>/lib/index.ts",
    "^cdktf-zero-trust/lib/(.*)$": "<rootDir>/lib/$1/index.ts",
  },
  modulePathIgnorePatterns: ["<rootDir>/cdktf.out", "<rootDir>/.cache"],
  // The default is a folder in the temporary directory, where it would stay after the run.
  cacheDirectory: "<rootDir>/.cache/jest",
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }] },
};

const integration = "\\.integration\\.test\\.ts$";

/** The `jest` field of package.json. A test that starts a process belongs to the project `integration`. */
export const jestConfig = {
  globalSetup: "<rootDir>/__tests__/support/jest/setup.ts",
  globalTeardown: "<rootDir>/__tests__/support/jest/teardown.ts",
  // Some tests compile a program or run terraform, also on busy machines. Jest ignores the setting of a project.
  testTimeout: 60_000,
  // Integration tests mostly wait for other processes, so every core can run one.
  maxWorkers: "100%",
  projects: [
    { displayName: "unit", ...shared, testPathIgnorePatterns: [integration] },
    { displayName: "integration", ...shared, testMatch: ["<rootDir>/__tests__/**/*.integration.test.ts"] },
  ],
};
