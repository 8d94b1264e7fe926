import { execFileSync } from "node:child_process";
import { plainEnvironment } from "./environment";
import { RehearsalError } from "./errors";

const OLDEST = [1, 5];
/** With `-json`, OpenTofu would not differ from Terraform. */
const VERSION = /^(Terraform|OpenTofu) v((\d+)\.(\d+)\S*)/m;

/** @internal Terraform or OpenTofu, as installed. */
export interface InstalledTerraform {
  readonly product: "Terraform" | "OpenTofu";
  /** The version, such as "1.11.4". */
  readonly version: string;
}

/**
 * Checks that the program exists and is recent enough.
 *
 * @throws RehearsalError TerraformMissing, TerraformTooOld
 * @internal
 */
export function requireTerraform(binary: string): InstalledTerraform {
  let output: string;
  try {
    output = execFileSync(binary, ["version"], {
      env: plainEnvironment(),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    throw terraformMissing(binary, `cannot be run: ${(error as Error).message.split("\n")[0]}`);
  }
  const [, product, version, major, minor] = VERSION.exec(output) ?? [];
  if (product === undefined) {
    throw terraformMissing(
      binary,
      `is neither Terraform nor OpenTofu: \`${binary} version\` prints no version of them`,
    );
  }
  if (Number(major) < OLDEST[0] || (Number(major) === OLDEST[0] && Number(minor) < OLDEST[1])) {
    throw new RehearsalError(
      "TerraformTooOld",
      `"${binary}" is ${product} ${version}. Install version ${OLDEST.join(".")} or newer.`,
    );
  }
  return { product: product as InstalledTerraform["product"], version };
}

/** @internal The error of a program that cannot be used. */
export function terraformMissing(binary: string, why: string): RehearsalError {
  return new RehearsalError(
    "TerraformMissing",
    `"${binary}" ${why}. Install Terraform or OpenTofu, and select it with --terraform or TERRAFORM_BINARY_NAME, such ` +
      "as TERRAFORM_BINARY_NAME=tofu.",
  );
}
