import { App, Aspects, TerraformStack, TerraformVariable } from "cdktf";
import {
  AccessApplication,
  AccessDecision,
  AccessGroup,
  AccessPolicy,
  AccessPolicyProps,
  AccessRule,
  ServiceToken,
} from "../../lib/access";
import { isTerraformResource } from "../../lib/core/terraform/resources";
import { ACCOUNT, messages, OTHER_ACCOUNT, problems, resourceAt, stackWithProvider, UUID } from "../support/stack";

type Props = Omit<AccessPolicyProps, "account">;

const staff = AccessRule.emailDomain("example.com");
let stack: TerraformStack;
beforeEach(() => (stack = stackWithProvider()));

const policy = (props: Partial<Props> = {}, id = "policy") =>
  new AccessPolicy(stack, id, { account: ACCOUNT, include: [staff], ...props });

/** Whether a policy is taken as the lock of a host. */
function lockProblems(props: Partial<Props>): string[] {
  const policies = [policy(props)];
  new AccessApplication(stack, "app", { account: ACCOUNT, hostnames: ["app.example.com"], policies });
  return problems(stack);
}

describe("a policy", () => {
  test("says everything that the provider would fill in otherwise", () => {
    policy();
    expect(resourceAt(stack, "policy")).toEqual({
      account_id: ACCOUNT.accountId,
      name: "policy",
      decision: "allow",
      include: [{ email_domain: { domain: "example.com" } }],
      session_duration: "24h",
      lifecycle: { create_before_destroy: true },
    });
  });

  test("takes a name, a session duration, and rules for all three places", () => {
    policy({
      name: "Staff in Japan",
      sessionDuration: "8h",
      require: [AccessRule.country("JP")],
      exclude: [AccessRule.emails("left@example.com")],
    });
    expect(resourceAt(stack, "policy")).toMatchObject({
      name: "Staff in Japan",
      session_duration: "8h",
      require: [{ geo: { country_code: "JP" } }],
      exclude: [{ email: { email: "left@example.com" } }],
    });
  });

  test.each([
    [AccessDecision.ALLOW, "allow"],
    [AccessDecision.DENY, "deny"],
    [AccessDecision.NON_IDENTITY, "non_identity"],
    [AccessDecision.BYPASS, "bypass"],
  ])("renders the decision %s", (decision, rendered) => {
    policy({ decision });
    expect(resourceAt(stack, "policy").decision).toBe(rendered);
  });

  test("writes its rules down when it is made: later changes of the caller's arrays do nothing", () => {
    const include = [staff];
    policy({ include });
    include.push(AccessRule.everyone());
    expect(resourceAt(stack, "policy").include).toHaveLength(1);
  });

  test("refuses to speak of nobody", () => {
    policy({ include: [], require: [staff] });
    expect(problems(stack)).toEqual(["policy PolicyWithoutRule"]);
  });

  test.each(["8h", "1h30m", "90s", "1.5h", "500ms", "0s"])("accepts the session duration %s", (sessionDuration) => {
    policy({ sessionDuration });
    expect(problems(stack)).toEqual([]);
  });

  test.each(["", "7d", "8", "8 h", "h", "1h 30m", "-1h", "8H", "1.h", ".5h", "8h\n"])(
    "refuses the session duration %p",
    (sessionDuration) => {
      policy({ sessionDuration });
      expect(problems(stack)).toEqual(["policy SessionDurationInvalid"]);
      expect(messages(stack)[0]).toContain(`"${sessionDuration}"`);
    },
  );

  test("accepts a session duration that is known later", () => {
    policy({ sessionDuration: new TerraformVariable(stack, "later", {}).stringValue });
    expect(problems(stack)).toEqual([]);
    expect(resourceAt(stack, "policy").session_duration).toBe("${var.later}");
  });

  test("refuses an id that makes no Terraform name", () => {
    policy({}, "1st");
    expect(problems(stack)).toEqual(["1st ConstructIdInvalid"]);
  });

  test("refuses a malformed account", () => {
    new AccessPolicy(stack, "policy", { account: { accountId: "mine", teamName: "example" }, include: [staff] });
    expect(problems(stack)).toEqual(["policy AccountIdInvalid"]);
  });

  test("refuses an Aspect that takes its flag away", () => {
    policy();
    Aspects.of(stack).add({
      visit: (node) => {
        if (isTerraformResource(node)) {
          node.lifecycle = { ...node.lifecycle, createBeforeDestroy: false, ignoreChanges: "all" };
        }
      },
    });
    expect(problems(stack)).toEqual(["policy SafetyContractBroken", "policy SafetyContractBroken"]);
  });

  test("shares its lifecycle with no other", () => {
    const [a, b] = ["a", "b"].map((id) => policy({}, id).resource.lifecycle);
    expect(a).not.toBe(b);
  });

  test("may be named by its id, and then makes nothing", () => {
    const imported = AccessPolicy.fromPolicyId(stack, "policy", "an-id");
    expect(imported.policyId).toBe("an-id");
    expect(imported.node.findAll()).toEqual([imported]);
  });
});

