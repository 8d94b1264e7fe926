import { TerraformStack } from "cdktf";
import {
  AccessPolicy,
  AccessRule,
  Account,
  HostAccess,
  IZone,
  Origin,
  PublishedHost,
  Tunnel,
  Zone,
} from "cdktf-zero-trust";

export const account: Account = { accountId: "0123456789abcdef0123456789abcdef", teamName: "example" };
export const origin = Origin.http("10.0.3.10", 80);

export function zoneOf(stack: TerraformStack): IZone {
  return Zone.fromZoneAttributes(stack, "example.com", {
    zoneId: "fedcba9876543210fedcba9876543210",
    zoneName: "example.com",
  });
}

export function staffOf(stack: TerraformStack): AccessPolicy {
  return new AccessPolicy(stack, "staff", { account, include: [AccessRule.emailDomain("example.com")] });
}

/** Publishes a valid host, except for the invalid values of the example. */
export function publish(
  stack: TerraformStack,
  wrong: { hostname?: string; origin?: Origin; access?: HostAccess; onlyPaths?: string[] },
): PublishedHost {
  const { hostname = "app.example.com", ...options } = wrong;
  const tunnel = new Tunnel(stack, "tunnel", { account });
  const access = options.access ?? HostAccess.policies(staffOf(stack));
  return tunnel.publish(hostname, { zone: zoneOf(stack), origin, ...options, access });
}
