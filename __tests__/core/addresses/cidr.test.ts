import * as fc from "fast-check";
import { isAddress, parseCidr } from "../../../lib/core/addresses/cidr";

const BITS = { 4: 32, 6: 128 } as const;

/** An address and a prefix length, possibly with host bits set. */
const range4 = fc.record({ value: fc.bigInt(0n, 2n ** 32n - 1n), prefix: fc.integer({ min: 0, max: 32 }) });
const range6 = fc
  .record({ value: fc.bigInt(0n, 2n ** 128n - 1n), prefix: fc.integer({ min: 0, max: 128 }) })
  .filter(({ value }) => !isMapped(value));

function network(value: bigint, prefix: number, version: 4 | 6): bigint {
  return value - (value % 2n ** BigInt(BITS[version] - prefix));
}

/** An IPv4-mapped IPv6 address: 80 zeros, 16 ones, and an IPv4 address. */
function isMapped(value: bigint): boolean {
  return value / 2n ** 32n === 0xffffn;
}

function octets(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value / 2n ** shift) % 256n)).join(".");
}

/** The longest notation: every group in full. */
function groups(value: bigint): string {
  return value.toString(16).padStart(32, "0").match(/.{4}/g)!.join(":");
}

describe("parseCidr with IPv4", () => {
  test("keeps the text of an IPv4 range without host bits", () => {
    fc.assert(
      fc.property(range4, ({ value, prefix }) => {
        const text = `${octets(network(value, prefix, 4))}/${prefix}`;
        expect(parseCidr(text)).toEqual({ text, version: 4, prefix });
      }),
    );
  });

  test("refuses an IPv4 range only if it has host bits set", () => {
    fc.assert(
      fc.property(range4, ({ value, prefix }) => {
        const parsed = parseCidr(`${octets(value)}/${prefix}`);
        expect(parsed !== undefined).toBe(network(value, prefix, 4) === value);
      }),
    );
    expect(parseCidr("10.0.0.1/8")).toBeUndefined();
    expect(parseCidr("0.0.0.1/0")).toBeUndefined();
  });

  test("parses a single IPv4 address as a range of one", () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(parseCidr(address)).toEqual({ text: `${address}/32`, version: 4, prefix: 32 });
      }),
    );
  });

  test("refuses leading zeros, which some parsers read as octal", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 3 }), fc.constantFrom("0", "00"), (address, part, zeros) => {
        const parts = address.split(".");
        parts[part] = zeros + parts[part];
        expect(isAddress(parts.join("."))).toBe(false);
        expect(parseCidr(`${parts.join(".")}/32`)).toBeUndefined();
      }),
    );
  });

  test("refuses IPv4 addresses with fewer than four parts", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 1, max: 3 }), (address, count) => {
        const short = address.split(".").slice(0, count).join(".");
        expect(isAddress(short)).toBe(false);
        expect(parseCidr(`${short}/8`)).toBeUndefined();
      }),
    );
  });

  test.each(["0x7f.0.0.1", "256.0.0.1", "1.2.3.4.5", "1.2.3.-4", "1.2.3.4.", "2130706433", "１.2.3.4"])(
    "refuses %s",
    (address) => {
      expect(isAddress(address)).toBe(false);
      expect(parseCidr(address)).toBeUndefined();
    },
  );
});

describe("parseCidr with IPv6", () => {
  test("parses the canonical notation to itself", () => {
    fc.assert(
      fc.property(range6, ({ value, prefix }) => {
        const start = network(value, prefix, 6);
        fc.pre(!isMapped(start));
        const parsed = parseCidr(`${groups(start)}/${prefix}`)!;
        expect(parsed).toMatchObject({ version: 6, prefix });
        expect(parseCidr(parsed.text)).toEqual(parsed);
        expect(parsed.text.length).toBeLessThanOrEqual(`${groups(start)}/${prefix}`.length);
      }),
    );
  });

  test("converts all notations of a range to one canonical notation", () => {
    fc.assert(
      fc.property(range6, ({ value }) => {
        const full = groups(value);
        const short = full.replace(/\b0{1,3}/g, "");
        const canonical = parseCidr(full)!.text;
        for (const spelling of [full.toUpperCase(), short, `${short}/128`]) {
          expect(parseCidr(spelling)!.text).toBe(canonical);
        }
      }),
    );
    expect(parseCidr("2001:DB8:0:0:0::/32")!.text).toBe("2001:db8::/32");
  });

  test("refuses an IPv6 range only if it has host bits set", () => {
    fc.assert(
      fc.property(range6, ({ value, prefix }) => {
        const parsed = parseCidr(`${groups(value)}/${prefix}`);
        expect(parsed !== undefined).toBe(network(value, prefix, 6) === value);
      }),
    );
    expect(parseCidr("2001:db8::1/64")).toBeUndefined();
  });

  test.each(["::ffff:10.0.0.1", "::ffff:a00:1", "::ffff:0:0/96", "0:0:0:0:0:ffff:10.0.0.0/104", "::FFFF:0.0.0.0/96"])(
    "refuses the IPv4-mapped range %s",
    (range) => {
      expect(parseCidr(range)).toBeUndefined();
    },
  );

  test("parses a dotted suffix as an IPv4 address or refuses it", () => {
    expect(parseCidr("64:ff9b::1.2.3.4")!.text).toBe("64:ff9b::102:304/128");
    for (const range of ["::ffff:010.0.0.1", "::ffff:0x10.0.0.1", "::10.0.0.1"]) {
      expect(parseCidr(range)).toBeUndefined();
    }
  });

  test.each(["fe80::1%eth0", "[::1]", "1::2::3", ":::", "12345::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", ":", "::g"])(
    "refuses %s",
    (address) => {
      expect(isAddress(address)).toBe(false);
      expect(parseCidr(address)).toBeUndefined();
    },
  );
});

test.each(["10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0.0/8 ", "10.0.0.0/1e1"])(
  "parseCidr refuses %s",
  (range) => {
    expect(parseCidr(range)).toBeUndefined();
  },
);

test.each(["10.0.0.0/255.0.0.0", "::/129", "::/", "/8", "", " ", "example.com", "10.0.0.0 /8", "*"])(
  "parseCidr refuses %p",
  (range) => {
    expect(parseCidr(range)).toBeUndefined();
  },
);

test("parseCidr never throws", () => {
  const text = fc.oneof(
    fc.string(),
    fc.ipV4Extended(),
    fc.ipV6(),
    fc.string({ unit: fc.constantFrom(..."0123456789abcdef.:/%") }),
  );
  fc.assert(
    fc.property(text, (range) => {
      const parsed = parseCidr(range);
      if (parsed !== undefined) expect(parseCidr(parsed.text)).toEqual(parsed);
    }),
    { numRuns: 1000 },
  );
});
