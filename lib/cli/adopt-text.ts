import { renderParts, section } from "./account-text";
import type { FileChange } from "../account/adopt/imports-file";
import type { Adoption, Remark, StackAdoption } from "../account/adopt/model";
import { IMPORTS_FILE } from "../inventory/terraform/read";
import { count, hang } from "../inventory/text-layout";

/** @internal A stack, and what happened to its file. */
export interface AdoptedStack extends StackAdoption {
  readonly file: FileChange;
}

/** @internal The result of `adopt`, and what was not understood of the app. */
export interface RenderedAdoption {
  readonly adoption: Adoption;
  readonly stacks: readonly AdoptedStack[];
  readonly notUnderstood: readonly string[];
  readonly dryRun: boolean;
}

/** @internal Renders the result as plain text. */
export function renderAdoption({ adoption, stacks, notUnderstood, dryRun }: RenderedAdoption): string {
  const { account, created, changed, refused, unknown } = adoption;
  const imported = stacks.reduce((sum, { imports }) => sum + imports.length, 0);
  const lines = [
    ...hang("", `Account ${account.id}: ${count(imported, "object")} to import, ${created.length} to create`),
    "",
    ...section(
      "Import blocks",
      stacks.flatMap((stack) => renderStack(stack, dryRun)),
    ),
    ...section("Not imported, decide", refused.flatMap(renderRemark)),
    ...section("Changed by the first apply", changed.flatMap(renderRemark)),
    ...section(
      "Created by the first apply",
      created.flatMap(({ about }) => hang("  + ", about)),
    ),
    ...section("Not matched", unknown.flatMap(renderRemark)),
  ];
  return renderParts(lines, notUnderstood, account);
}

/** @internal Renders the result as JSON. An incompatible change raises `schemaVersion`. */
export function adoptJson({ adoption, stacks, notUnderstood, dryRun }: RenderedAdoption): string {
  const { account, created, changed, refused, unknown } = adoption;
  const document = {
    schemaVersion: 1,
    account: account.id,
    dryRun,
    stacks,
    refused,
    changed,
    created,
    unknown,
    notUnderstood,
    notRead: account.gaps,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function renderStack({ stack, directory, imports, file }: AdoptedStack, dryRun: boolean): string[] {
  const change = dryRun && file === "written" ? "not written because of --dry-run" : file;
  const where = `${directory}/${IMPORTS_FILE}`;
  const title = file === "none" ? `${stack}: no object to import` : `${stack}: ${where} (${change})`;
  // Paths and ids are not wrapped, so that they can be copied.
  return [`  ${title}`, ...imports.map(({ to, id }) => `    ${to} = ${id}`)];
}

function renderRemark({ about, message }: Remark): string[] {
  return [...hang("  ! ", about), ...hang("    ", message)];
}
