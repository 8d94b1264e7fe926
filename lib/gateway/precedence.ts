import { stableNumber } from "../core/precedence";

/** Below are the numbers that people write, and those that the dashboard counts up from 1000. */
const FIRST = 1_000_000;
/** Where what keeps out begins, behind everything that lets in. */
const FIRST_BLOCK = 500_000_000;
const END = 1_000_000_000;

/** @internal The precedence that a policy's own path makes. What lets in stands before all that keeps out. */
export function defaultPrecedence(path: string, blocks: boolean): number {
  return blocks ? stableNumber(path, FIRST_BLOCK, END) : stableNumber(path, FIRST, FIRST_BLOCK);
}
