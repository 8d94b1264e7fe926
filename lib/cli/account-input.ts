import { RequestProgress } from "./request-progress";
import { accountIdOf } from "../account/account-id";
import { Client, ClientOptions } from "../account/api/client";
import { connectionFrom } from "../account/api/connection";
import type { Account } from "../account/model";
import { readAccount } from "../account/read/read-account";
import { describeGap, unsupportedIn } from "../check/synthesized/not-understood";
import { text } from "../core/terraform/values";
import { inDependencyOrder, readStacks, SynthesizedStack, unreadClauses } from "../inventory";
import { objectsOfStacks } from "../inventory/terraform/stacks";

/** @internal Where a command that reads an account prints, and its environment. */
export interface AccountStreams {
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: Pick<NodeJS.WriteStream, "write">;
  /** Shows the progress. */
  readonly stderr: Pick<NodeJS.WriteStream, "write" | "isTTY">;
}

/** @internal A synthesized app. */
export interface AppInput {
  readonly stacks: SynthesizedStack[];
  /** What was not understood of it, as sentences. */
  readonly notUnderstood: readonly string[];
}

/** @internal Reads a synthesized app. */
export function readApp(path: string): AppInput {
  const stacks = inDependencyOrder(readStacks(path));
  return {
    stacks,
    notUnderstood: [...stacks.flatMap(unreadClauses), ...unsupportedIn(stacks).map((gap) => describeGap(gap))],
  };
}

/**
 * Reads the account of an app, or the one that the option or the environment names.
 *
 * @throws AccountError AccountOptionsInvalid, AccountTokenMissing, AccountTokenRejected, AccountUnreachable
 * @internal
 */
export async function readAccountOf(
  stacks: SynthesizedStack[],
  option: string | undefined,
  { env, stderr }: AccountStreams,
  clientOptions: ClientOptions = {},
): Promise<Account> {
  const objects = objectsOfStacks(stacks);
  const ids = objects
    .filter(({ type }) => type.startsWith("cloudflare_"))
    .flatMap(({ values }) => text(values.account_id) ?? []);
  const id = accountIdOf(option, [...new Set(ids)], env);
  const connection = connectionFrom(env);
  const progress = new RequestProgress(stderr);
  const client = new Client(connection, {
    ...clientOptions,
    onAnswer: () => progress.count(),
    onLimit: (wait) => progress.limited(wait),
  });
  try {
    return await readAccount(client, id, new Set(objects.map(({ type }) => type)));
  } finally {
    progress.end();
  }
}
