import { createHash } from "node:crypto";
import { IConstruct } from "constructs";
import { Account } from "../core/account";
import { Problem } from "../core/errors";

/** Profiles that people number by hand have small numbers, and so go first. */
const FIRST = 10_000;
const LAST = 99_999;

const taken = new WeakMap<IConstruct, Map<string, string>>();

/** @internal A number that is the profile's own: adding or removing another one moves nothing. */
export function defaultPrecedence(name: string): number {
  return FIRST + (createHash("sha256").update(name).digest().readUInt32BE() % (LAST - FIRST + 1));
}

/** @internal Takes a precedence for a profile; no two profiles of an account in the app may have the same. */
export function precedenceProblems(profile: IConstruct, account: Account, precedence: number): Problem[] {
  if (!Number.isInteger(precedence) || precedence < 1) {
    const message = `precedence is ${precedence}; expected a whole number from 1, the lowest goes first`;
    return [{ code: "DeviceProfilePrecedenceInvalid", message }];
  }
  const ofApp = taken.get(profile.node.root) ?? new Map<string, string>();
  taken.set(profile.node.root, ofApp);
  const key = `${account.accountId}/${precedence}`;
  const other = ofApp.get(key);
  if (other === undefined) {
    ofApp.set(key, profile.node.path);
    return [];
  }
  const message = `precedence ${precedence} is also that of ${other}, and Cloudflare takes each once; say another one in precedence`;
  return [{ code: "DeviceProfilePrecedenceInvalid", message }];
}
