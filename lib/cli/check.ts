import { basename, resolve } from "node:path";
import { check as checkChange, CheckOptions } from "../check/check";
import type { CheckReport } from "../check/model";
import { synthesizedChange } from "../check/synthesized/changes";
import { synthesizedOrder } from "../check/synthesized/order";
import { inDependencyOrder, readStacks } from "../inventory";

/** @internal Checks the change between two versions of a synthesized app. */
export function checkSynthesized(path: string, from: string | undefined, options: CheckOptions): CheckReport {
  const after = inDependencyOrder(readStacks(path));
  const before = from === undefined ? [] : readStacks(from);
  const change = synthesizedChange(basename(resolve(path)), before, after);
  return checkChange(change, synthesizedOrder(change, after), options);
}
