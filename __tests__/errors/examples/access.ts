import { TerraformStack, TerraformVariable } from "cdktf";
import { messagesOf } from "../messages";
import { account, publish, staffOf } from "./fixture";
import {
  AccessApplication,
  AccessDecision,
  AccessPolicy,
  AccessPolicyProps,
  AccessRule,
  Account,
  HostAccess,
  IdentityProvider,
  IdentityProviderType,
  Origin,
  SameSiteCookie,
  ServiceToken,
  ShortLivedCertificate,
  Tunnel,
  ZeroTrustOrganization,
} from "cdktf-zero-trust";

const emails = [AccessRule.emailDomain("example.com")];

/** Examples of the codes of accounts, policies, service tokens and applications. */
export default {
  AccessRuleInvalid: () =>
    messagesOf((stack) => new AccessPolicy(stack, "staff", { account, include: [AccessRule.emails("everyone")] })),
  AccountIdInvalid: () =>
    messagesOf((stack) => new Tunnel(stack, "tunnel", { account: { ...account, accountId: "example" } })),
  AccountLimitExceeded: () =>
    messagesOf((stack) => {
      const small: Account = { ...account, limits: { serviceTokens: 1 } };
      new ServiceToken(stack, "ci", { account: small });
      new ServiceToken(stack, "cron", { account: small });
    }),
  AccountMismatch: () =>
    messagesOf((stack) => {
      const other = { ...account, accountId: "ffffffffffffffffffffffffffffffff" };
      const policy = new AccessPolicy(stack, "foreign", { account: other, include: emails });
      publish(stack, { access: HostAccess.policies(policy) });
    }),
  ApplicationInvalid: () =>
    messagesOf((stack) => {
      new AccessApplication(stack, "application", { account, hostnames: [], policies: [staffOf(stack)] });
    }),
  AudInvalid: () =>
    messagesOf((stack) => publish(stack, { access: HostAccess.existing({ aud: "abc", reason: "managed elsewhere" }) })),
  ConstructIdInvalid: () => messagesOf((stack) => new AccessPolicy(stack, "1st", { account, include: emails })),
  BrowserRenderingInvalid: () =>
    messagesOf((stack) =>
      publish(stack, { origin: Origin.ssh("10.0.3.12", 22, { browserRendering: true }), onlyPaths: ["/login"] }),
    ),
  CorsInvalid: () =>
    messagesOf((stack) => {
      const cors = { origins: ["*"], methods: ["GET"], credentials: true };
      publish(stack, { access: HostAccess.of({ policies: [staffOf(stack)], cors }) });
    }),
  DenyWithoutEffect: () =>
    messagesOf((stack) => {
      const leavers = new AccessPolicy(stack, "leavers", {
        account,
        decision: AccessDecision.DENY,
        include: [AccessRule.emails("leaver@example.com")],
      });
      publish(stack, { access: HostAccess.policies(staffOf(stack), leavers) });
    }),
  LoginMayBePublic: () =>
    messagesOf((stack) => new AccessPolicy(stack, "mfa", { account, include: [AccessRule.authMethod("mfa")] })),
  IdInvalid: () =>
    messagesOf((stack) => {
      publish(stack, { access: HostAccess.policies(AccessPolicy.fromPolicyId(stack, "sre", "sre")) });
    }),
  IdentityBeforeLogin: () =>
    messagesOf((stack) => {
      const include = [AccessRule.serviceToken(new ServiceToken(stack, "ci", { account })), ...emails];
      new AccessPolicy(stack, "machines", { account, include, decision: AccessDecision.NON_IDENTITY });
    }),
  IdentityProviderInvalid: () =>
    messagesOf((stack) => {
      const { stringValue: clientSecret } = new TerraformVariable(stack, "secret", { sensitive: true });
      const accountUrl = "example.okta.com";
      const type = IdentityProviderType.okta({ accountUrl, clientId: "0oa1b2c3d4e5f6g7h8i9", clientSecret });
      new IdentityProvider(stack, "okta", { account, type });
    }),
  NobodyGetsIn: () => messagesOf((stack) => publish(stack, { access: HostAccess.of({ policies: [] }) })),
  AccountSettingTwice: () =>
    messagesOf((stack) => {
      new ZeroTrustOrganization(stack, "organization", { account, name: "Example" });
      new ZeroTrustOrganization(stack, "other", { account, name: "Example" });
    }),
  OrganizationInvalid: () =>
    messagesOf((stack) => new ZeroTrustOrganization(stack, "organization", { account, name: "" })),
  ProviderTooOld: () =>
    messagesOf((stack) => {
      stack.addOverride("terraform.required_providers.cloudflare.version", "5.16.0");
      new ZeroTrustOrganization(stack, "organization", { account, name: "Example", denyUnmatchedRequests: true });
    }),
  PublicHostDenied: () =>
    messagesOf((stack) => {
      publish(stack, { access: HostAccess.publicly("status page") });
      const denial = { denyUnmatchedRequests: true, exemptZones: [] };
      new ZeroTrustOrganization(stack, "organization", { account, name: "Example", ...denial });
    }),
  ZoneExempt: () =>
    messagesOf((stack) => {
      publish(stack, { access: HostAccess.publicly("status page") });
      new ZeroTrustOrganization(stack, "organization", { account, name: "Example", denyUnmatchedRequests: true });
    }),
  OpenPolicyAsLock: () =>
    messagesOf((stack) => {
      const all = new AccessPolicy(stack, "all", { account, include: [AccessRule.everyone()] });
      publish(stack, { access: HostAccess.policies(all) });
    }),
  PolicyUnsatisfiable: () =>
    messagesOf((stack) => {
      const require = [AccessRule.country("JP", "DE")];
      new AccessPolicy(stack, "offices", { account, include: emails, require });
    }),
  PolicyWithoutRule: () => messagesOf((stack) => new AccessPolicy(stack, "staff", { account, include: [] })),
  PropInvalid: () =>
    messagesOf((stack) => {
      const include = AccessRule.emailDomain("example.com") as unknown as AccessRule[];
      new AccessPolicy(stack, "staff", { account, include });
    }),
  PropMissing: () =>
    messagesOf((stack) => new AccessPolicy(stack, "staff", { account } as unknown as AccessPolicyProps)),
  PropUnknown: () =>
    messagesOf((stack) => {
      const misspelled = { account, include: emails, sesionDuration: "8h" };
      new AccessPolicy(stack, "staff", misspelled);
    }),
  ReasonInvalid: () => messagesOf((stack) => publish(stack, { access: HostAccess.publicly("") })),
  SafetyContractBroken: () =>
    messagesOf((stack) => {
      staffOf(stack).resource.decision = "bypass";
    }),
  SameSiteCookieStrict: () =>
    messagesOf((stack) => {
      const policies = [staffOf(stack)];
      publish(stack, { access: HostAccess.of({ policies, sameSiteCookie: SameSiteCookie.STRICT }) });
    }),
  SecretLiteral: () =>
    messagesOf((stack) => {
      const type = IdentityProviderType.gitHub({ clientId: "Iv1.0a1b2c3d4e5f6789", clientSecret: "secret" });
      new IdentityProvider(stack, "github", { account, type });
    }),
  ServiceTokenInAllow: () =>
    messagesOf((stack) => {
      const token = AccessRule.serviceToken(new ServiceToken(stack, "ci", { account }));
      new AccessPolicy(stack, "machines", { account, include: [...emails, token] });
    }),
  ServiceTokenInvalid: () => messagesOf((stack) => new ServiceToken(stack, "ci", { account, duration: "1y" })),
  ServiceTokenOnPublicHost: () =>
    messagesOf((stack) => {
      publish(stack, { access: HostAccess.publicly("status page") }).allowServiceToken(
        new ServiceToken(stack, "ci", { account }),
      );
    }),
  ShortLivedCertificateInvalid: () =>
    messagesOf((stack) => {
      const application = publish(stack, { origin: Origin.ssh("10.0.3.12") }).application!;
      for (const id of ["ssh-ca", "second-ca"]) new ShortLivedCertificate(stack, id, { application });
    }),
  SessionDurationInvalid: () =>
    messagesOf((stack) => new AccessPolicy(stack, "staff", { account, include: emails, sessionDuration: "1d" })),
  SessionDurationShadowed: () =>
    messagesOf((stack) => {
      const staff = new AccessPolicy(stack, "employees", { account, include: emails, sessionDuration: "8h" });
      publish(stack, { access: HostAccess.of({ policies: [staff], sessionDuration: "1h" }) });
    }),
  StackMismatch: () =>
    messagesOf((stack) => {
      const other = new TerraformStack(stack.node.root, "other");
      publish(stack, { access: HostAccess.policies(staffOf(other)) });
    }),
  TeamNameInvalid: () =>
    messagesOf(
      (stack) => new Tunnel(stack, "tunnel", { account: { ...account, teamName: "example.cloudflareaccess.com" } }),
    ),
  WildcardPublic: () =>
    messagesOf((stack) => publish(stack, { hostname: "*.example.com", access: HostAccess.publicly("previews") })),
};
