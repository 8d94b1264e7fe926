import type { ErrorEntry } from "./entry";

/** @internal Of Access. */
export const ACCESS_CODES = {
  AccessRuleInvalid: {
    means: "An Access rule's value is malformed.",
    remedy: "Follow the message.",
  },
  ApplicationInvalid: {
    means:
      "An Access application has too few or too many hosts, a host that another one covers, or options that exclude each other.",
    remedy: "Follow the message.",
  },
  AudInvalid: {
    means: "An audience tag is not 64 lower-case hexadecimal digits.",
    remedy: "Copy the AUD tag from the application's overview.",
  },
  NobodyGetsIn: {
    means: "An application has neither a policy nor a service token.",
    remedy: "Give it an AccessPolicy, or allow a service token.",
  },
  OpenPolicyAsLock: {
    means:
      "A policy that lets anybody in is used as the lock of a host: bypass, everyone, all addresses, a country, one-time PIN alone or any service token.",
    remedy: 'Narrow it by `require`, or publish the host by `HostAccess.publicly("why")`.',
  },
  PolicyWithoutRule: {
    means: "A policy or a group speaks of nobody.",
    remedy: "Give `include` at least one AccessRule.",
  },
  ServiceTokenInAllow: {
    means:
      "A warning: a policy that allows has a service token in `include`. An allow asks for a login, so the machine never gets in.",
    remedy: "Use `allowServiceToken(…)` of the host, or a policy of its own with `AccessDecision.NON_IDENTITY`.",
  },
  ServiceTokenInvalid: {
    means: "A service token's duration or rotation is malformed.",
    remedy: "Raise `secretVersion` and say in `previousSecretExpiresAt` how long the old secret works.",
  },
  ServiceTokenOnPublicHost: {
    means: "A service token is allowed on a host that has no application of ours.",
    remedy: "Put policies in front of the host, or leave the token out.",
  },
  SessionDurationInvalid: {
    means: "A session duration is not made of hours, minutes and seconds.",
    remedy: 'Write it like "8h" or "1h30m"; there is no unit for days.',
  },
  SessionDurationShadowed: {
    means: "A warning: an application's session duration does nothing, since a policy's own goes before it.",
    remedy: "Say the duration on the policy.",
  },
} as const satisfies Record<string, ErrorEntry>;
