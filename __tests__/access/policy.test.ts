import { App, Aspects, TerraformStack, TerraformVariable } from "cdktf";
import {
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

describe("AccessPolicy", () => {
  test("renders explicit values for what the provider would fill in", () => {
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

  test("renders name, sessionDuration, require and exclude", () => {
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
    policy({ decision, include: [AccessRule.commonName("ci")] });
    expect(resourceAt(stack, "policy").decision).toBe(rendered);
  });

  test("copies its rules", () => {
    const include = [staff];
    policy({ include });
    include.push(AccessRule.everyone());
    expect(resourceAt(stack, "policy").include).toHaveLength(1);
  });

  test("fails when include is empty", () => {
    policy({ include: [], require: [staff] });
    expect(problems(stack)).toEqual(["policy PolicyWithoutRule"]);
  });

  test.each(["8h", "1h30m", "90s", "1.5h", "500ms", "0s"])("accepts the session duration %s", (sessionDuration) => {
    policy({ sessionDuration });
    expect(problems(stack)).toEqual([]);
  });

  test.each(["", "7d", "8", "8 h", "h", "1h 30m", "-1h", "8H", "1.h", ".5h", "8h\n"])(
    "fails when sessionDuration is %p",
    (sessionDuration) => {
      policy({ sessionDuration });
      expect(problems(stack)).toEqual(["policy SessionDurationInvalid"]);
      expect(messages(stack)[0]).toContain(`"${sessionDuration}"`);
    },
  );

  test("accepts a token as session duration", () => {
    policy({ sessionDuration: new TerraformVariable(stack, "later", {}).stringValue });
    expect(problems(stack)).toEqual([]);
    expect(resourceAt(stack, "policy").session_duration).toBe("${var.later}");
  });

  test("fails when the id results in an invalid Terraform name", () => {
    policy({}, "1st");
    expect(problems(stack)).toEqual(["1st ConstructIdInvalid"]);
  });

  test("fails when the account is invalid", () => {
    new AccessPolicy(stack, "policy", { account: { accountId: "mine", teamName: "example" }, include: [staff] });
    expect(problems(stack)).toEqual(["policy AccountIdInvalid"]);
  });

  test("fails when an Aspect removes createBeforeDestroy and ignores changes", () => {
    policy();
    Aspects.of(stack).add({
      visit: (node) => {
        if (isTerraformResource(node)) {
          node.lifecycle = { ...node.lifecycle, createBeforeDestroy: false, ignoreChanges: "all" };
        }
      },
    });
    expect(problems(stack)).toEqual([
      "GroupInterlock SafetyContractBroken",
      "policy SafetyContractBroken",
      "policy SafetyContractBroken",
    ]);
  });

  test("does not share its lifecycle object with other policies", () => {
    const [a, b] = ["a", "b"].map((id) => policy({}, id).resource.lifecycle);
    expect(a).not.toBe(b);
  });

  test("fromPolicyId creates no resource", () => {
    const imported = AccessPolicy.fromPolicyId(stack, "policy", "an-id");
    expect(imported.policyId).toBe("an-id");
    expect(imported.node.findAll()).toEqual([imported]);
  });
});

describe("AccessPolicy with groups and service tokens", () => {
  const MACHINES = { decision: AccessDecision.NON_IDENTITY };
  const other = () => stackWithProvider("other", App.of(stack));

  test("renders references to their ids", () => {
    const include = [AccessRule.commonName("machine.example.com")];
    const group = new AccessGroup(stack, "group", { account: ACCOUNT, include });
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

  test.each(["include", "require", "exclude"] as const)("fails when they belong to another account, in %s", (place) => {
    const group = new AccessGroup(stack, "group", { account: OTHER_ACCOUNT, include: [staff] });
    const token = new ServiceToken(stack, "ci", { account: OTHER_ACCOUNT });
    policy({ ...MACHINES, [place]: [AccessRule.group(group), AccessRule.serviceToken(token)] });
    expect(problems(stack)).toEqual(["policy AccountMismatch", "policy AccountMismatch"]);
    expect(messages(stack)[0]).toContain("stack/ci belongs to account");
  });

  test("fails when they belong to another stack and names the import factories", () => {
    const elsewhere = other();
    const group = new AccessGroup(elsewhere, "group", { account: ACCOUNT, include: [staff] });
    const token = new ServiceToken(elsewhere, "ci", { account: ACCOUNT });
    policy({ ...MACHINES, include: [AccessRule.group(group), AccessRule.serviceToken(token)] });
    expect(problems(stack)).toEqual(["policy StackMismatch", "policy StackMismatch"]);
    expect(messages(stack)[0]).toContain("ServiceToken.fromServiceTokenId(…)");
    expect(messages(stack)[1]).toContain("AccessGroup.fromGroupId(…)");
  });

  test("accepts imported groups and service tokens", () => {
    const group = AccessGroup.fromGroupId(stack, "imported", UUID);
    const token = ServiceToken.fromServiceTokenId(stack, "imported-ci", UUID);
    policy({ ...MACHINES, include: [AccessRule.group(group), AccessRule.serviceToken(token)] });
    expect(problems(stack)).toEqual([]);
  });

  test("compares accounts by id, not by object", () => {
    const group = new AccessGroup(stack, "group", { account: { ...ACCOUNT }, include: [staff] });
    policy({ include: [AccessRule.group(group)] });
    expect(problems(stack)).toEqual([]);
  });
});
