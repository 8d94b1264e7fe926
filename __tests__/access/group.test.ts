import { App, Aspects, TerraformStack } from "cdktf";
import { AccessGroup, AccessGroupProps, AccessRule } from "../../lib/access";
import { isTerraformResource } from "../../lib/core/terraform/resources";
import { ACCOUNT, messages, OTHER_ACCOUNT, problems, resourceAt, stackWithProvider } from "../support/stack";

const staff = AccessRule.emailDomain("example.com");
let stack: TerraformStack;
beforeEach(() => (stack = stackWithProvider()));

const group = (props: Partial<AccessGroupProps> = {}, id = "group") =>
  new AccessGroup(stack, id, { account: ACCOUNT, include: [staff], ...props });

test("AccessGroup renders only its required attributes", () => {
  group();
  expect(resourceAt(stack, "group")).toEqual({
    account_id: ACCOUNT.accountId,
    name: "group",
    include: [{ email_domain: { domain: "example.com" } }],
    lifecycle: { create_before_destroy: true },
  });
});

test("AccessGroup renders name, require and exclude", () => {
  group({ name: "Engineers", require: [AccessRule.country("JP")], exclude: [AccessRule.emails("left@example.com")] });
  expect(resourceAt(stack, "group")).toMatchObject({
    name: "Engineers",
    require: [{ geo: { country_code: "JP" } }],
    exclude: [{ email: { email: "left@example.com" } }],
  });
});

test("AccessGroup keeps the order of its rules", () => {
  group({ include: [AccessRule.emails("b@example.com", "a@example.com"), staff] });
  expect(resourceAt(stack, "group").include).toEqual([
    { email: { email: "b@example.com" } },
    { email: { email: "a@example.com" } },
    { email_domain: { domain: "example.com" } },
  ]);
});

test("AccessGroup fails when include is empty", () => {
  group({ include: [] });
  expect(problems(stack)).toEqual(["group PolicyWithoutRule"]);
});

test("AccessGroup accepts rules that match everyone", () => {
  group({ include: [AccessRule.everyone()] });
  expect(problems(stack)).toEqual([]);
});

test("AccessGroup accepts groups of its own account only", () => {
  const inner = group({}, "inner");
  group({ include: [AccessRule.group(inner)] }, "outer");
  expect(problems(stack)).toEqual([]);
  group({ account: OTHER_ACCOUNT, include: [AccessRule.group(inner)] }, "foreign");
  expect(problems(stack)).toEqual(["foreign AccountMismatch"]);
});

test("AccessGroup fails when a nested group belongs to another stack and names the import factory", () => {
  const elsewhere = stackWithProvider("other", App.of(stack));
  const remote = new AccessGroup(elsewhere, "remote", { account: ACCOUNT, include: [staff] });
  group({ include: [AccessRule.group(remote)] });
  expect(problems(stack)).toEqual(["group StackMismatch"]);
  expect(messages(stack)[0]).toContain("other/remote is an object of another stack");
  expect(messages(stack)[0]).toContain("AccessGroup.fromGroupId(…)");
});

test("AccessGroup fails when the id results in an invalid Terraform name", () => {
  group({}, "1st");
  expect(problems(stack)).toEqual(["1st ConstructIdInvalid"]);
});

test("AccessGroup fails when an Aspect removes createBeforeDestroy", () => {
  group();
  Aspects.of(stack).add({
    visit: (node) => {
      if (isTerraformResource(node)) node.lifecycle = { preventDestroy: true };
    },
  });
  expect(problems(stack)).toEqual(["group SafetyContractBroken"]);
});

test("AccessGroup.fromGroupId creates no resource", () => {
  const imported = AccessGroup.fromGroupId(stack, "group", "an-id");
  expect(imported.groupId).toBe("an-id");
  expect(imported.node.findAll()).toEqual([imported]);
});
