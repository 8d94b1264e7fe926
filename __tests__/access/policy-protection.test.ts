import { App, TerraformStack } from "cdktf";
import {
  AccessApplication,
  AccessDecision,
  AccessGroup,
  AccessPolicy,
  AccessPolicyProps,
  AccessRule,
  ServiceToken,
} from "../../lib/access";
import { ACCOUNT, messages, problems, stackWithProvider, UUID } from "../support/stack";

type Props = Omit<AccessPolicyProps, "account">;

const staff = AccessRule.emailDomain("example.com");
let stack: TerraformStack;
beforeEach(() => (stack = stackWithProvider()));

const policy = (props: Partial<Props> = {}, id = "policy") =>
  new AccessPolicy(stack, id, { account: ACCOUNT, include: [staff], ...props });

/** The problems of an application that is protected by a policy with these properties. */
function problemsOfHost(props: Partial<Props>): string[] {
  const policies = [policy(props)];
  new AccessApplication(stack, "app", { account: ACCOUNT, hostnames: ["app.example.com"], policies });
  return problems(stack);
}

describe("AccessPolicy as protection of a host", () => {
  const REFUSED = ["app OpenPolicyAsLock"];
  const broadGroup = (...include: AccessRule[]) =>
    AccessRule.group(new AccessGroup(stack, "broad", { account: ACCOUNT, include }));

  interface Broad {
    readonly rule: () => AccessRule;
    /** The user whom the message names. */
    readonly user: string;
    /** Whether a request can have all of its values at the same time, so that it can be required. */
    readonly isCompatible?: boolean;
  }

  const broad: [string, Broad][] = [
    ["everyone", { rule: () => AccessRule.everyone(), user: "anyone who logs in" }],
    ["all IPv4 addresses", { rule: () => AccessRule.ip("0.0.0.0/0"), user: "a user from 0.0.0.0/0" }],
    ["all IPv6 addresses", { rule: () => AccessRule.ip("::/0"), user: "a user from ::/0" }],
    [
      "all IPv4 addresses in two halves",
      { rule: () => AccessRule.ip("0.0.0.0/1", "128.0.0.0/1"), user: "a user from 0.0.0.0/1", isCompatible: false },
    ],
    [
      "all addresses after a small range",
      { rule: () => AccessRule.ip("203.0.113.0/24", "0.0.0.0/0"), user: "a user from 0.0.0.0/0" },
    ],
    [
      "many ranges that are wide together",
      {
        rule: () => AccessRule.ip(...Array.from({ length: 4 }, (_, i) => `${2 * i + 20}.0.0.0/8`)),
        user: "a user from 20.0.0.0/8",
        isCompatible: false,
      },
    ],
    ["a range wider than /8", { rule: () => AccessRule.ip("10.0.0.0/7"), user: "a user from 10.0.0.0/7" }],
    ["an IPv6 range wider than /16", { rule: () => AccessRule.ip("2000::/15"), user: "a user from 2000::/15" }],
    ["a country", { rule: () => AccessRule.country("JP"), user: "a user from JP" }],
    ["countries", { rule: () => AccessRule.country("JP", "DE"), user: "a user from JP", isCompatible: false }],
    ["a public e-mail domain", { rule: () => AccessRule.emailDomain("gmail.com"), user: "an e-mail of gmail.com" }],
    ["one-time PINs", { rule: () => AccessRule.oneTimePin(UUID), user: "who logs in with a one-time PIN" }],
    ["everyone, through a group", { rule: () => broadGroup(AccessRule.everyone()), user: "anyone who logs in" }],
    ["a country, through a group", { rule: () => broadGroup(staff, AccessRule.country("JP")), user: "a user from JP" }],
    [
      "everyone, through a group in a group",
      {
        rule: () =>
          AccessRule.group(
            new AccessGroup(stack, "outer", { account: ACCOUNT, include: [broadGroup(AccessRule.everyone())] }),
          ),
        user: "anyone who logs in",
      },
    ],
    [
      "everyone, through a group that is imported by its id",
      {
        rule: () => {
          const own = new AccessGroup(stack, "own", { account: ACCOUNT, include: [AccessRule.everyone()] });
          return AccessRule.group(AccessGroup.fromGroupId(stack, "imported", own.groupId));
        },
        user: "anyone who logs in",
      },
    ],
  ];

  describe.each(broad)("AccessPolicy that includes %s", (_, { rule: make, user, isCompatible = true }) => {
    test("is refused as the only rule", () => {
      expect(problemsOfHost({ include: [make()] })).toEqual(REFUSED);
      expect(messages(stack)[0]).toContain("policy stack/policy amounts to public access: it allows ");
      expect(messages(stack)[0]).toContain(user);
    });

    test("is refused together with a narrow rule", () => {
      expect(problemsOfHost({ include: [staff, make()] })).toEqual(REFUSED);
    });

    test("is refused with an exclude rule", () => {
      expect(problemsOfHost({ include: [make()], exclude: [AccessRule.emails("a@example.com")] })).toEqual(REFUSED);
    });

    test("is accepted with a narrow require rule", () => {
      expect(problemsOfHost({ include: [make()], require: [AccessRule.googleGroup("eng@example.com", UUID)] })).toEqual(
        [],
      );
    });

    test("is refused in require of a broad rule, or cannot be met", () => {
      const problem = isCompatible ? REFUSED : ["app NobodyGetsIn", "policy PolicyUnsatisfiable"];
      expect(problemsOfHost({ include: [AccessRule.everyone()], require: [make()] })).toEqual(problem);
    });

    test("is accepted in require of a narrow rule, or cannot be met", () => {
      const include = [AccessRule.googleGroup("eng@example.com", UUID)];
      const problem = isCompatible ? [] : ["app NobodyGetsIn", "policy PolicyUnsatisfiable"];
      expect(problemsOfHost({ include, require: [make()] })).toEqual(problem);
    });

    test("allows no user in a DENY policy", () => {
      expect(problemsOfHost({ decision: AccessDecision.DENY, include: [make()] })).toEqual(["app NobodyGetsIn"]);
    });
  });

  test.each<[string, () => AccessRule]>([
    ["everyone", () => AccessRule.everyone()],
    ["a country", () => AccessRule.country("JP")],
    ["any service token", () => AccessRule.anyValidServiceToken()],
  ])("refuses a NON_IDENTITY policy that includes %s", (_, make) => {
    expect(problemsOfHost({ decision: AccessDecision.NON_IDENTITY, include: [make()] })).toEqual(REFUSED);
  });

  test.each<[string, () => AccessPolicy]>([
    ["another stack", () => policy({ include: [AccessRule.everyone()] }, "anyone")],
    ["a bypass", () => policy({ decision: AccessDecision.BYPASS, include: [AccessRule.everyone()] }, "anyone")],
  ])("refuses an open policy of %s of the app that is imported by its id", (_, make) => {
    const other = stackWithProvider("other", App.of(stack));
    const imported = AccessPolicy.fromPolicyId(other, "imported", make().policyId);
    new AccessApplication(other, "app", { account: ACCOUNT, hostnames: ["app.example.com"], policies: [imported] });
    expect(problems(other)).toEqual(REFUSED);
  });

  test("refuses two policies whose ranges are wide together", () => {
    const policies = ["20.0.0.0/8", "22.0.0.0/8"].map((range, i) =>
      policy({ include: [AccessRule.ip(range)] }, `range-${i}`),
    );
    new AccessApplication(stack, "app", { account: ACCOUNT, hostnames: ["app.example.com"], policies });
    expect(problems(stack)).toEqual(REFUSED);
    expect(messages(stack)[0]).toContain("its policies together amount to public access");
  });

  test("warns for a service token in an allow policy", () => {
    const token = () => AccessRule.serviceToken(new ServiceToken(stack, "ci", { account: ACCOUNT }));
    expect(problemsOfHost({ include: [staff, token()] })).toEqual(["policy warning ServiceTokenInAllow"]);
  });

  test.each<[string, () => Partial<AccessPolicyProps>, string]>([
    ["two countries in require", () => ({ require: [AccessRule.country("US", "PT")] }), "cannot also be"],
    [
      "two domains in require",
      () => ({ require: [AccessRule.emailDomain("a.example"), AccessRule.emailDomain("b.example")] }),
      "cannot also be",
    ],
    [
      "disjoint ranges in require",
      () => ({ require: [AccessRule.ip("192.0.2.0/24", "198.51.100.0/24")] }),
      "cannot also be",
    ],
    [
      "an e-mail address of another domain",
      () => ({ require: [AccessRule.emails("a@other.example")] }),
      "no user of include matches require",
    ],
    ["an exclude rule that contains include", () => ({ exclude: [staff] }), "leave no user of include"],
    [
      "a service token in an allow policy",
      () => ({ include: [AccessRule.anyValidServiceToken()] }),
      "does not complete a login",
    ],
    [
      "an identity in a Service Auth policy",
      () => ({ decision: AccessDecision.NON_IDENTITY }),
      "is evaluated before the login",
    ],
  ])("fails when no user can match it: %s", (_, props, reason) => {
    policy({ include: [staff], ...props() });
    expect(problems(stack)).toEqual(["policy PolicyUnsatisfiable"]);
    expect(messages(stack)[0]).toContain(reason);
  });

  test("accepts alternatives in a group that is required", () => {
    const countries = new AccessGroup(stack, "countries", {
      account: ACCOUNT,
      include: [AccessRule.country("US", "PT")],
    });
    expect(problemsOfHost({ include: [staff], require: [AccessRule.group(countries)] })).toEqual([]);
  });

  describe("with rules about the login alone", () => {
    const LOGINS: [string, () => AccessRule][] = [
      ["a login method", () => AccessRule.loginMethod(UUID)],
      ["an authentication method", () => AccessRule.authMethod("mfa")],
    ];

    test.each(LOGINS)("warns for %s in include", (_, make) => {
      expect(problemsOfHost({ include: [staff, make()] })).toEqual(["policy warning LoginMayBePublic"]);
    });

    test.each(LOGINS)("warns for %s as the only require rule of everyone", (_, make) => {
      const include = [AccessRule.everyone()];
      expect(problemsOfHost({ include, require: [make()] })).toEqual(["policy warning LoginMayBePublic"]);
    });

    test.each(LOGINS)("accepts %s if the account admits its own users only", (_, make) => {
      const account = { ...ACCOUNT, ownUsersOnly: true };
      const login = new AccessPolicy(stack, "login", { account, include: [make()] });
      new AccessApplication(stack, "app", { account, hostnames: ["app.example.com"], policies: [login] });
      expect(problems(stack)).toEqual([]);
    });

    test.each(LOGINS)("accepts %s in require of users", (_, make) => {
      expect(problemsOfHost({ include: [staff], require: [make()] })).toEqual([]);
    });
  });

  describe("AccessPolicy that is open", () => {
    const idOf = (props: Partial<AccessPolicyProps>) => policy(props, `p${Math.random()}`).resource.node.id;
    const groupId = (...include: AccessRule[]) =>
      new AccessGroup(stack, `g${Math.random()}`, { account: ACCOUNT, include }).resource.node.id;

    test("has another construct id, so that it is never updated in place to become open", () => {
      expect(idOf({ include: [staff] })).toBe("Resource");
      expect(idOf({ include: [AccessRule.everyone()], require: [staff] })).toBe("Resource");
      expect(idOf({ decision: AccessDecision.DENY, include: [AccessRule.everyone()] })).toBe("Resource");
      expect(idOf({ include: [AccessRule.everyone()] })).toBe("OpenResource");
      expect(idOf({ decision: AccessDecision.BYPASS, include: [AccessRule.ip("192.0.2.0/24")] })).toBe("OpenResource");
      expect(groupId(staff)).toBe("Resource");
    });

    test("has an id that depends on the rules if it is a group, so that an open group never changes in place", () => {
      const inner = (...include: AccessRule[]) =>
        AccessRule.group(new AccessGroup(stack, `g${Math.random()}`, { account: ACCOUNT, include }));
      const [first, same, other] = ["JP", "JP", "DE"].map((country) => groupId(AccessRule.country(country)));
      expect(first).toMatch(/^OpenResource-[0-9a-f]{8}$/);
      expect(same).toBe(first);
      expect(other).not.toBe(first);
      expect(groupId(AccessRule.anyValidServiceToken())).toMatch(/^OpenResource-/);
      expect(groupId(inner(AccessRule.country("JP")))).not.toBe(groupId(inner(AccessRule.country("DE"))));
    });
  });

  test("accepts one narrow require rule together with a broad one", () => {
    const require = [AccessRule.country("JP"), staff];
    expect(problemsOfHost({ include: [AccessRule.everyone()], require })).toEqual([]);
  });

  test("fails when the decision is BYPASS, with any rule", () => {
    expect(problemsOfHost({ decision: AccessDecision.BYPASS, include: [AccessRule.ip("192.0.2.0/24")] })).toEqual(
      REFUSED,
    );
    expect(messages(stack)[0]).toMatch(/its decision is bypass.* Use allow or non_identity, or publish the host/);
  });

  test("accepts a group with a narrow require rule", () => {
    const group = new AccessGroup(stack, "group", {
      account: ACCOUNT,
      include: [AccessRule.everyone()],
      require: [staff],
    });
    expect(problemsOfHost({ include: [AccessRule.group(group)] })).toEqual([]);
  });

  test("fails when the require rule of a group is broad", () => {
    const require = [AccessRule.country("JP")];
    const group = new AccessGroup(stack, "group", { account: ACCOUNT, include: [AccessRule.everyone()], require });
    expect(problemsOfHost({ include: [AccessRule.group(group)] })).toEqual(REFUSED);
  });

  test.each<[string, () => AccessRule]>([
    ["a /8", () => AccessRule.ip("10.0.0.0/8")],
    ["an IPv6 /16", () => AccessRule.ip("2001::/16")],
    ["a domain", () => staff],
    ["a login method", () => AccessRule.loginMethod(UUID)],
    ["one service token", () => AccessRule.serviceToken(new ServiceToken(stack, "ci", { account: ACCOUNT }))],
    ["an imported group", () => AccessRule.group(AccessGroup.fromGroupId(stack, "imported", UUID))],
    ["a device", () => AccessRule.devicePosture("posture-id")],
  ])("accepts %s as protection", (_, make) => {
    expect(problemsOfHost({ include: [make()] })).not.toContainEqual(expect.stringContaining("OpenPolicyAsLock"));
  });

  test("accepts a public policy that protects no host", () => {
    policy({ decision: AccessDecision.BYPASS, include: [AccessRule.everyone()] });
    expect(problems(stack)).toEqual([]);
  });
});
