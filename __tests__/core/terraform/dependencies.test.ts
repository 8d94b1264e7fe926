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
/** The edges, except those of the interlock, which depends on all policies and groups. */
const dependencies = (of: TerraformStack) => graph(of).edges.filter((edge) => !edge.startsWith("GroupInterlock "));
const groupIn = (scope: Construct, id: string) => new AccessGroup(scope, id, { account: ACCOUNT, include });

let stack: TerraformStack;
beforeEach(() => (stack = stackWithProvider()));

test("adds no dependency without node.addDependency", () => {
  policyIn(stack, "a");
  policyIn(stack, "b");
  expect(dependencies(stack)).toEqual([]);
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
])("%s supports node.addDependency", (_, make) => {
  const source = make(stack);
  source.node.addDependency(policyIn(stack, "b"));
  expect(dependencies(stack)).toEqual(["a => b"]);
});

test("supports a dependency on an L1 resource", () => {
  const tag = new ZeroTrustAccessTag(stack, "tag", { accountId: ACCOUNT.accountId, name: "tag" });
  policyIn(stack, "a").node.addDependency(tag);
  expect(dependencies(stack)).toEqual(["a => tag"]);
});

test("converts a dependency on a construct to one on each of its resources", () => {
  const team = new Construct(stack, "team");
  policyIn(team, "b");
  groupIn(team, "c");
  policyIn(stack, "a").node.addDependency(team);
  expect(dependencies(stack)).toEqual(["a => team/b", "a => team/c"]);
});

test("converts a dependency on a group to one on each of its constructs", () => {
  const a = policyIn(stack, "a");
  a.node.addDependency(new DependencyGroup(policyIn(stack, "b"), groupIn(stack, "c")));
  expect(dependencies(stack)).toEqual(["a => b", "a => c"]);
});

test("applies the dependency to the children of the construct", () => {
  const token = new ServiceToken(stack, "ci", { account: ACCOUNT });
  token._policy();
  token.node.addDependency(policyIn(stack, "b"));
  expect(dependencies(stack)).toEqual(["ci => b", "ci/Policy -> ci", "ci/Policy => b"]);
});

test("adds a dependency once, also after several syntheses", () => {
  const a = policyIn(stack, "a");
  const team = new Construct(stack, "team");
  const b = policyIn(team, "b");
  a.node.addDependency(b, team, new DependencyGroup(b, team));
  graph(stack);
  expect(resourceAt(stack, "a").depends_on).toEqual([address(b.resource)]);
});

test("keeps existing dependencies", () => {
  const a = policyIn(stack, "a");
  a.resource.dependsOn = ["some.thing"];
  const b = policyIn(stack, "b");
  a.node.addDependency(b);
  expect(resourceAt(stack, "a").depends_on).toEqual(["some.thing", address(b.resource)]);
});

test("does not make a resource depend on itself", () => {
  const team = new Construct(stack, "team");
  const a = policyIn(team, "a");
  const b = policyIn(team, "b");
  a.node.addDependency(team);
  expect(resourceAt(stack, "team/a").depends_on).toEqual([address(b.resource)]);
});

test("applies a dependency that is added after a synthesis", () => {
  const a = policyIn(stack, "a");
  const b = policyIn(stack, "b");
  graph(stack);
  a.node.addDependency(b);
  expect(dependencies(stack)).toEqual(["a => b"]);
});

describe("dependencies across stacks", () => {
  test("converts a dependency across stacks to a stack dependency", () => {
    const app = Testing.app();
    const [first, second] = ["first", "second"].map((id) => stackWithProvider(id, app));
    policyIn(second, "a").node.addDependency(policyIn(first, "b"));
    expect(resourceAt(second, "a").depends_on).toBeUndefined();
    expect(second.dependencies).toEqual([first]);
    expect(first.dependencies).toEqual([]);
  });

  test("writes the stack dependency to the manifest, regardless of the order of the stacks", () => {
    const app = Testing.app();
    const [first, second] = ["first", "second"].map((id) => stackWithProvider(id, app));
    policyIn(first, "a").node.addDependency(policyIn(second, "b"));
    expect(manifest(app).first.dependencies).toEqual(["second"]);
    expect(manifest(app).second.dependencies).toEqual([]);
  });

  test("keeps dependencies within the stack", () => {
    const app = Testing.app();
    const [first, second] = ["first", "second"].map((id) => stackWithProvider(id, app));
    policyIn(second, "a").node.addDependency(policyIn(first, "b"), policyIn(second, "c"));
    expect(dependencies(second)).toEqual(["a => c"]);
  });

  function manifest(app: App): any {
    app.synth();
    return JSON.parse(readFileSync(path.join(app.outdir, "manifest.json"), "utf8")).stacks;
  }
});
