import { App, Aspects, TerraformStack } from "cdktf";
import { AccessGroup, AccessGroupProps, AccessRule } from "../../lib/access";
import { isTerraformResource } from "../../lib/core/terraform/resources";
import { ACCOUNT, messages, OTHER_ACCOUNT, problems, resourceAt, stackWithProvider } from "../support/stack";

const staff = AccessRule.emailDomain("example.com");
let stack: TerraformStack;
beforeEach(() => (stack = stackWithProvider()));

const group = (props: Partial<AccessGroupProps> = {}, id = "group") =>
  new AccessGroup(stack, id, { account: ACCOUNT, include: [staff], ...props });

test("renders the least that the provider takes", () => {
  group();
  expect(resourceAt(stack, "group")).toEqual({
    account_id: ACCOUNT.accountId,
    name: "group",
    include: [{ email_domain: { domain: "example.com" } }],
    lifecycle: { create_before_destroy: true },
  });
});

test("takes a name, and rules for all three places", () => {
  group({ name: "Engineers", require: [AccessRule.country("JP")], exclude: [AccessRule.emails("left@example.com")] });
  expect(resourceAt(stack, "group")).toMatchObject({
    name: "Engineers",
    require: [{ geo: { country_code: "JP" } }],
    exclude: [{ email: { email: "left@example.com" } }],
  });
});

test("keeps the order of its rules, which Terraform compares", () => {
  group({ include: [AccessRule.emails("b@example.com", "a@example.com"), staff] });
  expect(resourceAt(stack, "group").include).toEqual([
    { email: { email: "b@example.com" } },
    { email: { email: "a@example.com" } },
    { email_domain: { domain: "example.com" } },
  ]);
});

test("refuses to speak of nobody", () => {
  group({ include: [] });
  expect(problems(stack)).toEqual(["group PolicyWithoutRule"]);
});

test("may be open: only a policy locks", () => {
  group({ include: [AccessRule.everyone()] });
  expect(problems(stack)).toEqual([]);
});

test("takes groups, of its own account and stack", () => {
  const inner = group({}, "inner");
  group({ include: [AccessRule.group(inner)] }, "outer");
  expect(problems(stack)).toEqual([]);
  group({ account: OTHER_ACCOUNT, include: [AccessRule.group(inner)] }, "theirs");
  expect(problems(stack)).toEqual(["theirs AccountMismatch"]);
});

test("refuses a group of another stack, naming the way out", () => {
  const elsewhere = stackWithProvider("other", App.of(stack));
  const theirs = new AccessGroup(elsewhere, "theirs", { account: ACCOUNT, include: [staff] });
  group({ include: [AccessRule.group(theirs)] });
  expect(problems(stack)).toEqual(["group StackMismatch"]);
  expect(messages(stack)[0]).toContain("other/theirs is an object of another stack");
  expect(messages(stack)[0]).toContain("AccessGroup.fromGroupId(…)");
});

test("refuses an id that makes no Terraform name", () => {
  group({}, "1st");
  expect(problems(stack)).toEqual(["1st ConstructIdInvalid"]);
});

test("refuses an Aspect that takes its flag away", () => {
  group();
  Aspects.of(stack).add({
    visit: (node) => {
      if (isTerraformResource(node)) node.lifecycle = { preventDestroy: true };
    },
  });
  expect(problems(stack)).toEqual(["group SafetyContractBroken"]);
});

test("may be named by its id, and then makes nothing", () => {
  const imported = AccessGroup.fromGroupId(stack, "group", "an-id");
  expect(imported.groupId).toBe("an-id");
  expect(imported.node.findAll()).toEqual([imported]);
});
