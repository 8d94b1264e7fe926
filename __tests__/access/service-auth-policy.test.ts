import { TerraformStack } from "cdktf";
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

let stack: TerraformStack;
beforeEach(() => (stack = stackWithProvider()));

const policy = (props: Omit<AccessPolicyProps, "account">, id = "policy") =>
  new AccessPolicy(stack, id, { account: ACCOUNT, decision: AccessDecision.NON_IDENTITY, ...props });
const token = () => AccessRule.serviceToken(new ServiceToken(stack, "ci", { account: ACCOUNT }));

const IDENTITIES: [string, () => AccessRule][] = [
  ["emails", () => AccessRule.emails("a@example.com")],
  ["emailDomain", () => AccessRule.emailDomain("example.com")],
  ["emailList", () => AccessRule.emailList(UUID)],
  ["loginMethod", () => AccessRule.loginMethod(UUID)],
  ["oneTimePin", () => AccessRule.oneTimePin(UUID)],
  ["authMethod", () => AccessRule.authMethod("mfa")],
  ["authContext", () => AccessRule.authContext("id", "c1", UUID)],
  ["azureGroup", () => AccessRule.azureGroup(UUID, UUID)],
  ["githubOrganization", () => AccessRule.githubOrganization("example-org", UUID)],
  ["googleGroup", () => AccessRule.googleGroup("sre@example.com", UUID)],
  ["oktaGroup", () => AccessRule.oktaGroup("sre", UUID)],
  ["samlAttribute", () => AccessRule.samlAttribute("team", "sre", UUID)],
  ["oidcClaim", () => AccessRule.oidcClaim("team", "sre", UUID)],
  [
    "a group of e-mail domains",
    () =>
      AccessRule.group(
        new AccessGroup(stack, "staff", { account: ACCOUNT, include: [AccessRule.emailDomain("example.com")] }),
      ),
  ],
];

describe.each(IDENTITIES)("a Service Auth policy with %s", (_, rule) => {
  test("fails when no other rule can match", () => {
    policy({ include: [rule()] });
    expect(problems(stack)).toEqual(["policy PolicyUnsatisfiable"]);
    expect(messages(stack)[0]).toContain("is evaluated before the login, when a user has no identity");
  });

  test("fails when the rule is required", () => {
    policy({ include: [token()], require: [rule()] });
    expect(problems(stack)).toEqual(["policy PolicyUnsatisfiable"]);
  });

  test("warns when the rule is an alternative to a service token", () => {
    policy({ include: [token(), rule()] });
    expect(problems(stack)).toEqual(["policy warning IdentityBeforeLogin"]);
    expect(messages(stack)[0]).toContain("include contains a rule for ");
  });

  test("warns when the rule excludes users", () => {
    policy({ include: [token()], exclude: [rule()] });
    expect(problems(stack)).toEqual(["policy warning IdentityBeforeLogin"]);
    expect(messages(stack)[0]).toContain("exclude contains a rule for ");
  });
});

describe("a Service Auth policy", () => {
  test.each<[string, () => AccessRule]>([
    ["ip", () => AccessRule.ip("203.0.113.7")],
    ["country", () => AccessRule.country("JP")],
    ["certificate", () => AccessRule.certificate()],
    ["commonName", () => AccessRule.commonName("machine.example.com")],
    ["devicePosture", () => AccessRule.devicePosture(UUID)],
    ["an imported group", () => AccessRule.group(AccessGroup.fromGroupId(stack, "imported", UUID))],
    ["anyValidServiceToken", () => AccessRule.anyValidServiceToken()],
  ])("accepts %s, which needs no login", (_, rule) => {
    policy({ include: [token(), rule()], exclude: [AccessRule.country("DE")] });
    expect(problems(stack)).toEqual([]);
  });

  test("is not compared when it allows after a login", () => {
    const include = [AccessRule.emailDomain("example.com")];
    policy({ include, exclude: [AccessRule.emails("a@example.com")], decision: AccessDecision.ALLOW });
    policy({ include, decision: AccessDecision.DENY }, "deny");
    expect(problems(stack)).toEqual([]);
  });
});

describe("an application whose policies only deny", () => {
  const applicationWith = (...policies: AccessPolicy[]) =>
    new AccessApplication(stack, "app", { account: ACCOUNT, hostnames: ["app.example.com"], policies });
  const deny = (id: string, rule: AccessRule) => policy({ include: [rule], decision: AccessDecision.DENY }, id);

  test.each<[string, () => AccessRule]>([
    ["everyone", () => AccessRule.everyone()],
    ["a domain", () => AccessRule.emailDomain("contractor.example")],
    ["a country", () => AccessRule.country("JP")],
  ])("fails when they deny %s", (_, rule) => {
    applicationWith(deny("deny", rule()));
    expect(problems(stack)).toEqual(["app NobodyGetsIn"]);
  });

  test("fails when several policies deny", () => {
    applicationWith(deny("a", AccessRule.everyone()), deny("b", AccessRule.country("JP")));
    expect(problems(stack)).toEqual(["app NobodyGetsIn"]);
  });

  test("is accepted with a service token, which a deny policy does not stop", () => {
    applicationWith(deny("a", AccessRule.everyone())).allowServiceToken(
      new ServiceToken(stack, "ci", { account: ACCOUNT }),
    );
    expect(problems(stack)).toEqual([]);
  });

  test("is accepted with an imported policy, which may allow", () => {
    applicationWith(
      deny("a", AccessRule.country("JP")),
      AccessPolicy.fromPolicyId(stack, "imported", UUID) as unknown as AccessPolicy,
    );
    expect(problems(stack)).toEqual([]);
  });
});
