import { IConstruct } from "constructs";
import { Account } from "../core/account";
import { Problem } from "../core/errors";
import { validatePrecedence, stableNumber } from "../core/precedence";
import { Registry } from "../core/registry";

/** Lower numbers are left to explicit precedences, so those profiles are evaluated first. */
const FIRST = 10_000;
const END = 100_000;

const PRECEDENCES = new Registry<IConstruct>();

/** @internal The default precedence, derived from the name of the profile. */
export function defaultPrecedence(name: string): number {
  return stableNumber(name, FIRST, END);
}

/** @internal Validates a precedence, and that it is unique among the profiles of the account in the app. */
export function validateProfilePrecedence(profile: IConstruct, account: Account, precedence: number): Problem[] {
  const problems = validatePrecedence(precedence);
  if (problems.length > 0) return problems;
  const other = PRECEDENCES.claim(profile, `${account.accountId}/${precedence}`, profile);
  if (other === undefined) return [];
  const message =
    `precedence ${precedence} is already used by ${other.node.path}. Set a different \`precedence\` on one of ` +
    "the two profiles.";
  return [{ code: "PrecedenceTaken", message }];
}
