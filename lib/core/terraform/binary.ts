import { basename, resolve } from "node:path";

/**
 * The Terraform or OpenTofu program of the user: a name on the PATH, or an absolute path. cdktf reads the same
 * variable.
 *
 * @internal
 */
export function terraformBinary(): string {
  const name = process.env.TERRAFORM_BINARY_NAME || "terraform";
  // The program runs in other directories, from which a relative path would lead elsewhere.
  return basename(name) === name ? name : resolve(name);
}

/** @internal The program as users type it in a command, such as "tofu". */
export function terraformCommand(binary: string = terraformBinary()): string {
  return basename(binary).replace(/\.exe$/i, "");
}
