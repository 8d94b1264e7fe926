import * as fc from "fast-check";
import {
  Cidr,
  cidrsBetween,
  contains,
  mergeCidrs,
  overlaps,
  parseCidr,
  placeIn,
  subtractCidrs,
  withoutHostBits,
} from "../../../lib/core/addresses/cidr";

const BITS = { 4: 32, 6: 128 } as const;
const cidr = (text: string): Cidr => parseCidr(text)!;
const cidrs = (...texts: string[]): Cidr[] => texts.map(cidr);
const texts = (ranges: Cidr[]): string[] => ranges.map(({ text }) => text);

/** An interval of numbers, parsed independently of the code under test. */
function interval({ text, version, prefix }: Cidr): { version: number; from: bigint; to: bigint } {
  const address = text.split("/")[0];
  const from = version === 4 ? value4(address) : value6(address);
  return { version, from, to: from + 2n ** BigInt(BITS[version] - prefix) - 1n };
}

function value4(address: string): bigint {
  return address.split(".").reduce((value, part) => value * 256n + BigInt(part), 0n);
}

function value6(address: string): bigint {
  const [head, tail] = address.split("::").map((side) => (side === "" ? [] : side.split(":")));
  const groups = tail === undefined ? head : [...head, ...Array(8 - head.length - tail.length).fill("0"), ...tail];
  return groups.reduce((value, group) => value * 65536n + BigInt(`0x${group}`), 0n);
}

function sizeOf(ranges: Cidr[]): bigint {
  return ranges.map(interval).reduce((sum, { from, to }) => sum + to - from + 1n, 0n);
}

/** Returns a predicate that decides whether an address is in a set. */
function memberOf(set: Cidr[]): (probe: Probe) => boolean {
  const intervals = set.map(interval);
  return ({ version, address }) =>
    intervals.some((each) => each.version === version && each.from <= address && address <= each.to);
}

/** Ranges that differ in few bits, so that they meet: at both ends of the address space and between. */
const range4 = fc
  .record({
    base: fc.constantFrom(0n, 10n * 2n ** 24n, 2n ** 32n - 2n ** 8n),
    offset: fc.bigInt(0n, 255n),
    prefix: fc.oneof(fc.integer({ min: 24, max: 32 }), fc.integer({ min: 0, max: 32 })),
  })
  .map(({ base, offset, prefix }) => {
    const value = base + offset;
    const start = value - (value % 2n ** BigInt(32 - prefix));
    return cidr(`${[24n, 16n, 8n, 0n].map((shift) => String((start / 2n ** shift) % 256n)).join(".")}/${prefix}`);
  });
const range6 = fc
  .record({
    base: fc.constantFrom(0x20010db8n * 2n ** 96n, 2n ** 128n - 2n ** 8n),
    offset: fc.bigInt(0n, 255n),
    prefix: fc.oneof(fc.integer({ min: 120, max: 128 }), fc.integer({ min: 1, max: 128 })),
  })
  .map(({ base, offset, prefix }) => {
    const value = base + offset;
    const start = value - (value % 2n ** BigInt(128 - prefix));
    return cidr(`${start.toString(16).padStart(32, "0").match(/.{4}/g)!.join(":")}/${prefix}`);
  });
const range = fc.oneof(range4, range6);
const ranges = fc.array(range, { maxLength: 6 });

interface Probe {
  readonly version: number;
  readonly address: bigint;
}

/**
 * Every address at which a set can begin or end, and its neighbours. Membership does not change between two of them.
 */
function probes(...sets: Cidr[][]): Probe[] {
  return sets.flat().flatMap((each) => {
    const { version, from, to } = interval(each);
    return [from - 1n, from, to, to + 1n].map((address) => ({ version, address }));
  });
}

/** The conditions of the canonical form: sorted, disjoint, and no two ranges that form one range. */
function flawsIn(set: Cidr[]): string[] {
  const intervals = set.map(interval);
  return intervals.slice(1).flatMap((b, i) => {
    const a = intervals[i];
    if (a.version !== b.version) return a.version < b.version ? [] : ["order of versions"];
    if (a.to >= b.from) return ["order"];
    const [size, next] = [a.to - a.from + 1n, b.to - b.from + 1n];
    return a.to + 1n === b.from && size === next && a.from % (2n * size) === 0n ? ["halves"] : [];
  });
}

