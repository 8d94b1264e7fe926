import { readdirSync } from "node:fs";
import { compare } from "../../core/terraform/values";

const OPENTOFU_JSON = ".tofu.json";

/**
 * The files of a directory that Terraform or OpenTofu reads, and that are not read here.
 *
 * @param read the names of the files that are read
 * @internal
 */
export function unreadFilesIn(directory: string, read: readonly string[]): string[] {
  return readdirSync(directory)
    .filter((file) => /\.(tf|tofu|tofu\.json)$/.test(file) && !read.includes(file))
    .sort(compare);
}

/** @internal Why a file is not read, as a clause. */
export function whyUnread(file: string): string {
  if (!file.endsWith(OPENTOFU_JSON)) return "it is not in Terraform JSON syntax";
  const name = file.slice(0, -OPENTOFU_JSON.length);
  return `only OpenTofu reads it, in place of ${name}.tf.json`;
}
