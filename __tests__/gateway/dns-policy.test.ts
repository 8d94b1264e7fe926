import { TerraformStack } from "cdktf";
import { dnsPolicy } from "./support";
import { DnsAction, GatewayDnsPolicyProps, Identity, Traffic } from "../../lib/gateway";
import { ACCOUNT, messages, problems, resourceAt, stackWithProvider, UUID } from "../support/stack";
import { Tunnel } from "cdktf-zero-trust";

let stack: TerraformStack;
beforeEach(() => (stack = stackWithProvider()));

const dns = (props: Partial<GatewayDnsPolicyProps> = {}) => dnsPolicy(stack, props);

describe("GatewayDnsPolicy", () => {
  test.each<[Partial<GatewayDnsPolicyProps>, object]>([
    [{}, { action: "block", filters: ["dns"], traffic: 'any(dns.domains[*] in {"a.example"})' }],
    [
      { action: DnsAction.ALLOW, identity: Identity.groups("a") },
      { action: "allow", identity: expect.stringContaining("a") },
    ],
    [
      { action: DnsAction.OVERRIDE, overrideAddresses: ["10.0.0.1", "fd00::1"] },
      { action: "override", rule_settings: { override_ips: ["10.0.0.1", "fd00::1"] } },
    ],
    [{ action: DnsAction.OVERRIDE, overrideHost: "b.example" }, { rule_settings: { override_host: "b.example" } }],
  ])("renders the action, the traffic and the override: %#: %j", (props, rendered) => {
    dns(props);
    expect(resourceAt(stack, "dns")).toMatchObject({ enabled: true, description: "dns", ...rendered });
    expect(problems(stack)).toEqual([]);
  });

  test.each<[Partial<GatewayDnsPolicyProps>, string]>([
    [{ action: DnsAction.OVERRIDE }, "GatewayPolicyInvalid"],
    [{ action: DnsAction.OVERRIDE, overrideAddresses: [] }, "GatewayPolicyInvalid"],
    [{ action: DnsAction.OVERRIDE, overrideAddresses: ["10.0.0.1"], overrideHost: "b" }, "GatewayPolicyInvalid"],
    [{ action: DnsAction.OVERRIDE, overrideAddresses: ["10.0.0.0/8"] }, "GatewayPolicyInvalid"],
    [{ action: DnsAction.OVERRIDE, overrideHost: "*.b" }, "HostnamePatternInvalid"],
    [{ action: DnsAction.BLOCK, overrideHost: "b" }, "GatewayPolicyInvalid"],
  ])("fails when the override is not valid: %#: %j", (props, code) => {
    dns(props);
    expect(problems(stack)).toEqual([`dns ${code}`]);
  });

  test.each([DnsAction.BLOCK, DnsAction.OVERRIDE])(
    "is replaced, not updated, when it stops names of a hostname route and its decision changes: %s",
    (action) => {
      const identity = Identity.groups("a").withPostureChecks(UUID);
      dns({ action, identity, precedence: 7, ...(action === DnsAction.OVERRIDE && { overrideHost: "b.example" }) });
      routing("web.a.example");
      expect(resourceAt(stack, "dns/Blocked").triggers_replace.blocked).toEqual([
        'any(dns.domains[*] in {"a.example"})',
        'any(identity.groups.name[*] in {"a"})',
        `any(device_posture.checks.passed[*] in {"${UUID}"})`,
        "7",
      ]);
      expect(resourceAt(stack, "dns").lifecycle).toEqual({
        replace_triggered_by: [expect.stringMatching(/^terraform_data\.dns_Blocked_/)],
      });
    },
  );

  test.each<[string, Partial<GatewayDnsPolicyProps>]>([
    ["it allows", { action: DnsAction.ALLOW }],
    ["it blocks names of no route of its stack", { traffic: Traffic.domains("b.example") }],
  ])("is updated in place when %s", (_what, props) => {
    dns(props);
    routing("web.a.example");
    const { lifecycle, depends_on } = resourceAt(stack, "dns");
    expect(lifecycle).toBeUndefined();
    expect(depends_on).toEqual([expect.stringMatching(/^terraform_data\.RouteOrder_Closed_/)]);
  });

  test.each([
    ["replace_triggered_by", { ignoreChanges: undefined }, "no longer contains"],
    ["create_before_destroy", { createBeforeDestroy: true }, "createBeforeDestroy"],
    ["ignore_changes", { ignoreChanges: ["traffic"] }, "ignoreChanges"],
  ])("fails when an Aspect breaks its lifecycle: %s", (_what, lifecycle, message) => {
    const policy = dns();
    routing("web.a.example");
    const { replaceTriggeredBy } = policy.resource.lifecycle!;
    policy.resource.lifecycle = { ...lifecycle, ...(message === "no longer contains" ? {} : { replaceTriggeredBy }) };
    expect(problems(stack)).toEqual(["dns SafetyContractBroken"]);
    expect(messages(stack)[0]).toContain(message);
  });

  test("fails when an Aspect removes its edge", () => {
    const policy = dns();
    routing("web.a.example");
    policy.resource.dependsOn = [];
    expect(messages(stack)).toEqual([
      expect.stringContaining("dependsOn of stack/dns/Resource no longer contains stack/RouteOrder/Closed"),
    ]);
  });

  test("fails when it depends on a route of its stack", () => {
    const policy = dns({ action: DnsAction.ALLOW });
    policy.node.addDependency(routing("web.a.example"));
    expect(messages(stack)).toEqual([
      "dns SafetyContractBroken: stack/dns/Resource depends on stack/HostnameRoutes/web.a.example/Resource, but routes are created after the policies of their stack. Remove the dependency, or create the policy in another stack.",
    ]);
  });

  function routing(hostname: string) {
    return new Tunnel(stack, "tunnel", { account: ACCOUNT }).routeHostname(hostname, { unguarded: "a lab" });
  }
});
