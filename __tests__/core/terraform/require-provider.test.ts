import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { TerraformResource, TerraformStack } from "cdktf";
import { PROVIDER_FEATURES, ProviderFeature } from "../../../lib/core/terraform/provider-features";
import { requireProvider } from "../../../lib/core/terraform/require-provider";
import { providersPage, withFeatures } from "../../../scripts/providers-doc";
import { providerVersionOf } from "../../support/cdk";
import { messages, problems, stackWithProvider } from "../../support/stack";

const VERSION = "terraform.required_providers.cloudflare.version";
const LIB = path.join(__dirname, "../../../lib");
const sources = readdirSync(LIB, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
  .map((file) => readFileSync(path.join(LIB, file), "utf8"));
const features = Object.entries<ProviderFeature>(PROVIDER_FEATURES);

let stack: TerraformStack;
beforeEach(() => (stack = stackWithProvider()));

const resource = (id: string, providerVersion = "5.14.0") =>
  new TerraformResource(stack, id, {
    terraformResourceType: "cloudflare_example",
    terraformGeneratorMetadata: { providerName: "cloudflare", providerVersion },
  });
const constraint = (): string => stack.toTerraform().terraform.required_providers.cloudflare.version;

describe("requireProvider", () => {
  test("raises the constraint of bindings that lack the feature", () => {
    requireProvider(resource("a"), "denyUnmatchedRequests");
    expect(constraint()).toBe(">= 5.17.0, < 6.0.0");
    expect(problems(stack)).toEqual([]);
  });

  test("raises the constraint to the highest version, in every order of the features", () => {
    requireProvider(resource("a"), "denyUnmatchedRequests");
    requireProvider(resource("b"), "virtualNetworks");
    requireProvider(resource("c"), "denyUnmatchedRequests");
    expect(constraint()).toBe(">= 5.20.0, < 6.0.0");
  });

  test("leaves the version of bindings that have the feature", () => {
    requireProvider(resource("a", "5.28.0"), "virtualNetworks");
    expect(constraint()).toBe(providerVersionOf("cloudflare")); // the one of the provider's own bindings
  });

  test.each(["before", "after"])("keeps a constraint that the user sets %s the feature", (when) => {
    if (when === "before") stack.addOverride(VERSION, "5.22.0");
    requireProvider(resource("a"), "virtualNetworks");
    if (when === "after") stack.addOverride(VERSION, "5.22.0");
    requireProvider(resource("b"), "denyUnmatchedRequests");
    expect(constraint()).toBe("5.22.0");
    expect(problems(stack)).toEqual([]);
  });

  test.each([
    ["5.14.0", "5.16.0"],
    ["5.14.0", "< 5.17"],
    ["5.28.0", "~> 5.16.0"],
  ])("fails for bindings of %s when the user's constraint is %s, which excludes the feature", (bindings, version) => {
    requireProvider(resource("a", bindings), "denyUnmatchedRequests");
    stack.addOverride(VERSION, version);
    expect(messages(stack)).toEqual([
      expect.stringMatching(/^a ProviderTooOld: denyUnmatchedRequests requires version 5\.17\.0 or newer/),
    ]);
    expect(messages(stack)[0]).toContain(`"${version}"`);
  });
});

describe.each(features)("the feature %s", (setting, { construct, since }) => {
  test("is required where its arguments are added", () => {
    const callers = sources.filter((source) => new RegExp(`requireProvider\\([\\w.]+, "${setting}"\\)`).test(source));
    expect(callers).toHaveLength(1);
  });

  test("has its version in the doc comment of the setting", () => {
    const declaration = new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\\s+readonly ${setting}\\?:`);
    const comments = sources
      .filter((source) => source.includes(`interface ${construct}Props`))
      .map((source) => declaration.exec(source)?.[1].replace(/\s+\*\s+/g, " "));
    expect(comments).toEqual([expect.stringContaining(`version ${since.replace(/\.0$/, "")} or newer`)]);
  });
});

test("docs/providers.md lists the features of the code", () => {
  const page = readFileSync(providersPage, "utf8");
  expect(withFeatures(page)).toBe(page);
  for (const [setting] of features) expect(page).toContain(`\`${setting}\``);
});
