import { TerraformStack, TerraformVariable } from "cdktf";
import { Errors } from "../../lib/core/public-errors";
import { ACCOUNT as account, stackWithProvider, zoneIn } from "../support/stack";
import {
  AccessGroup,
  AccessPolicy,
  AccessRule,
  DeviceProfile,
  Fleet,
  GatewayNetworkPolicy,
  HostAccess,
  Identity,
  NetworkAction,
  Origin,
  SplitTunnel,
  Traffic,
  Tunnel,
  TunnelToken,
} from "cdktf-zero-trust";
import { KubernetesConnector, KubernetesService } from "cdktf-zero-trust/lib/kubernetes";

/** A value that TypeScript would refuse. */
const wrong = (value: unknown): never => value as never;
const engineers = Identity.groups("engineers");
const tunnelIn = (stack: TerraformStack) => new Tunnel(stack, "tunnel", { account });
const staffIn = (stack: TerraformStack) =>
  new AccessPolicy(stack, "staff", { account, include: [AccessRule.emailDomain("example.com")] });

function publish(stack: TerraformStack, more: object) {
  const usual = { zone: zoneIn(stack), origin: Origin.http("10.0.3.7", 80) };
  return tunnelIn(stack).publish("app.example.com", { ...usual, access: HostAccess.policies(staffIn(stack)), ...more });
}

function addCluster(stack: TerraformStack, more: object, environment = "dev") {
  const fleet = new Fleet(stack, "fleet", { account, domain: "k8s.example.internal" });
  const usual = { tunnel: tunnelIn(stack), podCidrs: ["10.10.0.0/16"], resolvers: ["10.10.0.10"], allow: [engineers] };
  fleet.addCluster(environment, { ...usual, ...more });
}

function connect(stack: TerraformStack, token: unknown) {
  tunnelIn(stack).connect(new KubernetesConnector({ namespace: "cloudflared", token: wrong(token) }));
}

const policy = (stack: TerraformStack, include: unknown, more = {}) =>
  new AccessPolicy(stack, "policy", { account, include: wrong(include), ...more });
const networkPolicy = (stack: TerraformStack, more: object) => {
  const traffic = Traffic.destination("10.10.0.0/16");
  return new GatewayNetworkPolicy(stack, "policy", { account, traffic, action: NetworkAction.BLOCK, ...more });
};
const reach = { account, cidrs: ["10.10.0.0/16"], zones: [] };

