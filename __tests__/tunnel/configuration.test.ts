import { TerraformStack } from "cdktf";
import { policyIn, ORIGIN, TunnelFixture, tunnelFixture } from "./fixture";
import { address } from "../../lib/core/terraform/resources";
import { ACCOUNT, problems, resourceAt, stackWithProvider, synth, zoneIn } from "../support/stack";
import { HostAccess, Origin, PublishedHost, Tunnel } from "cdktf-zero-trust";

const CATCH_ALL = { service: "http_status:404" };

let stack: TerraformStack;
let tunnel: Tunnel;
let publish: TunnelFixture["publish"];
let ingress: TunnelFixture["ingress"];

beforeEach(() => {
  ({ stack, tunnel, publish, ingress } = tunnelFixture());
});

describe("the configuration of a tunnel", () => {
  test("returns 404 for every request when nothing is published", () => {
    expect(resourceAt(stack, "eks-dev/Config")).toEqual({
      account_id: ACCOUNT.accountId,
      tunnel_id: `\${${address(tunnel.resource)}.id}`,
      config: { ingress: [CATCH_ALL] },
    });
    expect(resourceAt(stack, "eks-dev/Interlock").input).toEqual({});
  });

  test("is one resource per tunnel, for all of its hosts", () => {
    publish("a.example.com");
    publish("b.example.com");
    const configurations = () => Object.values(synth(stack).resource.cloudflare_zero_trust_tunnel_cloudflared_config);
    expect(configurations()).toHaveLength(1);
    new Tunnel(stack, "eks-prod", { account: ACCOUNT });
    expect(configurations()).toHaveLength(2);
  });

  test("orders exact hosts before wildcards and long paths before short ones, and ends with 404", () => {
    publish("*.example.com");
    publish("b.example.com");
    const host = publish("a.example.com");
    host.addPath("/a", Origin.http("10.0.3.8"));
    host.addPath("/a/long/path", Origin.http("10.0.3.9"));
    expect(ingress().map(({ hostname, path }) => [hostname, path])).toEqual([
      ["a.example.com", expect.stringContaining("/a/long/path")],
      ["a.example.com", expect.stringContaining("/a")],
      ["a.example.com", undefined],
      ["b.example.com", undefined],
      ["*.example.com", undefined],
      [undefined, undefined],
    ]);
    expect(ingress().at(-1)).toEqual(CATCH_ALL);
  });

  test("does not depend on the order of publishing", () => {
    const names = ["c.example.com", "a.example.com", "*.example.com", "x.b.example.com"];
    names.forEach((name) => publish(name));
    const forwards = [resourceAt(stack, "eks-dev/Config"), resourceAt(stack, "eks-dev/Interlock")];
    const other = stackWithProvider();
    const [otherZone, otherStaff] = [zoneIn(other), policyIn(other, "staff")];
    const otherTunnel = new Tunnel(other, "eks-dev", { account: ACCOUNT });
    for (const name of [...names].reverse()) {
      otherTunnel.publish(name, { zone: otherZone, origin: ORIGIN, access: HostAccess.policies(otherStaff) });
    }
    expect([resourceAt(other, "eks-dev/Config"), resourceAt(other, "eks-dev/Interlock")]).toEqual(forwards);
  });

  test("grows after a synthesis", () => {
    publish("a.example.com");
    expect(ingress()).toHaveLength(2);
    publish("b.example.com").addPath("/reports", ORIGIN);
    expect(ingress()).toHaveLength(4);
  });

  test("fails when a rule receives no request", () => {
    const host = publish("a.example.com");
    host.addPath("/reports", Origin.http("10.0.3.8"));
    host.addPath("/reports", Origin.http("10.0.3.9"));
    expect(problems(stack)).toEqual(["eks-dev IngressRuleDuplicate"]);
  });
});

test("the interlock contains the aud of every application that this app manages", () => {
  const [b, a] = [publish("b.example.com"), publish("a.example.com")];
  publish("public.example.com", HostAccess.publicly("status page"));
  publish("imported.example.com", HostAccess.existing({ aud: "0".repeat(64), reason: "made by the platform team" }));
  const input = { "a.example.com": audOf(a), "b.example.com": audOf(b) };
  expect(resourceAt(stack, "eks-dev/Interlock").input).toEqual(input);
});

function audOf(host: PublishedHost): string {
  return `\${${address(host.application!.resource)}.aud}`;
}
