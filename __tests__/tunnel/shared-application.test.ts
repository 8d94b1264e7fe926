import { ZeroTrustAccessApplication } from "@cdktf/provider-cloudflare/lib/zero-trust-access-application";
import { App, Fn, TerraformStack } from "cdktf";
import { ORIGIN, TunnelFixture, tunnelFixture } from "./fixture";
import { address } from "../../lib/core/terraform/resources";
import { ACCOUNT, messages, OTHER_ACCOUNT, problems, resourceAt, stackWithProvider } from "../support/stack";
import { AccessApplication, AccessPolicy, HostAccess, IZone, ServiceToken, Tunnel } from "cdktf-zero-trust";
import { graph } from "cdktf-zero-trust/lib/testing";

const reason = "shares the application of the portal";

let stack: TerraformStack;
let zone: IZone;
let staff: AccessPolicy;
let tunnel: Tunnel;
let publish: TunnelFixture["publish"];
let ingress: TunnelFixture["ingress"];

beforeEach(() => {
  ({ stack, zone, staff, tunnel, publish, ingress } = tunnelFixture());
});

function portal(hostnames = ["a.example.com", "b.example.com"], account = ACCOUNT): AccessApplication {
  return new AccessApplication(stack, "portal", { account, hostnames, policies: [staff] });
}

describe("HostAccess.existing with an application of the same stack", () => {
  test("orders each host as with an application of its own", () => {
    const { aud, resource } = portal();
    const hosts = ["a.example.com", "b.example.com"].map((host) => publish(host, HostAccess.existing({ aud, reason })));
    expect(problems(stack)).toEqual([]);
    expect(hosts.map(({ application }) => application?.node.path)).toEqual(["stack/portal", "stack/portal"]);
    expect(graph(stack).edges).toEqual([
      "GroupInterlock => staff",
      "Hosts/a.example.com/Record -> eks-dev",
      "Hosts/a.example.com/Record => eks-dev/Config",
      "Hosts/b.example.com/Record -> eks-dev",
      "Hosts/b.example.com/Record => eks-dev/Config",
      "eks-dev => portal",
      "eks-dev/Config -> eks-dev",
      "eks-dev/Config -> portal",
      "eks-dev/Interlock -> portal",
      "eks-dev/Interlock => eks-dev/Config",
      "portal -> staff",
    ]);
    const text = `\${${address(resource)}.aud}`;
    expect(resourceAt(stack, "eks-dev/Interlock").input).toEqual({ "a.example.com": text, "b.example.com": text });
    expect(
      ingress()
        .slice(0, 2)
        .map((rule) => rule.origin_request.access.aud_tag),
    ).toEqual([[text], [text]]);
    expect(resourceAt(stack, "eks-dev").depends_on).toEqual([address(resource)]);
  });

  test("recognizes the tag in an expression and from the L1 resource", () => {
    const { resource } = portal();
    publish("a.example.com", HostAccess.existing({ aud: Fn.lower(resource.aud), reason }));
    expect(graph(stack).edges).toContain("eks-dev => portal");
  });

  test("recognizes the application of a wildcard host", () => {
    const { application } = publish("*.apps.example.com");
    const host = publish("a.apps.example.com", HostAccess.existing({ aud: application!.aud, reason }));
    expect(problems(stack)).toEqual([]);
    expect(host.application).toBe(application);
  });

  test("allows a service token on the shared application", () => {
    const { aud } = portal();
    publish("a.example.com", HostAccess.existing({ aud, reason })).allowServiceToken(
      new ServiceToken(stack, "ci", { account: ACCOUNT }),
    );
    expect(problems(stack)).toEqual([]);
    expect(resourceAt(stack, "portal").policies).toHaveLength(2);
  });

  test("fails the safety contract when the edge of the tunnel is removed", () => {
    const { aud } = portal();
    publish("a.example.com", HostAccess.existing({ aud, reason }));
    tunnel.resource.dependsOn = [];
    expect(messages(stack)).toEqual([expect.stringContaining("no longer contains stack/portal/Resource")]);
  });

  test("fails when the application does not cover the host", () => {
    const { aud } = portal();
    publish("c.example.com", HostAccess.existing({ aud, reason }));
    expect(messages(stack)).toEqual([
      'Hosts/c.example.com AudInvalid: aud: the application stack/portal does not cover "c.example.com", so every request would be denied. Add the hostname to its hostnames.',
    ]);
  });

  test("fails when the application belongs to another account", () => {
    const policies = [AccessPolicy.fromPolicyId(stack, "imported", "11111111-2222-4333-8444-555555555555")];
    const { aud } = new AccessApplication(stack, "portal", {
      account: OTHER_ACCOUNT,
      hostnames: ["a.example.com"],
      policies,
    });
    publish("a.example.com", HostAccess.existing({ aud, reason }));
    expect(problems(stack)).toEqual(["Hosts/a.example.com AccountMismatch"]);
  });

  test("fails when the application is an L1 resource, which nothing orders with the host", () => {
    const { aud } = new ZeroTrustAccessApplication(stack, "raw", {
      accountId: ACCOUNT.accountId,
      domain: "a.example.com",
    });
    publish("a.example.com", HostAccess.existing({ aud, reason }));
    expect(messages(stack)).toEqual([
      "Hosts/a.example.com AudInvalid: aud: cloudflare_zero_trust_access_application.raw of this stack is not an AccessApplication construct, so it would not be ordered with the host. Use AccessApplication, or HostAccess.policies(…).",
    ]);
  });
});

test("HostAccess.existing accepts an application of another stack without ordering it", () => {
  const { aud } = portal();
  const other = stackWithProvider("other", App.of(stack));
  const options = { zone, origin: ORIGIN, access: HostAccess.existing({ aud, reason }) };
  const host = new Tunnel(other, "eks-prod", { account: ACCOUNT }).publish("a.example.com", options);
  expect(problems(other)).toEqual([]);
  expect(host.application).toBeUndefined();
  expect(graph(other).edges).not.toContainEqual(expect.stringMatching(/eks-prod => (?!Hosts)/));
  expect(other.dependencies).toEqual([stack]);
});

describe("a public host under an application of the same app", () => {
  test.each([
    ["a.example.com", "Remove the hostname from that application"],
    ["*.example.com", "Move one of them to another level"],
  ])("fails when the application covers %s", (covered, remedy) => {
    portal([covered]);
    publish("a.example.com", HostAccess.publicly("status page"));
    expect(messages(stack)).toEqual([
      `Hosts/a.example.com PublicHostCovered: "a.example.com" is public, but stack/portal covers "${covered}" and requires a login. ${remedy}, or protect this host with policies.`,
    ]);
  });

  test("fails when the application is created later, in another stack", () => {
    publish("a.example.com", HostAccess.publicly("status page"));
    const other = stackWithProvider("other", App.of(stack));
    const policies = [AccessPolicy.fromPolicyId(other, "imported", "11111111-2222-4333-8444-555555555555")];
    new AccessApplication(other, "portal", { account: ACCOUNT, hostnames: ["a.example.com"], policies });
    expect(problems(stack)).toEqual(["Hosts/a.example.com PublicHostCovered"]);
  });

  test("is accepted when the application covers other names", () => {
    portal(["b.example.com", "*.a.example.com", "*.b.example.com"]);
    publish("a.example.com", HostAccess.publicly("status page"));
    expect(problems(stack)).toEqual([]);
  });
});