describe("as a lock", () => {
  const REFUSED = ["app OpenPolicyAsLock"];
  const broadGroup = (...include: AccessRule[]) =>
    AccessRule.group(new AccessGroup(stack, "broad", { account: ACCOUNT, include }));

  const broad: [string, () => AccessRule, string][] = [
    ["everyone", () => AccessRule.everyone(), "everyone"],
    ["all IPv4 addresses", () => AccessRule.ip("0.0.0.0/0"), "0.0.0.0/0"],
    ["all IPv6 addresses", () => AccessRule.ip("::/0"), "::/0"],
    ["all IPv4 addresses in two halves", () => AccessRule.ip("0.0.0.0/1", "128.0.0.0/1"), "0.0.0.0/1"],
    ["all addresses behind a small range", () => AccessRule.ip("203.0.113.0/24", "0.0.0.0/0"), "0.0.0.0/0"],
    ["a range wider than /8", () => AccessRule.ip("10.0.0.0/7"), "10.0.0.0/7"],
    ["an IPv6 range wider than /16", () => AccessRule.ip("2000::/15"), "2000::/15"],
    ["a country", () => AccessRule.country("JP"), "everyone in JP"],
    ["countries", () => AccessRule.country("JP", "DE"), "everyone in JP, DE"],
    ["one-time PINs", () => AccessRule.oneTimePin("idp-id"), "one-time PIN"],
    ["any service token", () => AccessRule.anyValidServiceToken(), "any service token"],
    ["everyone, through a group", () => broadGroup(AccessRule.everyone()), "everyone"],
    ["a country, through a group", () => broadGroup(staff, AccessRule.country("JP")), "everyone in JP"],
    [
      "everyone, through a group in a group",
      () =>
        AccessRule.group(
          new AccessGroup(stack, "outer", { account: ACCOUNT, include: [broadGroup(AccessRule.everyone())] }),
        ),
      "everyone",
    ],
  ];

  describe.each(broad)("%s", (_, make, words) => {
    test("is refused alone", () => {
      expect(lockProblems({ include: [make()] })).toEqual(REFUSED);
      expect(messages(stack)[0]).toContain("policy stack/policy locks nothing: it lets in");
      expect(messages(stack)[0]).toContain(words);
    });

    test("is refused beside a narrow rule, since any of them is enough", () => {
      expect(lockProblems({ include: [staff, make()] })).toEqual(REFUSED);
    });

    test("is refused with an exclusion, which narrows nothing", () => {
      expect(lockProblems({ include: [make()], exclude: [AccessRule.emails("a@example.com")] })).toEqual(REFUSED);
    });

    test("is refused without a login too", () => {
      expect(lockProblems({ decision: AccessDecision.NON_IDENTITY, include: [make()] })).toEqual(REFUSED);
    });

    test("is accepted when require narrows it", () => {
      expect(lockProblems({ include: [make()], require: [staff] })).toEqual([]);
    });

    test("narrows nothing itself as a requirement", () => {
      expect(lockProblems({ include: [AccessRule.everyone()], require: [make()] })).toEqual(REFUSED);
    });

    test("may narrow a rule that is narrow already", () => {
      expect(lockProblems({ include: [staff], require: [make()] })).toEqual([]);
    });

    test("is accepted where it keeps people out", () => {
      expect(lockProblems({ decision: AccessDecision.DENY, include: [make()] })).toEqual([]);
    });
  });

  test("warns of a service token in an allow, which asks machines for a login", () => {
    const token = () => AccessRule.serviceToken(new ServiceToken(stack, "ci", { account: ACCOUNT }));
    expect(lockProblems({ include: [staff, token()] })).toEqual(["policy warning ServiceTokenInAllow"]);
  });

  test("one narrow requirement beside a broad one is enough, since all must hold", () => {
    const require = [AccessRule.country("JP"), staff];
    expect(lockProblems({ include: [AccessRule.everyone()], require })).toEqual([]);
  });

  test("bypass is refused, however narrow", () => {
    expect(lockProblems({ decision: AccessDecision.BYPASS, require: [AccessRule.emails("a@example.com")] })).toEqual(
      REFUSED,
    );
    expect(messages(stack)[0]).toMatch(
      /its decision is bypass.*; make that allow or non_identity, or publish the host/,
    );
  });

  test("a group that requires something narrow is no open one", () => {
    const group = new AccessGroup(stack, "group", {
      account: ACCOUNT,
      include: [AccessRule.everyone()],
      require: [staff],
    });
    expect(lockProblems({ include: [AccessRule.group(group)] })).toEqual([]);
  });

  test("a group whose requirement is broad is open", () => {
    const require = [AccessRule.country("JP")];
    const group = new AccessGroup(stack, "group", { account: ACCOUNT, include: [AccessRule.everyone()], require });
    expect(lockProblems({ include: [AccessRule.group(group)] })).toEqual(REFUSED);
  });

  test.each<[string, () => AccessRule]>([
    ["a /8", () => AccessRule.ip("10.0.0.0/8")],
    ["an IPv6 /16", () => AccessRule.ip("2001::/16")],
    ["a domain", () => staff],
    ["a login method", () => AccessRule.loginMethod("idp-id")],
    ["one service token", () => AccessRule.serviceToken(new ServiceToken(stack, "ci", { account: ACCOUNT }))],
    ["a group that somebody else owns", () => AccessRule.group(AccessGroup.fromGroupId(stack, "theirs", UUID))],
    ["a device", () => AccessRule.devicePosture("posture-id")],
  ])("%s is a lock", (_, make) => {
    expect(lockProblems({ include: [make()] })).not.toContainEqual(expect.stringContaining("OpenPolicyAsLock"));
  });

  test("an open policy is no mistake as long as it locks nothing", () => {
    policy({ decision: AccessDecision.BYPASS, include: [AccessRule.everyone()] });
    expect(problems(stack)).toEqual([]);
  });
});

