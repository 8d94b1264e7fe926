import { TerraformStack } from "cdktf";
import { ACCOUNT, resourceAt, stackWithProvider, zoneIn } from "../support/stack";
import { AccessPolicy, AccessRule, HostAccess, IZone, Origin, PublishedHost, Tunnel } from "cdktf-zero-trust";

export const ORIGIN = Origin.http("10.0.3.7", 8080);

/** A stack with the tunnel "eks-dev", the zone example.com and a policy. */
export interface TunnelFixture {
  readonly stack: TerraformStack;
  readonly zone: IZone;
  readonly staff: AccessPolicy;
  readonly tunnel: Tunnel;
  /** Publishes a host, by default behind the policy. */
  readonly publish: (hostname: string, access?: HostAccess) => PublishedHost;
  /** Returns the synthesized ingress rules of the tunnel. */
  readonly ingress: () => any[];
}

export function tunnelFixture(): TunnelFixture {
  const stack = stackWithProvider();
  const zone = zoneIn(stack);
  const staff = policyIn(stack, "staff");
  const tunnel = new Tunnel(stack, "eks-dev", { account: ACCOUNT });
  const publish = (hostname: string, access = HostAccess.policies(staff)) =>
    tunnel.publish(hostname, { zone, origin: ORIGIN, access });
  return { stack, zone, staff, tunnel, publish, ingress: () => resourceAt(stack, "eks-dev/Config").config.ingress };
}

export function policyIn(scope: TerraformStack, id: string, account = ACCOUNT): AccessPolicy {
  return new AccessPolicy(scope, id, { account, include: [AccessRule.emailDomain("example.com")] });
}

/** Publishes the same host in a separate app. */
export function publishedOn(tunnelId: string, access: (policy: AccessPolicy) => HostAccess): PublishedHost {
  const scope = stackWithProvider();
  const options = { zone: zoneIn(scope), origin: ORIGIN, access: access(policyIn(scope, "staff")) };
  return new Tunnel(scope, tunnelId, { account: ACCOUNT }).publish("a.example.com", options);
}