describe("a value of the wrong kind", () => {
  test.each<[string, (stack: TerraformStack) => unknown, string]>([
    ["zone", (s) => publish(s, { zone: "example.com" }), '"zone" is "example.com", not a zone.'],
    ["origin", (s) => publish(s, { origin: "http://10.0.3.7" }), '"origin" is "http://10.0.3.7", not an Origin.'],
    ["access", (s) => publish(s, { access: engineers }), '"access" is of the type Identity, not a HostAccess.'],
    ["onlyPaths", (s) => publish(s, { onlyPaths: "/a" }), '"onlyPaths" is "/a", not a list of strings.'],
    ["onlyPaths[]", (s) => publish(s, { onlyPaths: ["/a", undefined] }), '"onlyPaths[1]" is undefined, not a string.'],
    ["policies", (s) => HostAccess.policies(wrong([staffIn(s)])), '"policies[0]" is a list, not an AccessPolicy.'],
    ["reason", () => HostAccess.publicly(wrong(undefined)), '"reason" is undefined, not a string.'],
    ["include[]", (s) => policy(s, [undefined]), '"include[0]" is undefined, not an AccessRule.'],
    ["include", (s) => policy(s, [{ email: "a@b.c" }]), '"include[0]" is another object, not an AccessRule.'],
    ["group", () => AccessRule.group(wrong("engineers")), '"group" is "engineers", not an AccessGroup.'],
    ["rule of a token", () => AccessRule.serviceToken(wrong("ci")), '"token" is "ci", not a ServiceToken.'],
    ["ip", () => AccessRule.ip(wrong(undefined)), '"ranges[0]" is undefined, not a string.'],
    ["loginMethod", () => AccessRule.loginMethod(wrong(null)), '"identityProvider" is null, not an IdentityProvider.'],
    ["allowServiceToken", (s) => publish(s, {}).allowServiceToken(wrong("ci")), '"token" is "ci", not a ServiceToken.'],
    ["addPath", (s) => publish(s, {}).addPath("/a", wrong(undefined)), '"origin" is undefined, not an Origin.'],
    ["path", (s) => publish(s, {}).addPath(wrong(undefined), Origin.http("a")), '"path" is undefined, not a string.'],
    ["host of an origin", () => Origin.http(wrong(undefined)), '"host" is undefined, not a string.'],
    ["service", () => Origin.of(wrong(() => 1)), '"service" is a function, not a string.'],
    [
      "name of a Service",
      () => KubernetesService.http(wrong(undefined), { namespace: "a", port: 80 }),
      '"name" is undefined, not a string.',
    ],
    ["token", (s) => connect(s, "eyJhIjoi"), '"token" is a string, not a TunnelToken.'],
    ["version", () => TunnelToken.fromSecretManager("token", wrong(1)), '"version" is 1, not a string.'],
    ["connector", (s) => tunnelIn(s).connect(wrong({})), '"connector" is another object, not a connector.'],
    ["cidr", (s) => tunnelIn(s).route(wrong(undefined), {}), '"cidr" is undefined, not a string.'],
    [
      "guardedBy",
      (s) => tunnelIn(s).route("10.60.0.0/16", { guardedBy: wrong(["x"]) }),
      '"guardedBy[0]" is "x", not a Gateway policy.',
    ],
    ["podCidrs", (s) => addCluster(s, { podCidrs: "10.10.0.0/16" }), '"podCidrs" is "10.10.0.0/16", not a list of'],
    ["allow", (s) => addCluster(s, { allow: ["engineers"] }), '"allow[0]" is "engineers", not an Identity.'],
    ["environment", (s) => addCluster(s, {}, wrong(null)), '"environment" is null, not a string.'],
    ["groups", () => Identity.groups(wrong(["a", "b"])), '"names[0]" is a list, not a string.'],
    ["anyOf", () => Identity.anyOf(wrong([engineers])), '"identities[0]" is a list, not an Identity.'],
    [
      "splitTunnel",
      (s) => new DeviceProfile(s, "d", { account, match: engineers, reach, splitTunnel: wrong("exclude") }),
      '"splitTunnel" is "exclude", not a SplitTunnel.',
    ],
    [
      "match",
      (s) => new DeviceProfile(s, "d", { account, match: wrong("a"), reach, splitTunnel: SplitTunnel.exclude() }),
      '"match" is "a", not an Identity.',
    ],
    ["decision", (s) => policy(s, [], { decision: "alow" }), '"decision" is "alow", not an AccessDecision.'],
    ["decision", (s) => policy(s, [], { decision: "alow" }), 'Pass one of "allow", "deny", '],
    ["action", (s) => networkPolicy(s, { action: "Block" }), '"action" is "Block", not a NetworkAction.'],
  ])("fails at once with its name and the accepted kind: %s", (_, create, message) => {
    let found: unknown;
    try {
      create(stackWithProvider());
    } catch (error) {
      found = error;
    }
    expect(found).toMatchObject({ code: "PropInvalid", message: expect.stringContaining(message) as string });
    expect(Errors.isValidationError(found)).toBe(true);
  });

  test("is shortened in the message", () => {
    expect(() => policy(stackWithProvider(), "x".repeat(100))).toThrow(
      `"${"x".repeat(60)}…", not a list of AccessRule`,
    );
  });

  test("is accepted as a token of an enumeration", () => {
    const { stringValue } = new TerraformVariable(stackWithProvider(), "decision", { type: "string" });
    expect(() => networkPolicy(stackWithProvider(), { action: stringValue })).not.toThrow(/PropInvalid/);
  });

  test("is accepted as an object of the caller that implements the interface", () => {
    const zone = { zoneId: "f".repeat(32), zoneName: "example.com" };
    expect(() => publish(stackWithProvider(), { zone })).not.toThrow();
    const group = AccessGroup.fromGroupId(stackWithProvider(), "group", "aaaabbbb-cccc-4ddd-8eee-ffff00001111");
    expect(() => AccessRule.group(group)).not.toThrow();
  });
});

test("an Access rule of undefined is not valid", () => {
  for (const rule of [AccessRule.authMethod(wrong(undefined)), AccessRule.commonName(wrong(undefined))]) {
    expect(rule._problems).toMatchObject([{ code: "AccessRuleInvalid" }]);
  }
});
