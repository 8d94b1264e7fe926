import { resolve } from "node:path";
import { parseApplyGraph } from "../../../lib/check/order/graph-text";
import { parsePlan } from "../../../lib/check/plan/read-plan";
import { terraformBinary, terraformCommand } from "../../../lib/core/terraform/binary";
import { withTerraform } from "../../support/terraform";

test.each([
  ["", "terraform", "terraform"],
  ["tofu", "tofu", "tofu"],
  ["/opt/tofu-1.12/tofu", "/opt/tofu-1.12/tofu", "tofu"],
  // Terraform runs in other directories.
  ["./bin/tofu", resolve("bin/tofu"), "tofu"],
  ["tofu.exe", "tofu.exe", "tofu"],
])("TERRAFORM_BINARY_NAME=%s runs %s, which messages call %s", (variable, binary, command) => {
  withTerraform(variable, () => expect([terraformBinary(), terraformCommand()]).toEqual([binary, command]));
});

test("messages name the command of OpenTofu", () => {
  withTerraform("tofu", () => {
    expect(() => parsePlan("{}", "plan.json")).toThrow(
      /with `tofu show -json PLAN`, .* that `tofu plan -out` wrote\.$/m,
    );
    expect(() => parsePlan("{", "plan.json")).toThrow("`tofu show -json PLAN`");
    expect(() => parsePlan('{"format_version": "1.2", "errored": true}', "plan.json")).toThrow("`tofu plan` reports");
    expect(() => parseApplyGraph("")).toThrow('"tofu graph -plan=FILE"');
  });
});
