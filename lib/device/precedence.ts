import { IConstruct } from "constructs";
import { Account } from "../core/account";
import { Problem } from "../core/errors";
import { validatePrecedence, stableNumber } from "../core/precedence";
import { take } from "../core/registry";

/** Profiles that people number by hand have small numbers, and so go first. */
const FIRST = 10_000;
const END = 100_000;

/** @internal The precedence that a profile's own name makes. */
export function defaultPrecedence(name: string): number {
  return stableNumber(name, FIRST, END);
}

/** @internal Takes a precedence for a profile; no two profiles of an account in the app may have the same. */
export function validateProfilePrecedence(profile: IConstruct, account: Account, precedence: number): Problem[] {
  const problems = validatePrecedence(precedence);
  if (problems.length > 0) return problems;
  const other = take(profile, `device profile ${precedence} of ${account.accountId}`);
  if (other === undefined) return [];
  const message = `precedence ${precedence} is that of ${other.node.path}; give one of them another \`precedence\``;
  return [{ code: "PrecedenceTaken", message }];
}
