/* eslint-disable no-bitwise */

/** @internal Sets of few positions, as numbers or as bigints. */
export interface Masks<T> {
  readonly empty: T;
  /** Adds a position. */
  with(mask: T, position: number): T;
  has(mask: T, position: number): boolean;
  union(a: T, b: T): T;
  intersection(a: T, b: T): T;
  /** Whether the mask contains all of the other mask. */
  covers(mask: T, other: T): boolean;
  /** A key for a map. */
  key(a: T, b: T): unknown;
}

/** @internal Up to 26 positions, so that a key of two masks is an exact number. */
export const SMALL: Masks<number> = {
  empty: 0,
  with: (mask, position) => mask | (1 << position),
  has: (mask, position) => (mask & (1 << position)) !== 0,
  union: (a, b) => a | b,
  intersection: (a, b) => a & b,
  covers: (mask, other) => (other & ~mask) === 0,
  key: (a, b) => a + b * 0x4000000,
};

/** @internal The number of positions of `SMALL`. */
export const SMALL_POSITIONS = 26;

/** @internal Any number of positions. */
export const LARGE: Masks<bigint> = {
  empty: 0n,
  with: (mask, position) => mask | (1n << BigInt(position)),
  has: (mask, position) => ((mask >> BigInt(position)) & 1n) === 1n,
  union: (a, b) => a | b,
  intersection: (a, b) => a & b,
  covers: (mask, other) => (other & ~mask) === 0n,
  key: (a, b) => `${a.toString(36)} ${b.toString(36)}`,
};
