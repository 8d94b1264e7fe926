import { TerraformVariable } from "cdktf";
import fc from "fast-check";
import { CHOICE } from "./shapes";
import { Identity } from "../../lib/gateway";
import { stackWithProvider } from "../support/stack";

const codesOf = (identity: Identity) => identity._problems.map(({ code }) => code);
const engineers = 'any(identity.groups.name[*] in {"engineers"})';
const DISK = "11111111-2222-4333-8444-555555555555";
const OS = "22222222333344448555666666666666";
const disk = `any(device_posture.checks.passed[*] in {"${DISK}"})`;
const later = new TerraformVariable(stackWithProvider(), "later", {}).stringValue;

test.each(
  (
    [
      [Identity.groups("engineers"), engineers, undefined],
      [Identity.groups("Site Reliability", "b"), 'any(identity.groups.name[*] in {"Site Reliability" "b"})', undefined],
      [Identity.groupIds("13d0"), 'any(identity.groups.id[*] in {"13d0"})', undefined],
      [Identity.groupEmails("a@b.example"), 'any(identity.groups.email[*] in {"a@b.example"})', undefined],
      [Identity.emails("a@b.example", "c@b.example"), 'identity.email in {"a@b.example" "c@b.example"}', undefined],
      [Identity.emailDomains("b.example"), 'identity.email matches "^.*@b[.]example$"', undefined],
      [
        Identity.emailDomains("b.example", "c.example"),
        'identity.email matches "^.*@(?:b[.]example|c[.]example)$"',
        undefined,
      ],
      [Identity.postureChecks(DISK), undefined, disk],
      [
        Identity.postureChecks(DISK, OS, DISK),
        undefined,
        `${disk} and any(device_posture.checks.passed[*] in {"${OS}"})`,
      ],
      [Identity.groups("engineers").withPostureChecks(DISK), engineers, disk],
      [
        Identity.anyOf(Identity.groups("engineers"), Identity.emails("a@b.example")).withPostureChecks(DISK),
        `${engineers} or identity.email in {"a@b.example"}`,
        disk,
      ],
      [Identity.groups("a ${b}"), 'any(identity.groups.name[*] in {"a ${b}"})', undefined],
    ] as const
  ).map(([identity, ...expected]) => [...expected, identity] as const),
)("Identity renders its expressions: %#: %s, %s", (users, posture, identity) => {
  expect(identity._identity).toBe(users);
  expect(identity._devicePosture).toBe(posture);
  expect(codesOf(identity)).toEqual([]);
});

test("Identity.deviceMatch is undefined if the identity has posture checks", () => {
  expect(Identity.groups("engineers").deviceMatch).toBe(engineers);
  expect(Identity.groups("engineers").withPostureChecks(DISK).deviceMatch).toBeUndefined();
  expect(Identity.postureChecks(DISK).deviceMatch).toBeUndefined();
});

test("Identity writes only forms that the API returns unchanged", () => {
  const word = fc.stringMatching(/^[a-z]([a-z ]{0,5}[a-z])?$/);
  const email = fc.stringMatching(/^[a-z]{1,4}@[a-z]{1,4}[.][a-z]{1,4}$/);
  const some = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: 1, maxLength: 3 });
  const identity = fc.oneof(
    some(word).map((each) => Identity.groups(...each)),
    some(email).map((each) => Identity.emails(...each)),
    some(email).map((each) => Identity.emailDomains(...each.map((one) => one.split("@")[1]))),
  );
  fc.assert(fc.property(some(identity), (each) => CHOICE.test(Identity.anyOf(...each)._identity!)));
});

test.each(
  (
    [
      [Identity.groups(), "has no value"],
      [Identity.emails(), "has no value"],
      [Identity.postureChecks(), "has no value"],
      [Identity.groups("a").withPostureChecks(), "has no value"],
      [Identity.anyOf(), "Expected at least one"],
      [Identity.groups(""), "a group's name"],
      [Identity.groups('a"b'), "without quotes"],
      [Identity.groups("a\\b"), "without quotes"],
      [Identity.groups("a\nb"), "without quotes"],
      [Identity.groups(`a"}) or any(x[*] in {"${later}`), "without quotes"],
      [Identity.groupIds("a b"), "a group's id"],
      [Identity.postureChecks("disk"), "a posture check's id, a UUID"],
      [Identity.groups("a").withPostureChecks("disk"), "a posture check's id, a UUID"],
      [Identity.emails("a"), "an e-mail address"],
      [Identity.emails('a"@b.c'), "an e-mail address"],
      [Identity.emailDomains("@b.example"), 'without "@"'],
      [Identity.emailDomains("B.example"), "lower-case"],
      [Identity.emailDomains(later), "is a token"],
      [
        Identity.anyOf(Identity.groups("a"), Identity.postureChecks(DISK)),
        "Use Identity.anyOf(…).withPostureChecks(…)",
      ],
      [Identity.anyOf(Identity.groups("")), "a group's name"],
      [Identity.groups("a".repeat(140_000)), "Split it"],
    ] as const
  ).map(([identity, message]) => [message, identity] as const),
)("fails when an identity is not valid: %#: %s", (message, identity) => {
  expect(codesOf(identity)).toEqual(["IdentityInvalid"]);
  expect(identity._problems[0].message).toContain(message);
});

test("Identity.anyOf() accepts a single identity with posture checks", () => {
  expect(codesOf(Identity.anyOf(Identity.postureChecks(DISK)))).toEqual([]);
});
