import { readFileSync } from "node:fs";
import path from "node:path";
import { ZeroTrustAccessTag } from "@cdktf/provider-cloudflare/lib/zero-trust-access-tag";
import { App, TerraformStack, Testing } from "cdktf";
import { Construct, DependencyGroup } from "constructs";
import { AccessApplication, AccessGroup, AccessPolicy, AccessRule, ServiceToken } from "../../../lib/access/index";
import { address } from "../../../lib/core/terraform/resources";
import { graph } from "../../../lib/testing/index";
import { ACCOUNT, resourceAt, stackWithProvider, UUID } from "../../support/stack";

const include = [AccessRule.emailDomain("example.com")];
const policyIn = (scope: Construct, id: string) => new AccessPolicy(scope, id, { account: ACCOUNT, include });
const groupIn = (scope: Construct, id: string) => new AccessGroup(scope, id, { account: ACCOUNT, include });

let stack: TerraformStack;
beforeEach(() => (stack = stackWithProvider()));

test("nothing depends on anything by itself", () => {
  policyIn(stack, "a");
  policyIn(stack, "b");
  expect(graph(stack).edges).toEqual([]);
});

test.each<[string, (scope: Construct) => Construct]>([
  ["a policy", (scope) => policyIn(scope, "a")],
  ["a group", (scope) => groupIn(scope, "a")],
  ["a service token", (scope) => new ServiceToken(scope, "a", { account: ACCOUNT })],
  [
    "an application",
    (scope) =>
      new AccessApplication(scope, "a", {
        account: ACCOUNT,
        hostnames: ["a.example.com"],
        policies: [AccessPolicy.fromPolicyId(scope, "imported", UUID)],
      }),
  ],
])("%s honours node.addDependency", (_, make) => {
  const source = make(stack);
  source.node.addDependency(policyIn(stack, "b"));
  expect(graph(stack).edges).toEqual(["a => b"]);
});

test("a dependency on a plain resource counts too", () => {
  const tag = new ZeroTrustAccessTag(stack, "tag", { accountId: ACCOUNT.accountId, name: "tag" });
  policyIn(stack, "a").node.addDependency(tag);
  expect(graph(stack).edges).toEqual(["a => tag"]);
});

test("a dependency on a construct is one on every resource in it", () => {
  const team = new Construct(stack, "team");
  policyIn(team, "b");
  groupIn(team, "c");
  policyIn(stack, "a").node.addDependency(team);
  expect(graph(stack).edges).toEqual(["a => team/b", "a => team/c"]);
});

test("a dependency on a group of constructs is one on each", () => {
  const a = policyIn(stack, "a");
  a.node.addDependency(new DependencyGroup(policyIn(stack, "b"), groupIn(stack, "c")));
  expect(graph(stack).edges).toEqual(["a => b", "a => c"]);
});

test("what is inside the construct depends too", () => {
  const token = new ServiceToken(stack, "ci", { account: ACCOUNT });
  token._policy();
  token.node.addDependency(policyIn(stack, "b"));
  expect(graph(stack).edges).toEqual(["ci => b", "ci/Policy -> ci", "ci/Policy => b"]);
});

test("two dependencies on one thing, and two syntheses, make one edge", () => {
  const a = policyIn(stack, "a");
  const team = new Construct(stack, "team");
  const b = policyIn(team, "b");
  a.node.addDependency(b, team, new DependencyGroup(b, team));
  graph(stack);
  expect(resourceAt(stack, "a").depends_on).toEqual([address(b.resource)]);
});

test("keeps the edges that are there", () => {
  const a = policyIn(stack, "a");
  a.resource.dependsOn = ["some.thing"];
  const b = policyIn(stack, "b");
  a.node.addDependency(b);
  expect(resourceAt(stack, "a").depends_on).toEqual(["some.thing", address(b.resource)]);
});

test("nothing depends on itself", () => {
  const team = new Construct(stack, "team");
  const a = policyIn(team, "a");
  const b = policyIn(team, "b");
  a.node.addDependency(team);
  expect(resourceAt(stack, "team/a").depends_on).toEqual([address(b.resource)]);
});

test("a dependency that is added after a synthesis is honoured by the next", () => {
  const a = policyIn(stack, "a");
  const b = policyIn(stack, "b");
  graph(stack);
  a.node.addDependency(b);
  expect(graph(stack).edges).toEqual(["a => b"]);
});

describe("across stacks", () => {
  test("a dependency becomes one between the stacks, and no edge", () => {
    const app = Testing.app();
    const [first, second] = ["first", "second"].map((id) => stackWithProvider(id, app));
    policyIn(second, "a").node.addDependency(policyIn(first, "b"));
    expect(resourceAt(second, "a").depends_on).toBeUndefined();
    expect(second.dependencies).toEqual([first]);
    expect(first.dependencies).toEqual([]);
  });

  test("the manifest says so, whichever stack is made first", () => {
    const app = Testing.app();
    const [first, second] = ["first", "second"].map((id) => stackWithProvider(id, app));
    policyIn(first, "a").node.addDependency(policyIn(second, "b"));
    expect(manifest(app).first.dependencies).toEqual(["second"]);
    expect(manifest(app).second.dependencies).toEqual([]);
  });

  test("what is in the own stack still becomes an edge", () => {
    const app = Testing.app();
    const [first, second] = ["first", "second"].map((id) => stackWithProvider(id, app));
    policyIn(second, "a").node.addDependency(policyIn(first, "b"), policyIn(second, "c"));
    expect(graph(second).edges).toEqual(["a => c"]);
  });

  function manifest(app: App): any {
    app.synth();
    return JSON.parse(readFileSync(path.join(app.outdir, "manifest.json"), "utf8")).stacks;
  }
});
