import type { ErrorEntry } from "./entry";

/** @internal Codes of Access. */
export const ACCESS_CODES = {
  AccessRuleInvalid: {
    means: "The value of an Access rule is malformed.",
    remedy:
      "Use the form that the message gives: an e-mail address, a domain without `@`, an address or CIDR, a two-letter country code, or the id that the factory requires. Ids of identity providers, lists, groups and posture rules are UUIDs in lower case, not names.",
  },
  ApplicationInvalid: {
    means:
      "An Access application has no hostname, more than 50, a hostname that another application covers, a duplicate, an empty list of identity providers, or options that exclude each other.",
    remedy:
      "Use 1 to 50 hostnames, list each hostname and policy once, and keep one application per hostname. Omit `allowedIdentityProviders` to allow all. `autoRedirectToIdentity` requires exactly one identity provider.",
  },
  AudInvalid: {
    means:
      "An audience (AUD) tag is not 64 lower-case hexadecimal digits, or it is the tag of an application of the stack that does not cover the host or is not an `AccessApplication`.",
    remedy:
      "Copy the AUD tag from the overview of the application in the Cloudflare dashboard, or pass the `aud` of an `AccessApplication` that has the host in its `hostnames`.",
  },
  NobodyGetsIn: {
    means: "An Access application has no policy and no service token, so it denies every request.",
    remedy: "Add an `AccessPolicy`, or allow a service token with `allowServiceToken(…)`.",
  },
  OpenPolicyAsLock: {
    means:
      "A policy that amounts to public access protects a host: bypass, or an allow policy whose `include` matches everyone, all addresses, a country, a one-time PIN alone or any service token.",
    remedy: 'Narrow the policy with `require`, or publish the host with `HostAccess.publicly("reason")`.',
  },
  PolicyWithoutRule: {
    means: "An Access policy or group must have at least one `include` rule.",
    remedy: 'Add a rule to `include`, such as `AccessRule.emailDomain("example.com")`.',
  },
  ServiceTokenInAllow: {
    means:
      "Warning: an allow policy has a service token in `include`. An allow policy requires a login, so a request with the token is denied.",
    remedy: "Use `allowServiceToken(…)` of the host, or a separate policy with `AccessDecision.NON_IDENTITY`.",
  },
  ServiceTokenInvalid: {
    means: "The duration or the rotation of a service token is malformed.",
    remedy:
      "Set `duration` in hours. To rotate the secret, increase `secretVersion` and set `previousSecretExpiresAt` to the time until which the previous secret is accepted.",
  },
  ServiceTokenOnPublicHost: {
    means: "A service token is allowed on a host that has no Access application of this app.",
    remedy: "Protect the host with policies, or remove the service token.",
  },
  SessionDurationInvalid: {
    means: "A session duration does not consist of hours, minutes and seconds.",
    remedy: 'Use a form such as "8h" or "1h30m". There is no unit for days.',
  },
  SessionDurationShadowed: {
    means:
      "Warning: the session duration of an application has no effect, because a policy of the application sets its own.",
    remedy: "Set the duration on the policy.",
  },
} as const satisfies Record<string, ErrorEntry>;
