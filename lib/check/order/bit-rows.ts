/* eslint-disable no-bitwise */

/** @internal A set of small whole numbers, 32 in each element. */
export type BitRow = Uint32Array;

/** @internal Returns an empty set of numbers below `width`. */
export function emptyRow(width: number): BitRow {
  return new Uint32Array((width + 31) >>> 5);
}

/** @internal Whether the set contains a number. An undefined set is empty. */
export function hasBit(row: BitRow | undefined, bit: number): boolean {
  return row !== undefined && (row[bit >>> 5] & (1 << (bit & 31))) !== 0;
}

/** @internal Adds a number to the set. */
export function addBit(row: BitRow, bit: number): void {
  row[bit >>> 5] |= 1 << (bit & 31);
}

/** @internal Adds all numbers of another set. */
export function addAll(row: BitRow, other: BitRow | undefined): void {
  if (other === undefined) return;
  for (let i = 0; i < row.length; i++) row[i] |= other[i];
}

/** @internal Calls back for each number in both sets, in ascending order. */
export function forEachCommon(row: BitRow | undefined, other: BitRow, visit: (bit: number) => void): void {
  if (row === undefined) return;
  for (let i = 0; i < row.length; i++) {
    for (let rest = row[i] & other[i]; rest !== 0; rest &= rest - 1) {
      visit(i * 32 + 31 - Math.clz32(rest & -rest));
    }
  }
}

/** @internal Calls back for each number of the set, in ascending order. */
export function forEachBit(row: BitRow, visit: (bit: number) => void): void {
  forEachCommon(row, row, visit);
}

/** @internal The numbers in both sets. */
export function intersection(row: BitRow, other: BitRow): BitRow {
  return row.map((word, i) => word & other[i]);
}

/** @internal The numbers of the first set that are not in the second one. */
export function difference(row: BitRow, other: BitRow): BitRow {
  return row.map((word, i) => word & ~other[i]);
}

/** @internal Numbers different sets. Equal sets have the same number. */
export class RowSet {
  private readonly rows: BitRow[] = [];
  private readonly byHash = new Map<number, number[]>();

  /** Returns the number of a set. */
  public add(row: BitRow): number {
    const hash = row.reduce((sum, word) => Math.imul(sum ^ word, 0x01000193), 0);
    const candidates = this.byHash.get(hash) ?? [];
    const known = candidates.find((each) => this.rows[each].every((word, i) => word === row[i]));
    if (known !== undefined) return known;
    const added = this.rows.push(row) - 1;
    this.byHash.set(hash, [...candidates, added]);
    return added;
  }

  /** Returns the set of a number. */
  public get(number: number): BitRow {
    return this.rows[number];
  }
}

/** @internal A directed graph of which some vertices have a bit. */
export interface BitGraph {
  readonly vertices: number;
  readonly successors: (vertex: number) => readonly number[];
  /** The bit of a vertex, or -1. */
  readonly bitOf: (vertex: number) => number;
  /** The number of bits. */
  readonly width: number;
}

/** @internal What each vertex reaches. */
export interface Reachability {
  /** The bits of the vertices that a vertex reaches. Undefined if there are none. */
  readonly rows: (BitRow | undefined)[];
  /** The vertices of one cycle. The rows are not complete then. */
  readonly cycle?: number[];
}

const ACTIVE = 1;
const FINISHED = 2;

/** @internal Computes which vertices with a bit each vertex reaches, by one walk in depth. */
export function reachability({ vertices, successors, bitOf, width }: BitGraph): Reachability {
  const rows: (BitRow | undefined)[] = new Array<undefined>(vertices).fill(undefined);
  const states = new Uint8Array(vertices);
  const positions = new Uint32Array(vertices);
  for (let start = 0; start < vertices; start++) {
    if (states[start] !== 0) continue;
    const stack = [start];
    states[start] = ACTIVE;
    while (stack.length > 0) {
      const vertex = stack[stack.length - 1];
      const next = successors(vertex);
      if (positions[vertex] < next.length) {
        const successor = next[positions[vertex]++];
        if (successor === vertex) continue;
        if (states[successor] === ACTIVE) return { rows, cycle: stack.slice(stack.indexOf(successor)) };
        if (states[successor] === 0) {
          states[successor] = ACTIVE;
          stack.push(successor);
        }
      } else {
        states[vertex] = FINISHED;
        rows[vertex] = union(vertex, next, rows, bitOf, width);
        stack.pop();
      }
    }
  }
  return { rows };
}

/** A vertex with one successor without a bit shares its row, so that chains of such vertices cost nothing. */
function union(
  vertex: number,
  next: readonly number[],
  rows: (BitRow | undefined)[],
  bitOf: (vertex: number) => number,
  width: number,
): BitRow | undefined {
  let shared: BitRow | undefined;
  let own: BitRow | undefined;
  for (const successor of next) {
    if (successor === vertex) continue;
    const bit = bitOf(successor);
    const row = rows[successor];
    if (bit < 0 && (row === undefined || row === shared)) continue;
    if (own === undefined && shared === undefined && bit < 0) {
      shared = row;
      continue;
    }
    if (own === undefined) {
      own = emptyRow(width);
      addAll(own, shared);
    }
    addAll(own, row);
    if (bit >= 0) addBit(own, bit);
  }
  return own ?? shared;
}
