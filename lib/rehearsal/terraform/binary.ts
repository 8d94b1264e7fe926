import { execFileSync } from "node:child_process";
import { plainEnvironment } from "./environment";
import { RehearsalError } from "./errors";

const OLDEST = [1, 5];

/** @internal The Terraform or OpenTofu command of the user. cdktf reads the same variable. */
export function terraformBinary(): string {
  return process.env.TERRAFORM_BINARY_NAME || "terraform";
}

/**
 * Checks that the command exists and is recent enough. Returns its version.
 *
 * @throws RehearsalError TerraformMissing, TerraformTooOld
 * @internal
 */
export function requireTerraform(binary: string): string {
  let output: string;
  try {
    output = execFileSync(binary, ["version", "-json"], {
      env: plainEnvironment(),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    throw new RehearsalError(
      "TerraformMissing",
      `"${binary}" cannot be run: ${(error as Error).message.split("\n")[0]}. Install Terraform, or set ` +
        "TERRAFORM_BINARY_NAME to the name of OpenTofu.",
    );
  }
  const version = (JSON.parse(output) as { terraform_version: string }).terraform_version;
  const [major, minor] = version.split(".").map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new RehearsalError(
      "TerraformTooOld",
      `"${binary}" has version ${version}. Install version ${OLDEST.join(".")} or newer.`,
    );
  }
  return version;
}
