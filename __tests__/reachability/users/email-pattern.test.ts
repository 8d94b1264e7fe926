import {
  domainsOfPattern,
  isAnyEmail,
  isDomainSuffix,
  matchesPattern,
  variantsOf,
} from "../../../lib/reachability/users/email-pattern";

describe("domainsOfPattern", () => {
  it.each<[string, string[] | undefined, boolean]>([
    ["^.*@x[.]com$", ["x.com"], true],
    [".*@x\\.com$", ["x.com"], true],
    ["@x[.]com$", ["x.com"], true],
    ["^.+@(?:x[.]com|y[.]org)$", ["x.com", "y.org"], true],
    ["^[a-c]+@x[.]com$", ["x.com"], false],
    [".*@x.com$", undefined, false],
    [".*@x[.]com", undefined, false],
    ["a@y[.]com|@x[.]com$", undefined, false],
    ["^(?:a@y[.]com|b)@x[.]com$", undefined, false],
    ["^.*@(?:x[.]com|.*)$", undefined, false],
  ])("%s", (regex, domains, isSuffix) => {
    expect(domainsOfPattern(regex)).toEqual(domains);
    expect(isDomainSuffix(regex)).toBe(isSuffix);
  });
});

describe("variantsOf", () => {
  it("matches the address, more dots and a suffix", () => {
    const regex = variantsOf("first.last@x.com");
    const matched = (email: string) => matchesPattern(regex, email);
    for (const email of ["first.last@x.com", "f.irst.last@x.com", "first.last+a.b@x.com"]) {
      expect(matched(email)).toBe(true);
    }
    for (const email of ["firstxlast@x.com", "a+first.last@x.com", "first.last@xxcom", "first.last@x.com.y"]) {
      expect(matched(email)).toBe(false);
    }
  });

  it("escapes special characters", () => {
    for (const email of ["a^b@x.com", "a[b]@x.com", "a\\b@x.com", "a+b@x.com", "no-address"]) {
      expect(matchesPattern(variantsOf(email), email)).toBe(true);
    }
  });
});

test("recognizes patterns that match any address", () => {
  expect(["", "@", ".*", "^.+@.+$"].map(isAnyEmail)).toEqual([true, true, true, true]);
  expect(["@x[.]com$", "^a", "("].map(isAnyEmail)).toEqual([false, false, false]);
});
