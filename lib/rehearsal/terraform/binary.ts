import { execFileSync } from "node:child_process";
import { plainEnvironment } from "./environment";
import { RehearsalError } from "./errors";

const OLDEST = [1, 5];

/** @internal The user's own Terraform or OpenTofu, as cdktf chooses it. */
export function terraformBinary(): string {
  return process.env.TERRAFORM_BINARY_NAME || "terraform";
}

/**
 * Errors: TerraformMissing, TerraformTooOld.
 *
 * @internal
 */
export function requireTerraform(binary: string): void {
  let said: string;
  try {
    said = execFileSync(binary, ["version", "-json"], {
      env: plainEnvironment(),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    throw new RehearsalError(
      "TerraformMissing",
      `cannot run "${binary}": ${(error as Error).message.split("\n")[0]}; install Terraform, or name OpenTofu in TERRAFORM_BINARY_NAME`,
    );
  }
  const version = (JSON.parse(said) as { terraform_version: string }).terraform_version;
  const [major, minor] = version.split(".").map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new RehearsalError("TerraformTooOld", `"${binary}" is ${version}; expected ${OLDEST.join(".")} or later`);
  }
}
