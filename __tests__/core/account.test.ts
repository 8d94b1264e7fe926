import { Token } from "cdktf";
import { Account, validateAccount, isCloudflareId, Plan } from "../../lib/core/account";
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
