import { Token } from "cdktf";
import { Account, validateAccount, isCloudflareId, Plan } from "../../lib/core/account";
import { ReservedRanges } from "../../lib/core/addresses/account-ranges";
import { ACCOUNT } from "../support/stack";

const codes = (account: Partial<Account>) => validateAccount({ ...ACCOUNT, ...account }).map(({ code }) => code);
const aToken = Token.asString({ resolve: () => "later" });

test("validateAccount accepts the values that the dashboard shows", () => {
  expect(validateAccount(ACCOUNT)).toEqual([]);
});

test("validateAccount accepts tokens", () => {
  expect(codes({ accountId: aToken, teamName: aToken })).toEqual([]);
});

test.each([
  ["empty", ""],
  ["short", "0123456789abcdef0123456789abcde"],
  ["long", "0123456789abcdef0123456789abcdef0"],
  ["in upper case", "0123456789ABCDEF0123456789ABCDEF"],
  ["not hexadecimal", "g123456789abcdef0123456789abcdef"],
  ["a UUID", "01234567-89ab-cdef-0123-456789abcdef"],
  ["followed by a line break", `${ACCOUNT.accountId}\n`],
])("validateAccount refuses an account id that is %s", (_, accountId) => {
  expect(codes({ accountId })).toEqual(["AccountIdInvalid"]);
  expect(isCloudflareId(accountId)).toBe(false);
});

test.each([["a"], ["example"], ["my-team"], ["team1"], ["1team"], ["a".repeat(63)]])(
  "validateAccount accepts the team name %s",
  (teamName) => {
    expect(codes({ teamName })).toEqual([]);
  },
);

test.each([
  ["empty", ""],
  ["the whole host", "example.cloudflareaccess.com"],
  ["a URL", "https://example"],
  ["in upper case", "Example"],
  ["with a hyphen at the start", "-example"],
  ["with a hyphen at the end", "example-"],
  ["with an underscore", "my_team"],
  ["longer than a label", "a".repeat(64)],
])("validateAccount refuses a team name that is %s", (_, teamName) => {
  expect(codes({ teamName })).toEqual(["TeamNameInvalid"]);
});

test("validateAccount reports all problems with the invalid values", () => {
  const problems = validateAccount({ accountId: "mine", teamName: "Us" });
  expect(problems.map(({ code }) => code)).toEqual(["AccountIdInvalid", "TeamNameInvalid"]);
  expect(problems[0].message).toContain('"mine"');
  expect(problems[1].message).toContain('"Us"');
});

test("a plan has a name in lower case", () => {
  expect([Plan.FREE, Plan.STANDARD, Plan.ENTERPRISE].map(({ name }) => name)).toEqual([
    "free",
    "standard",
    "enterprise",
  ]);
});

describe("validateAccount with reserved ranges", () => {
  const problemsOf = (reservedRanges: ReservedRanges) => validateAccount({ ...ACCOUNT, reservedRanges });

  test.each<ReservedRanges>([
    {},
    { sources: [], devices: [], loadBalancers: [] },
    { sources: ["10.112.0.0/12"] },
    { devices: ["10.200.0.0/24", "100.96.0.0/12", "172.20.0.0/16", "192.168.4.0/22"] },
    { sources: ["100.80.0.0/12"], loadBalancers: ["10.201.0.0/24"] },
  ])("accepts %j", (ranges) => {
    expect(problemsOf(ranges)).toEqual([]);
  });

  test.each<[ReservedRanges, string]>([
    [{ sources: ["10.112.0.0/16"] }, "is not a /12"],
    [{ sources: ["10.112.0.0/12", "10.128.0.0/12"] }, "more than one range"],
    [{ sources: ["2000::/12"] }, "is not an IPv4 range"],
    [{ devices: ["10.200.0.0/25"] }, "at least a /24"],
    [{ devices: ["203.0.113.0/24"] }, "100.64.0.0/10"],
    [{ devices: ["10.0.0.0/7"] }, "at least a /24 in 10.0.0.0/8"],
    [{ loadBalancers: ["fd00::/64"] }, "is not an IPv4 range"],
    [{ devices: ["100.64.0.0/16"] }, "overlaps 100.64.0.0/12 of sources"],
    [{ sources: ["10.0.0.0/12"], loadBalancers: ["10.1.0.0/16"] }, "overlaps 10.0.0.0/12 of sources"],
    [{ devices: ["10.1.0.0/16", "10.1.2.0/24"] }, "overlaps 10.1.0.0/16 of devices"],
  ])("refuses %j", (ranges, message) => {
    expect(problemsOf(ranges)).toEqual([{ code: "ReservedRangeInvalid", message: expect.stringContaining(message) }]);
  });

  test.each([
    ["100.64.0.1/12", "CidrInvalid"],
    ["all", "CidrInvalid"],
    [aToken, "TokenNotAllowed"],
  ])("refuses the malformed range %s", (range, code) => {
    for (const name of ["sources", "devices", "loadBalancers"]) {
      expect(problemsOf({ [name]: [range] })).toEqual([expect.objectContaining({ code })]);
    }
  });
});
