import { Construct } from "constructs";
import { AccessApplication, AccessGroup, AccessPolicy, AccessRule, ServiceToken } from "../../lib/access";
import { ACCOUNT, stackWithProvider, UUID } from "../support/stack";

type Class = new (scope: Construct, id: string, props: any) => Construct;

const include = [AccessRule.emailDomain("example.com")];
const policies = [AccessPolicy.fromPolicyId(stackWithProvider(), "policy", UUID)];
const hostnames = ["app.example.com"];

test.each<[string, Class, object]>([
  ["account", AccessPolicy, { include }],
  ["include", AccessPolicy, { account: ACCOUNT }],
  ["account", AccessGroup, { include }],
  ["include", AccessGroup, { account: ACCOUNT }],
  ["account", ServiceToken, {}],
  ["account", AccessApplication, { hostnames, policies }],
  ["hostnames", AccessApplication, { account: ACCOUNT, policies }],
  ["policies", AccessApplication, { account: ACCOUNT, hostnames }],
])("fails when %s is missing in the properties of %p", (name, construct, props) => {
  expect(() => new construct(stackWithProvider(), "test", props)).toThrow(
    `[stack/test] PropMissing: ${construct.name}: "${name}" is required. Pass `,
  );
});

test.each<[string, string, Class, object]>([
  ["requires", "require", AccessPolicy, { account: ACCOUNT, include, requires: include }],
  ["excludes", "exclude", AccessGroup, { account: ACCOUNT, include, excludes: include }],
  ["expiresAt", "", ServiceToken, { account: ACCOUNT, expiresAt: "2030-01-31T00:00:00Z" }],
  ["policy", "policies", AccessApplication, { account: ACCOUNT, hostnames, policies, policy: policies[0] }],
])("fails when the unknown property %s is set and suggests %p", (name, nearest, construct, props) => {
  const remedy = nearest === "" ? "Use one of: " : `Did you mean "${nearest}"?`;
  expect(() => new construct(stackWithProvider(), "test", props)).toThrow(
    `[stack/test] PropUnknown: ${construct.name}: "${name}" is not a property. ${remedy}`,
  );
});

test.each([AccessPolicy, AccessGroup, ServiceToken, AccessApplication])(
  "fails when %p has no properties",
  (construct) => {
    expect(() => new construct(stackWithProvider(), "test", undefined as any)).toThrow("PropMissing");
  },
);
