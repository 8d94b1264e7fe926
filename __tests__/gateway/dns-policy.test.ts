import { TerraformStack } from "cdktf";
import { dnsPolicy } from "./support";
import { DnsAction, GatewayDnsPolicyProps, Identity } from "../../lib/gateway";
import { problems, resourceAt, stackWithProvider } from "../support/stack";

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
});