describe("groups and service tokens in its rules", () => {
  const MACHINES = { decision: AccessDecision.NON_IDENTITY };
  const other = () => stackWithProvider("other", App.of(stack));

  test("are referred to by id", () => {
    const group = new AccessGroup(stack, "group", { account: ACCOUNT, include: [staff] });
    const token = new ServiceToken(stack, "ci", { account: ACCOUNT });
    policy({ ...MACHINES, include: [AccessRule.group(group), AccessRule.serviceToken(token)] });
    expect(problems(stack)).toEqual([]);
    expect(resourceAt(stack, "policy").include).toEqual([
      { group: { id: `\${cloudflare_zero_trust_access_group.${group.resource.friendlyUniqueId}.id}` } },
      {
        service_token: {
          token_id: `\${cloudflare_zero_trust_access_service_token.${token.resource.friendlyUniqueId}.id}`,
        },
      },
    ]);
  });

  test.each(["include", "require", "exclude"] as const)("are refused in %s from another account", (place) => {
    const group = new AccessGroup(stack, "group", { account: OTHER_ACCOUNT, include: [staff] });
    const token = new ServiceToken(stack, "ci", { account: OTHER_ACCOUNT });
    policy({ ...MACHINES, [place]: [AccessRule.group(group), AccessRule.serviceToken(token)] });
    expect(problems(stack)).toEqual(["policy AccountMismatch", "policy AccountMismatch"]);
    expect(messages(stack)[0]).toContain("stack/ci belongs to account");
  });

  test("are refused from another stack, naming the way out", () => {
    const elsewhere = other();
    const group = new AccessGroup(elsewhere, "group", { account: ACCOUNT, include: [staff] });
    const token = new ServiceToken(elsewhere, "ci", { account: ACCOUNT });
    policy({ ...MACHINES, include: [AccessRule.group(group), AccessRule.serviceToken(token)] });
    expect(problems(stack)).toEqual(["policy StackMismatch", "policy StackMismatch"]);
    expect(messages(stack)[0]).toContain("ServiceToken.fromServiceTokenId(…)");
    expect(messages(stack)[1]).toContain("AccessGroup.fromGroupId(…)");
  });

  test("are accepted from another stack by their ids", () => {
    const group = AccessGroup.fromGroupId(stack, "theirs", UUID);
    const token = ServiceToken.fromServiceTokenId(stack, "their-ci", UUID);
    policy({ ...MACHINES, include: [AccessRule.group(group), AccessRule.serviceToken(token)] });
    expect(problems(stack)).toEqual([]);
  });

  test("accounts are told apart by their ids, not by their objects", () => {
    const group = new AccessGroup(stack, "group", { account: { ...ACCOUNT }, include: [staff] });
    policy({ include: [AccessRule.group(group)] });
    expect(problems(stack)).toEqual([]);
  });
});
