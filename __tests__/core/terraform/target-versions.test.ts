import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { SecretManagerSecretVersion } from "@cdktf/provider-google/lib/secret-manager-secret-version";
import { App, TerraformStack, Testing } from "cdktf";
import { requireWriteOnly } from "../../../lib/core/terraform/target-versions";
import { refusalOf } from "../../errors/messages";
import { nativeTest } from "../../support/cdk";

const FOREIGN = "write-only attributes requires terraform >=1.11.0, but the project targets terraform >=1.5.7. Hint.";
const WIDE = { terraform: ">=1.5.7" };

function stackWithGoogle(app: App): TerraformStack {
  const stack = new TerraformStack(app, "stack");
  new GoogleProvider(stack, "google");
  return stack;
}

/** A stack with a resource that reports what CDK Terrain reports about its write-only argument. */
function stackOf(context: object, ...reported: string[]): TerraformStack {
  const stack = stackWithGoogle(Testing.app({ context: { ...context } }));
  const resource = new SecretManagerSecretVersion(stack, "version", { secret: "token", secretData: "x" });
  resource.node.addValidation({ validate: () => reported });
  requireWriteOnly(resource, "The option");
  return stack;
}

const errorOf = (stack: TerraformStack): Error | undefined => {
  try {
    Testing.synth(stack, true);
    return undefined;
  } catch (error) {
    return error as Error;
  }
};

describe("requireWriteOnly()", () => {
  test("names the field, its value and the value to set", () => {
    expect(refusalOf(() => Testing.synth(stackOf({ targetVersions: WIDE }, FOREIGN), true))).toEqual([
      '[stack/version] TargetVersionsTooWide: The option requires Terraform 1.11 or OpenTofu 1.11, but "targetVersions" in cdktf.json is {"terraform":">=1.5.7"}, which includes older releases. Set "targetVersions": {"terraform":">=1.11.0"} in cdktf.json, or in the context of the App.',
    ]);
  });

  test("proposes both products if the field is not set", () => {
    const message = errorOf(stackOf({}, FOREIGN))?.message;
    expect(message).toContain("in cdktf.json is not set, which includes older releases");
    expect(message).toContain('Set "targetVersions": {"terraform":">=1.11.0","opentofu":">=1.11.0"} in cdktf.json');
  });

  test("replaces the message of CDK Terrain, and keeps those of other validations", () => {
    const message = errorOf(stackOf({}, FOREIGN, "The secret is not allowed."))?.message;
    expect(message).not.toContain("the project targets");
    expect(message).toContain("[stack/version] The secret is not allowed.");
  });

  test("accepts the resource if nothing is reported, whatever the context contains", () => {
    expect(errorOf(stackOf({ targetVersions: WIDE }))).toBeUndefined();
  });

  test("leaves a malformed value to CDK Terrain", () => {
    const malformed = 'targetVersions.terraform "~> 1.11" uses Terraform provider constraint syntax';
    expect(errorOf(stackOf({}, malformed))?.message).toContain(malformed);
    expect(errorOf(stackOf({}, malformed))?.message).not.toContain("TargetVersionsTooWide");
  });
});

/** An app with a write-only argument, which the bindings of CDK Terrain find. */
function synthesized(context: object): string[] | undefined {
  const app = new App({ outdir: Testing.app().outdir, context: { ...context } });
  const stack = stackWithGoogle(app);
  const options = { secret: "token", secretDataWo: "${var.token}" };
  requireWriteOnly(new SecretManagerSecretVersion(stack, "version", options), "The option");
  return refusalOf(() => app.synth());
}

describe("an app with a write-only argument", () => {
  nativeTest("fails with the bindings of CDK Terrain if the target versions include releases without it", () => {
    const reported = [expect.stringContaining("TargetVersionsTooWide: The option requires Terraform 1.11")];
    expect([synthesized({}), synthesized({ targetVersions: WIDE })]).toEqual([reported, reported]);
  });

  test("synthesizes if all target versions have it", () => {
    expect(synthesized({ targetVersions: { terraform: ">=1.11.0" } })).toBeUndefined();
    expect(synthesized({ targetVersions: { terraform: "^1.12.0", opentofu: ">=1.11.0" } })).toBeUndefined();
  });
});
