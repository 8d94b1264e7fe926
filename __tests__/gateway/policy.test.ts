import { TerraformStack } from "cdktf";
import { dnsPolicy, LAB, networkPolicy, resolverPolicy } from "./support";
import {
  GatewayDnsPolicyProps,
  GatewayNetworkPolicyProps,
  GatewayResolver,
  GatewayResolverPolicyProps,
  Identity,
  NetworkAction,
  Traffic,
} from "../../lib/gateway";
import { defaultPrecedence } from "../../lib/gateway/precedence";
import { ACCOUNT, messages, OTHER_ACCOUNT, problems, resourceAt, stackWithProvider } from "../support/stack";

let stack: TerraformStack;
beforeEach(() => (stack = stackWithProvider()));

const network = (props: Partial<GatewayNetworkPolicyProps> = {}, id?: string) => networkPolicy(stack, props, id);
const dns = (props: Partial<GatewayDnsPolicyProps> = {}) => dnsPolicy(stack, props);
const resolver = (props: Partial<GatewayResolverPolicyProps> = {}) => resolverPolicy(stack, props);
const addressOf = (policy: { resource: { friendlyUniqueId: string } }) =>
  `cloudflare_zero_trust_gateway_policy.${policy.resource.friendlyUniqueId}`;

describe("Gateway policy precedence", () => {
  test("does not change when other policies are added or removed", () => {
    const precedenceOf = (others: string[]) => {
      stack = stackWithProvider();
      for (const id of others) network({}, id);
      network();
      return resourceAt(stack, "deny").precedence;
    };
    const alone = precedenceOf([]);
    expect(precedenceOf(["a", "b"])).toBe(alone);
    expect(alone).toBe(defaultPrecedence("stack/deny", true));
  });

  test("evaluates allow policies before block policies", () => {
    network({ action: NetworkAction.ALLOW }, "allow");
    network({}, "block");
    expect(resourceAt(stack, "allow").precedence).toBeLessThan(resourceAt(stack, "block").precedence);
  });

  test("fails when two policies of the same kind and account have the same precedence", () => {
    network({ precedence: 7 }, "first");
    network({ precedence: 7, account: OTHER_ACCOUNT }, "other");
    dns({ precedence: 7 });
    expect(problems(stack)).toEqual([]);
    network({ precedence: 7 }, "second");
    expect(messages(stack)).toEqual([
      "second PrecedenceTaken: precedence 7 is already used by stack/first. Set a different `precedence` on one of the two policies.",
    ]);
  });

  test("fails when a default precedence is already used, and accepts an explicit one", () => {
    network({ precedence: defaultPrecedence("stack/deny", true) }, "first");
    network();
    expect(messages(stack)[0]).toMatch(
      /^deny PrecedenceTaken: precedence \d+ \(derived from the construct path\) is already used by stack\/first/,
    );
    stack = stackWithProvider();
    network({ precedence: defaultPrecedence("stack/deny", true) }, "first");
    network({ precedence: 8 });
    expect(problems(stack)).toEqual([]);
  });

  test.each([0, 1.5])("fails when the precedence is %d", (precedence) => {
    network({ precedence });
    expect(problems(stack)).toEqual(["deny PrecedenceInvalid"]);
  });
});

describe("Gateway policy", () => {
  test.each<[() => unknown, string]>([
    [() => network({ name: " " }), "deny GatewayPolicyInvalid"],
    [() => network({ description: "" }), "deny GatewayPolicyInvalid"],
    [() => network({ traffic: Traffic.domains("a.b") }), "deny TrafficMisplaced"],
    [() => network({ traffic: LAB.and(Traffic.domains("a.b")) }), "deny TrafficMisplaced"],
    [() => dns({ traffic: LAB }), "dns TrafficMisplaced"],
    [() => resolver({ traffic: Traffic.sniDomains("a.b") }), "names TrafficMisplaced"],
    [() => network({ traffic: Traffic.port(0) }), "deny TrafficInvalid"],
    [() => network({ identity: Identity.groups() }), "deny IdentityInvalid"],
    [() => network({}, "1st"), "1st ConstructIdInvalid"],
  ])("fails when a common property is not valid: %#: %s", (make, problem) => {
    make();
    expect(problems(stack)).toEqual([problem]);
  });
});

test("Gateway policies over the limit of the account are reported per kind", () => {
  const account = { ...ACCOUNT, limits: { gatewayNetworkPolicies: 1 } };
  network({ account });
  dns({ account });
  expect(problems(stack)).toEqual([]);
  network({ account }, "second");
  expect(problems(stack)).toEqual(["second AccountLimitExceeded"]);
});

test("a Gateway policy honors node.addDependency", () => {
  const first = network();
  dns().node.addDependency(first);
  expect(resourceAt(stack, "dns").depends_on).toContain(addressOf(first));
});

describe("Gateway policy properties at run time", () => {
  test.each<[string, () => unknown, string]>([
    ["account", () => network({ account: undefined }), 'GatewayNetworkPolicy: "account" is required.'],
    ["traffic", () => network({ traffic: undefined }), 'GatewayNetworkPolicy: "traffic" is required.'],
    ["action", () => network({ action: undefined }), 'GatewayNetworkPolicy: "action" is required.'],
    ["action", () => dns({ action: undefined }), 'GatewayDnsPolicy: "action" is required.'],
    ["resolvers", () => resolver({ resolvers: undefined }), 'GatewayResolverPolicy: "resolvers" is required.'],
    ["address", () => resolver({ resolvers: [{} as GatewayResolver] }), '"address" is required.'],
  ])("fails when the required property %s is missing: %#", (_name, make, message) => {
    expect(make).toThrow(message);
  });

  test.each<[string, () => unknown]>([
    ["identity", () => network({ identitiy: [] } as object)],
    ["overrideHost", () => dns({ overridehost: "a.example" } as object)],
    [
      "virtualNetwork",
      () => resolver({ resolvers: [{ address: "192.0.2.53", virtualnetwork: {} } as object as GatewayResolver] }),
    ],
  ])("fails when a property is misspelled, and suggests %s", (name, make) => {
    expect(make).toThrow(`Did you mean "${name}"?`);
  });
});