describe("contains and overlaps", () => {
  test("contains and overlaps agree with intervals", () => {
    fc.assert(
      fc.property(range, range, (a, b) => {
        const [x, y] = [interval(a), interval(b)];
        const same = x.version === y.version;
        expect(contains(a, b)).toBe(same && x.from <= y.from && y.to <= x.to);
        expect(overlaps(a, b)).toBe(same && x.from <= y.to && y.from <= x.to);
        expect(overlaps(a, b)).toBe(overlaps(b, a));
        expect(contains(a, a)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ["10.0.0.0/8", "10.255.0.0/16", true],
    ["10.0.0.0/9", "10.128.0.0/9", false],
    ["0.0.0.0/0", "255.255.255.255/32", true],
    ["::/0", "10.0.0.0/8", false],
    ["2001:db8::/32", "2001:db8:ffff::/48", true],
    ["2001:db8::/33", "2001:db8:8000::/33", false],
  ])("%s contains %s: %p", (outer, inner, expected) => {
    expect(contains(cidr(outer), cidr(inner))).toBe(expected);
    expect(overlaps(cidr(inner), cidr(outer))).toBe(expected);
  });
});

test.each<[string, string, [bigint, bigint] | undefined]>([
  ["10.0.0.0/24", "10.0.0.0", [0n, 255n]],
  ["10.0.0.0/24", "10.0.0.255", [255n, 0n]],
  ["10.0.0.0/20", "10.0.15.1", [3841n, 254n]],
  ["10.0.0.7/32", "10.0.0.7", [0n, 0n]],
  ["fd00::/64", "fd00::5", [5n, 2n ** 64n - 6n]],
  ["10.0.0.0/24", "10.0.1.0", undefined],
  ["10.0.0.0/24", "fd00::5", undefined],
])("in %s, %s has its place", (outer, address, place) => {
  const found = placeIn(cidr(outer), cidr(address));
  expect(found && [found.before, found.behind]).toEqual(place);
});

describe("mergeCidrs", () => {
  test("preserves the addresses and returns a disjoint, sorted and minimal list", () => {
    fc.assert(
      fc.property(ranges, (set) => {
        const merged = mergeCidrs(set);
        const [before, after] = [memberOf(set), memberOf(merged)];
        expect(probes(set, merged).filter((probe) => before(probe) !== after(probe))).toEqual([]);
        expect(flawsIn(merged)).toEqual([]);
        expect(texts(merged)).toEqual(merged.map(({ text }) => cidr(text).text));
      }),
      { numRuns: 500 },
    );
  });

  test("does not depend on the order and is idempotent", () => {
    fc.assert(
      fc.property(ranges, (set) => {
        const merged = mergeCidrs(set);
        expect(mergeCidrs([...set].reverse())).toEqual(merged);
        expect(mergeCidrs(merged)).toEqual(merged);
      }),
    );
  });

  test.each([
    [[], []],
    [["10.0.0.0/9", "10.128.0.0/9"], ["10.0.0.0/8"]],
    [
      ["10.128.0.0/9", "11.0.0.0/9"],
      ["10.128.0.0/9", "11.0.0.0/9"],
    ], // adjacent, but not halves of one range
    [["10.0.0.0/8", "10.1.0.0/16", "10.0.0.0/8"], ["10.0.0.0/8"]],
    [["10.0.0.0/32", "10.0.0.1/32", "10.0.0.2/31", "10.0.0.4/30"], ["10.0.0.0/29"]],
    [["0.0.0.0/1", "128.0.0.0/1"], ["0.0.0.0/0"]],
    [
      ["fd00::/9", "10.0.0.0/8", "fd80::/9"],
      ["10.0.0.0/8", "fd00::/8"],
    ],
    [
      ["9.0.0.0/8", "10.0.0.0/8", "100.0.0.0/8"],
      ["9.0.0.0/8", "10.0.0.0/8", "100.0.0.0/8"],
    ],
  ])("%j is %j", (set, expected) => {
    expect(texts(mergeCidrs(cidrs(...set)))).toEqual(expected);
  });
});

describe("subtractCidrs", () => {
  test("removes exactly the subtracted addresses", () => {
    fc.assert(
      fc.property(ranges, ranges, (from, what) => {
        const rest = subtractCidrs(from, what);
        const [before, taken, after] = [from, what, rest].map(memberOf);
        const wrong = (probe: Probe) => after(probe) !== (before(probe) && !taken(probe));
        expect(probes(from, what).filter(wrong)).toEqual([]);
        expect(rest.some((each) => what.some((gone) => overlaps(each, gone)))).toBe(false);
        expect(flawsIn(rest)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test("returns ranges that form the original together with the removed ones", () => {
    fc.assert(
      fc.property(ranges, ranges, (from, what) => {
        const rest = subtractCidrs(from, what);
        const taken = subtractCidrs(from, rest);
        expect(mergeCidrs([...rest, ...taken])).toEqual(mergeCidrs(from));
        expect(sizeOf(rest) + sizeOf(taken)).toBe(sizeOf(mergeCidrs(from)));
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    [["10.0.0.0/8"], ["10.10.0.0/16"], 8],
    [["10.0.0.0/8"], ["10.0.0.0/9"], 1],
    [["10.0.0.0/8"], ["0.0.0.0/0"], 0],
    [["10.0.0.0/8"], ["172.16.0.0/12"], 1],
    [["fc00::/7"], ["fd00:10::/64"], 57],
  ])("%j without %j is %i ranges", (from, what, count) => {
    expect(subtractCidrs(cidrs(...from), cidrs(...what))).toHaveLength(count);
  });

  test("splits a range to remove a part of it", () => {
    expect(texts(subtractCidrs(cidrs("100.64.0.0/10"), cidrs("100.80.0.0/16")))).toEqual([
      "100.64.0.0/12",
      "100.81.0.0/16",
      "100.82.0.0/15",
      "100.84.0.0/14",
      "100.88.0.0/13",
      "100.96.0.0/11",
    ]);
    expect(texts(subtractCidrs(cidrs("2001:db8::/32"), cidrs("2001:db8:8000::/34")))).toEqual([
      "2001:db8::/33",
      "2001:db8:c000::/34",
    ]);
  });
});

test.each([
  ["10.10.1.7/16", "10.10.0.0/16"],
  ["10.0.0.1/0", "0.0.0.0/0"],
  ["2001:db8::1/32", "2001:db8::/32"],
  ["10.0.0.0/16", "10.0.0.0/16"],
])("%s is in %s", (text, expected) => {
  expect(withoutHostBits(text)?.text).toBe(expected);
});

test.each(["10.0.0.1", "10.0.0.1/33", "10.0.0.1/", "10.0.0/8", "example.com/8", ""])("%p is in no range", (text) => {
  expect(withoutHostBits(text)).toBeUndefined();
});

test("mergeCidrs returns one range for a whole address space", () => {
  expect(texts(cidrsBetween(cidr("0.0.0.0"), cidr("255.255.255.255")))).toEqual(["0.0.0.0/0"]);
  expect(texts(cidrsBetween(cidr("::"), cidr("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")))).toEqual(["::/0"]);
});

test("cidrsBetween returns the addresses between two addresses in the smallest number of ranges", () => {
  const address = fc.oneof(
    fc.tuple(fc.nat(2), fc.nat(255)).map(([a, b]) => `10.0.${a}.${b}`),
    fc.nat(600).map((last) => `fd00::${last.toString(16)}`),
  );
  fc.assert(
    fc.property(address, address, (low, high) => {
      const [from, to] = [interval(cidr(low)), interval(cidr(high))];
      const between = cidrsBetween(cidr(low), cidr(high));
      const isRange = from.version === to.version && from.from <= to.from;
      expect(sizeOf(between)).toBe(isRange ? to.from - from.from + 1n : 0n);
      expect(between).toEqual(mergeCidrs(between));
      for (const each of between.map(interval)) {
        expect(from.from <= each.from && each.to <= to.from && each.version === from.version).toBe(true);
      }
    }),
  );
});
