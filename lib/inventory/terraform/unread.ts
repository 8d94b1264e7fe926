import { readdirSync } from "node:fs";
import { compare } from "../../core/terraform/values";

const JSON_SUFFIX = ".tf.json";
/** OpenTofu reads such a file in place of the one of Terraform. */
const OPENTOFU_JSON = ".tofu.json";

/**
 * The files of a directory that Terraform or OpenTofu reads, and that are not read here.
 *
 * @param read the names of the files that are read
 * @internal
 */
export function unreadFilesIn(directory: string, read: readonly string[]): string[] {
  const isRead = (file: string) =>
    read.includes(file) || (file.endsWith(JSON_SUFFIX) && read.includes(file.replace(JSON_SUFFIX, OPENTOFU_JSON)));
  return readdirSync(directory)
    .filter((file) => /\.(tf|tofu)(\.json)?$/.test(file) && !isRead(file))
    .sort(compare);
}

/** @internal The files of a stack that are not read, as clauses. */
export function unreadClauses({ name, unread }: { readonly name: string; readonly unread: string[] }): string[] {
  return unread.map((file) => `${name}: ${file} is not understood: ${whyUnread(file)}`);
}

/** @internal Why a file is not read, as a clause. */
export function whyUnread(file: string): string {
  if (file.endsWith(JSON_SUFFIX)) return "neither the manifest nor the command names it";
  if (!file.endsWith(OPENTOFU_JSON)) return "it is not in Terraform JSON syntax";
  const name = file.slice(0, -OPENTOFU_JSON.length);
  return `only OpenTofu reads it, in place of ${name}${JSON_SUFFIX}`;
}
