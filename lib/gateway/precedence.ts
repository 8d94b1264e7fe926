import { stableNumber } from "../core/precedence";

/** Lower numbers are left to explicit precedences and to the dashboard, which counts up from 1000. */
const FIRST = 1_000_000;
/** The first default precedence of a blocking policy. */
const FIRST_BLOCK = 500_000_000;
const END = 1_000_000_000;

/** @internal The default precedence, derived from the path. Blocking policies are evaluated after all others. */
export function defaultPrecedence(path: string, blocks: boolean): number {
  return blocks ? stableNumber(path, FIRST_BLOCK, END) : stableNumber(path, FIRST, FIRST_BLOCK);
}
