import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { Account, Identity, Plan, Zone } from "cdktf-zero-trust";

/** Returns the text for a place of the public API, such as "AccessPolicyProps.name". Without a test, it is valid. */
export type At = (site: string, valid: string) => string;

export const HEX = "0123456789abcdef0123456789abcdef";

export function accountOf(at: At): Account {
  return {
    accountId: at("Account.accountId", HEX),
    teamName: at("Account.teamName", "example"),
    initialResolvedRanges: [at("Account.initialResolvedRanges", "100.80.0.0/16")],
    reservedRanges: {
      sources: [at("ReservedRanges.sources", "100.64.0.0/12")],
      devices: [at("ReservedRanges.devices", "100.96.0.0/12")],
      loadBalancers: [at("ReservedRanges.loadBalancers", "100.112.0.0/16")],
    },
    plan: Plan.ENTERPRISE,
  };
}

export function zoneOf(stack: TerraformStack, at: At) {
  return Zone.fromZoneAttributes(stack, at("Zone.fromZoneAttributes id", "zone"), {
    zoneId: at("ZoneAttributes.zoneId", HEX),
    zoneName: at("ZoneAttributes.zoneName", "example.com"),
    certificateHosts: [at("ZoneAttributes.certificateHosts", "*.apps.example.com")],
  });
}

/** An own implementation of an interface of the library. */
export function custom<T extends object>(scope: Construct, id: string, members: T): Construct & T {
  return Object.assign(new Construct(scope, id), members);
}

export function identities(at: At): Identity {
  return Identity.anyOf(
    Identity.emails(at("Identity.emails emails", "a@example.com")),
    Identity.emailDomains(at("Identity.emailDomains domains", "example.com")),
    Identity.groups(at("Identity.groups names", "engineers")),
    Identity.groupIds(at("Identity.groupIds ids", "13d0")),
    Identity.groupEmails(at("Identity.groupEmails emails", "sre@example.com")),
  );
}
