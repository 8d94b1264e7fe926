import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StackAdoption } from "./model";
import { PACKAGE_NAME } from "../../core/package-name";
import { isValues } from "../../core/terraform/values";
import { IMPORTS_FILE } from "../../inventory/terraform/read";
import { AccountError } from "../errors";

/** The comment by which a later run recognizes the file. */
const COMMENT = `Written by ${PACKAGE_NAME} adopt. Delete this file after the first apply.`;

/** @internal What happened to the file of a stack. */
export type FileChange = "written" | "unchanged" | "removed" | "none";

/**
 * Writes the import blocks of a stack beside it. A stack without import blocks has no file. Running it again changes
 * nothing.
 *
 * @param dryRun whether nothing is written
 * @throws AccountError ImportsUnwritable
 * @internal
 */
export function writeImports({ directory, imports }: StackAdoption, dryRun: boolean): FileChange {
  const file = join(directory, IMPORTS_FILE);
  const before = contentOf(file);
  if (before !== undefined && !isOwn(before)) {
    throw refused(file, "it was not written by adopt; move its import blocks to another file");
  }
  const after = imports.length === 0 ? undefined : `${JSON.stringify({ "//": COMMENT, import: imports }, null, 2)}\n`;
  if (before === after) return after === undefined ? "none" : "unchanged";
  try {
    if (!dryRun && after === undefined) rmSync(file);
    else if (!dryRun) writeFileSync(file, after!);
  } catch (error) {
    throw refused(file, (error as Error).message);
  }
  return after === undefined ? "removed" : "written";
}

function contentOf(file: string): string | undefined {
  try {
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  } catch (error) {
    throw refused(file, (error as Error).message);
  }
}

function isOwn(content: string): boolean {
  try {
    const parsed: unknown = JSON.parse(content);
    return isValues(parsed) && parsed["//"] === COMMENT;
  } catch {
    return false;
  }
}

function refused(file: string, why: string): AccountError {
  return new AccountError("ImportsUnwritable", `"${file}" cannot be written: ${why}.`);
}
