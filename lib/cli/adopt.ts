import { AccountStreams, readAccountOf, readApp } from "./account-input";
import { adoptJson, AdoptedStack, renderAdoption } from "./adopt-text";
import { ExitCode } from "./exit-code";
import { adoptionOf } from "../account/adopt/adoption";
import { writeImports } from "../account/adopt/imports-file";
import type { ClientOptions } from "../account/api/client";

/** @internal The options of `adopt`. */
export interface AdoptOptions {
  readonly accountId?: string;
  /** Whether nothing is written. */
  readonly dryRun?: boolean;
  readonly format?: "text" | "json";
}

/** @internal Writes import blocks for the objects of an app that exist, and returns the exit code. */
export async function adopt(
  path: string,
  { accountId, dryRun = false, format }: AdoptOptions,
  streams: AccountStreams,
  clientOptions: ClientOptions = {},
): Promise<number> {
  const { stacks, notUnderstood } = readApp(path);
  const account = await readAccountOf(stacks, accountId, streams, clientOptions);
  const adoption = adoptionOf(stacks, account);
  const written = adoption.stacks.map((stack): AdoptedStack => ({ ...stack, file: writeImports(stack, dryRun) }));
  const rendered = { adoption, stacks: written, notUnderstood, dryRun };
  streams.stdout.write(format === "json" ? adoptJson(rendered) : renderAdoption(rendered));
  const { changed, refused, unknown } = adoption;
  if (changed.length > 0 || refused.length > 0) return ExitCode.FINDINGS;
  const isComplete = unknown.length === 0 && notUnderstood.length === 0 && account.gaps.length === 0;
  return isComplete ? ExitCode.NO_FINDINGS : ExitCode.INCOMPLETE;
}
