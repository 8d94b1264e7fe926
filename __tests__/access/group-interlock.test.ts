import { App, Aspects, TerraformStack } from "cdktf";
import { AccessGroup, AccessPolicy, AccessRule } from "../../lib/access/index";
import { isTerraformResource } from "../../lib/core/terraform/resources";
import { TerraformData } from "../../lib/core/terraform/terraform-data";
import { graph } from "../../lib/testing/index";
import { ACCOUNT, messages, problems, resourceAt, stackWithProvider } from "../support/stack";

const domain = AccessRule.emailDomain("example.com");
const others = AccessRule.emailDomain("partner.example");

let stack: TerraformStack;
beforeEach(() => (stack = stackWithProvider()));

const group = (id: string, ...include: AccessRule[]) => new AccessGroup(stack, id, { account: ACCOUNT, include });
const policy = (id: string, ...exclude: AccessRule[]) =>
  new AccessPolicy(stack, id, { account: ACCOUNT, include: [domain], exclude });
const interlock = () => stack.node.findChild("GroupInterlock") as TerraformData;

test("the interlock of groups follows all policies and groups of its stack", () => {
  const contractors = group("contractors", others);
  group("all", AccessRule.group(contractors));
  policy("staff", AccessRule.group(contractors));
  policy("partners");
  expect(problems(stack)).toEqual([]);
  expect(graph(stack).edges.filter((edge) => edge.startsWith("GroupInterlock"))).toEqual([
    "GroupInterlock -> all",
    "GroupInterlock -> contractors",
    "GroupInterlock => partners",
    "GroupInterlock => staff",
  ]);
});

test("its input is the same in any order of construction", () => {
  const inputOf = (...ids: string[]) => {
    stack = stackWithProvider();
    ids.forEach((id) => group(id, domain));
    return resourceAt(stack, "GroupInterlock").input;
  };
  const input = inputOf("a", "b");
  expect(input).toHaveLength(2);
  expect(inputOf("b", "a")).toEqual(input);
});

test("it exists without groups, since the last group can be the one that is removed", () => {
  policy("staff");
  expect(resourceAt(stack, "GroupInterlock").input).toEqual([]);
});

test("each stack has its own", () => {
  policy("staff");
  const other = stackWithProvider("other", App.of(stack));
  new AccessGroup(other, "people", { account: ACCOUNT, include: [domain] });
  expect(resourceAt(stack, "GroupInterlock").input).toEqual([]);
  expect(resourceAt(other, "GroupInterlock").input).toHaveLength(1);
});

describe("the safety contract", () => {
  beforeEach(() => policy("staff", AccessRule.group(group("contractors", others))));

  test.each<[string, (it: TerraformData) => void, RegExp]>([
    ["dependencies are removed", (it) => (it.dependsOn = []), /dependsOn of stack\/GroupInterlock no longer contains/],
    ["changes are ignored", (it) => (it.lifecycle = { ignoreChanges: "all" }), /lifecycle.ignoreChanges of stack\/Gr/],
    ["its input is emptied", (it) => (it.input = []), /input of stack\/GroupInterlock is not set|is \[\]/],
  ])("fails if %s", (_, change, expected) => {
    Aspects.of(interlock()).add({ visit: (node) => void (isTerraformResource(node) && change(interlock())) });
    const found = messages(stack);
    expect(found).not.toEqual([]);
    for (const message of found) expect(message).toMatch(expected);
  });

  test("fails if it is removed", () => {
    stack.node.tryRemoveChild("GroupInterlock");
    expect(messages(stack)).toEqual([
      expect.stringMatching(/stack\/GroupInterlock was removed; it must exist as long as the Access policies/),
    ]);
  });
});
