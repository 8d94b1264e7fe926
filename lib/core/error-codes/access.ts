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
      "An Access application has no hostname, more than 50, a hostname that another application covers, a duplicate, an empty list of identity providers, a malformed URL, tag or cookie attribute, or options that exclude each other.",
    remedy:
      "Use 1 to 50 hostnames, list each hostname and policy once, and keep one application per hostname. Omit `allowedIdentityProviders` to allow all. `autoRedirectToIdentity` requires exactly one identity provider. URLs are absolute, with https; `customDenyUrl` is on a host that the application does not protect.",
  },
  AudInvalid: {
    means:
      "An audience (AUD) tag is not 64 lower-case hexadecimal digits, or it is the tag of an application of the stack that does not cover the host or is not an `AccessApplication`.",
    remedy:
      "Copy the AUD tag from the overview of the application in the Cloudflare dashboard, or pass the `aud` of an `AccessApplication` that has the host in its `hostnames`.",
  },
  BrowserRenderingInvalid: {
    means:
      "Cloudflare cannot render a terminal in the browser with these settings: the host is public or has paths, a policy neither allows nor denies, a service token is allowed, or the shared application has another `browserRendering` than the origin.",
    remedy:
      "Publish the server on a host of its own, without paths, behind policies that allow or deny users. Give a shared `AccessApplication` the `browserRendering` of the origin. Machines reach the server by another host, without `browserRendering`.",
  },
  CorsInvalid: {
    means:
      "The `cors` options of an Access application contain an empty list, a malformed origin, method or header, `*` next to other values, credentials with all origins, or a `maxAge` out of range.",
    remedy:
      'List origins such as `https://app.example.com`, methods in upper case and header names, or use `["*"]` for all. For `credentials`, list every origin.',
  },
  DenyWithoutEffect: {
    means:
      "Warning: a deny policy is listed after an allow policy that matches the same users. Access evaluates policies in order and stops at the first match, so these users are allowed.",
    remedy:
      "List the deny policy first. Service tokens and other policies with `AccessDecision.NON_IDENTITY` are always evaluated before it.",
  },
  IdentityBeforeLogin: {
    means:
      "Warning: a policy with `AccessDecision.NON_IDENTITY` or `BYPASS` has a rule about an identity, such as an e-mail address, in `include` or `exclude`. Access evaluates it before the login, when a user has no identity, so the rule matches no user.",
    remedy:
      "Remove the rule, and use it in a policy with `AccessDecision.ALLOW`. A client with a service token has no identity.",
  },
  IdentityProviderInvalid: {
    means: "A setting of an identity provider is malformed: a domain, a directory id, a URL, a scope or a certificate.",
    remedy:
      "Copy the value from the provider. URLs are absolute, with https; the account URL of Okta has no path. The directory id of Microsoft Entra ID is a UUID. Certificates are in PEM, and `scopes` contains `openid`.",
  },
  LoginMayBePublic: {
    means:
      "Warning: a policy allows every user who logs in with an identity provider or by an authentication method. Whether that identifies a user depends on the identity providers of the account.",
    remedy:
      "Add a rule about users, such as `AccessRule.emailDomain`, to `require`. If every identity provider admits only the organization's own users, set `ownUsersOnly` of the account.",
  },
  NobodyGetsIn: {
    means: "An Access application has no policy that allows a user or a service token, so it denies every request.",
    remedy: "Add an `AccessPolicy`, or allow a service token with `allowServiceToken(…)`.",
  },
  OpenPolicyAsLock: {
    means:
      "A policy that amounts to public access protects a host: bypass, or a policy that allows users whom nothing identifies, such as everyone, a country, wide address ranges, a public e-mail domain, a one-time PIN alone or any service token.",
    remedy: 'Narrow the policy with `require`, or publish the host with `HostAccess.publicly("reason")`.',
    neverSkipped: true,
  },
  OrganizationInvalid: {
    means:
      "The Zero Trust organization has an empty name, a malformed duration of the client's session, or exempt zones without `denyUnmatchedRequests`.",
    remedy: 'Set a name. Durations of the client\'s session have hours and minutes, such as "1h30m".',
  },
  PolicyUnsatisfiable: {
    means:
      "No user can match a policy: `require` demands two values that exclude each other, or an allow policy requires a service token, or a policy that is evaluated before the login requires an identity.",
    remedy:
      "Access requires all values of `require`. To require one of several values, put them into the `include` of an `AccessGroup` and require the group.",
  },
  PolicyWithoutRule: {
    means: "An Access policy or group must have at least one `include` rule.",
    remedy: 'Add a rule to `include`, such as `AccessRule.emailDomain("example.com")`.',
  },
  PublicHostDenied: {
    means:
      "The app publishes a host publicly, but the organization denies requests to hostnames without an Access application, and the zone of the host is not exempt.",
    remedy: "Add the zone to `exemptZones` of the `ZeroTrustOrganization`, or protect the host with policies.",
  },
  SameSiteCookieStrict: {
    means:
      "Warning: `sameSiteCookie` is strict. Browsers do not send a strict cookie after the redirect from the login page, so users are redirected between the host and the login page without end.",
    remedy: "Use `SameSiteCookie.LAX`, or omit the property.",
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
  ShortLivedCertificateInvalid: {
    means:
      "An Access application has two certificate authorities for SSH, or renders VNC, which uses no SSH certificates.",
    remedy:
      "Create one `ShortLivedCertificate` for each application of SSH servers, and use its `publicKey` on all of them.",
  },
  ZoneExempt: {
    means:
      "Warning: a host of the app is public, so its whole zone is exempt from `denyUnmatchedRequests` of the organization. Hosts of the zone without an Access application stay reachable.",
    remedy: "Publish public hosts in a zone of their own, or list the zone in `exemptZones` to accept the exemption.",
  },
} as const satisfies Record<string, ErrorEntry>;
