import { AccountStreams, readAccountOf, readApp } from "./account-input";
import { driftJson, renderDrift } from "./drift-text";
import { CommandError } from "./errors";
import { ExitCode } from "./exit-code";
import type { ClientOptions } from "../account/api/client";
import { accountReport, driftReport } from "../account/drift/drift";
import type { DriftReport } from "../account/drift/model";

/** @internal The options of `drift`. */
export interface DriftCommandOptions {
  /** Whether the whole account is listed, without an app. */
  readonly account?: boolean;
  readonly accountId?: string;
  readonly ownUsersOnly?: boolean;
  readonly strict?: boolean;
  readonly format?: "text" | "json";
}

/** @internal Compares the account with an app, or lists what the account exposes, and returns the exit code. */
export async function drift(
  path: string | undefined,
  options: DriftCommandOptions,
  streams: AccountStreams,
  clientOptions: ClientOptions = {},
): Promise<number> {
  const { account: isAccount = false, accountId, ownUsersOnly, strict = false, format } = options;
  if (isAccount && path !== undefined) {
    throw new CommandError(
      "DriftInputInvalid",
      `drift reads either the app in "${path}" or, with --account, the whole account without an app. Omit one of them.`,
    );
  }
  const { stacks, notUnderstood } = isAccount ? { stacks: [], notUnderstood: [] } : readApp(path ?? "cdktf.out");
  const account = await readAccountOf(stacks, accountId, streams, clientOptions);
  const driftOptions = { ownUsersOnly, today: new Date() };
  const report = isAccount ? accountReport(account, driftOptions) : driftReport(stacks, account, driftOptions);
  const rendered = { report, notUnderstood, listsHosts: isAccount };
  streams.stdout.write(format === "json" ? driftJson(rendered) : renderDrift(rendered));
  return exitCodeOf(report, { strict, isIncomplete: notUnderstood.length > 0 });
}

function exitCodeOf(
  { findings, notCompared, account }: DriftReport,
  { strict, isIncomplete }: { readonly strict: boolean; readonly isIncomplete: boolean },
): number {
  const counted = findings.filter(({ code, isNotice }) => code !== "ValueUnknown" && (strict || !isNotice));
  if (counted.length > 0) return ExitCode.FINDINGS;
  const isUnknown = findings.some(({ code }) => code === "ValueUnknown") || notCompared.some(({ matters }) => matters);
  return isIncomplete || isUnknown || account.gaps.length > 0 ? ExitCode.INCOMPLETE : ExitCode.NO_FINDINGS;
}
