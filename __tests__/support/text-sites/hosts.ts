import { TerraformStack, TerraformVariable } from "cdktf";
import { At, accountOf, zoneOf, custom, HEX } from "./common";
import { UUID } from "../stack";
import {
  AccessApplication,
  AccessDecision,
  AccessGroup,
  AccessPolicy,
  AccessRule,
  HostAccess,
  HostRecord,
  IdentityProvider,
  IdentityProviderType,
  Origin,
  PublishedHost,
  ServiceToken,
  ShortLivedCertificate,
  Tunnel,
  ZeroTrustOrganization,
} from "cdktf-zero-trust";
import { ServiceTokenSecret } from "cdktf-zero-trust/lib/kubernetes";

function rules(stack: TerraformStack, at: At): AccessRule[] {
  const idp = (factory: string) => at(`AccessRule.${factory} identityProvider`, UUID);
  return [
    AccessRule.emails(at("AccessRule.emails emails", "a@example.com")),
    AccessRule.emailDomain(at("AccessRule.emailDomain domain", "example.com")),
    AccessRule.emailList(at("AccessRule.emailList listId", UUID)),
    AccessRule.ip(at("AccessRule.ip ranges", "203.0.113.0/24")),
    AccessRule.ipList(at("AccessRule.ipList listId", UUID)),
    AccessRule.country(at("AccessRule.country codes", "JP")),
    AccessRule.linkedAppToken(at("AccessRule.linkedAppToken applicationUid", UUID)),
    AccessRule.loginMethod(idp("loginMethod")),
    AccessRule.loginMethod(
      IdentityProvider.fromIdentityProviderId(
        stack,
        at("IdentityProvider.fromIdentityProviderId id", "idp"),
        at("IdentityProvider.fromIdentityProviderId identityProviderId", UUID),
      ),
    ),
    AccessRule.loginMethod(
      custom(stack, "own-idp", { identityProviderId: at("IIdentityProvider.identityProviderId", UUID) }),
    ),
    AccessRule.oneTimePin(idp("oneTimePin")),
    AccessRule.authMethod(at("AccessRule.authMethod method", "mfa")),
    AccessRule.authContext(
      at("AccessRule.authContext id", "id"),
      at("AccessRule.authContext authContextId", "c1"),
      idp("authContext"),
    ),
    AccessRule.azureGroup(at("AccessRule.azureGroup groupId", UUID), idp("azureGroup")),
    AccessRule.githubOrganization(
      at("AccessRule.githubOrganization name", "org"),
      idp("githubOrganization"),
      at("AccessRule.githubOrganization team", "sre"),
    ),
    AccessRule.googleGroup(at("AccessRule.googleGroup email", "a@example.com"), idp("googleGroup")),
    AccessRule.oktaGroup(at("AccessRule.oktaGroup name", "sre"), idp("oktaGroup")),
    AccessRule.samlAttribute(
      at("AccessRule.samlAttribute name", "team"),
      at("AccessRule.samlAttribute value", "sre"),
      idp("samlAttribute"),
    ),
    AccessRule.oidcClaim(
      at("AccessRule.oidcClaim name", "team"),
      at("AccessRule.oidcClaim value", "sre"),
      idp("oidcClaim"),
    ),
    AccessRule.devicePosture(at("AccessRule.devicePosture integrationUid", UUID)),
    AccessRule.commonName(at("AccessRule.commonName commonName", "machine.example.com")),
    AccessRule.externalEvaluation(
      at("AccessRule.externalEvaluation evaluateUrl", "https://a.example.com/ask"),
      at("AccessRule.externalEvaluation keysUrl", "https://a.example.com/keys"),
    ),
    AccessRule.group(
      AccessGroup.fromGroupId(
        stack,
        at("AccessGroup.fromGroupId id", "g"),
        at("AccessGroup.fromGroupId groupId", UUID),
      ),
    ),
    AccessRule.group(custom(stack, "own-group", { groupId: at("IAccessGroup.groupId", UUID) })),
    AccessRule.serviceToken(
      ServiceToken.fromServiceTokenId(
        stack,
        at("ServiceToken.fromServiceTokenId id", "t"),
        at("ServiceToken.fromServiceTokenId serviceTokenId", UUID),
      ),
    ),
  ];
}

export function identityProviderProgram(stack: TerraformStack, at: At): void {
  const account = accountOf(at);
  const secret = new TerraformVariable(stack, "client-secret", { sensitive: true }).stringValue;
  const client = (site: string) => ({
    clientId: at(`${site}.clientId`, "client"),
    clientSecret: at(`${site}.clientSecret`, secret),
  });
  const types = {
    google: IdentityProviderType.googleWorkspace({
      ...client("OAuthClientOptions"),
      domain: at("GoogleWorkspaceOptions.domain", "example.com"),
    }),
    entra: IdentityProviderType.entraId({
      ...client("OAuthClientOptions"),
      directoryId: at("EntraIdOptions.directoryId", UUID),
      emailClaim: at("EntraIdOptions.emailClaim", "mail"),
      claims: [at("EntraIdOptions.claims", "team")],
    }),
    okta: IdentityProviderType.okta({
      ...client("OAuthClientOptions"),
      accountUrl: at("OktaOptions.accountUrl", "https://example.okta.com"),
      authorizationServerId: at("OktaOptions.authorizationServerId", "aus1"),
      emailClaim: at("OktaOptions.emailClaim", "mail"),
      claims: [at("OktaOptions.claims", "team")],
    }),
    oidc: IdentityProviderType.oidc({
      ...client("OAuthClientOptions"),
      authUrl: at("OidcOptions.authUrl", "https://login.example.com/authorize"),
      tokenUrl: at("OidcOptions.tokenUrl", "https://login.example.com/token"),
      certsUrl: at("OidcOptions.certsUrl", "https://login.example.com/keys"),
      scopes: ["openid", at("OidcOptions.scopes", "email")],
      emailClaim: at("OidcOptions.emailClaim", "mail"),
      claims: [at("OidcOptions.claims", "team")],
    }),
    saml: IdentityProviderType.saml({
      entityId: at("SamlOptions.entityId", "https://saml.example.com"),
      ssoUrl: at("SamlOptions.ssoUrl", "https://saml.example.com/sso"),
      certificates: [at("SamlOptions.certificates", "MIIDpDCC")],
      attributes: [at("SamlOptions.attributes", "team")],
      emailAttribute: at("SamlOptions.emailAttribute", "mail"),
    }),
  };
  for (const [id, type] of Object.entries(types)) new IdentityProvider(stack, `idp-${id}`, { account, type });
  new IdentityProvider(stack, at("IdentityProvider.constructor id", "pin"), {
    account,
    type: IdentityProviderType.oneTimePin(),
  });
  const name = at("IdentityProviderProps.name", "One-time PIN");
  new IdentityProvider(stack, "named", { account, name, type: IdentityProviderType.oneTimePin() });
}

export function organizationProgram(stack: TerraformStack, at: At): void {
  new ZeroTrustOrganization(stack, at("ZeroTrustOrganization.constructor id", "organization"), {
    account: accountOf(at),
    name: at("ZeroTrustOrganizationProps.name", "Example"),
    sessionDuration: at("ZeroTrustOrganizationProps.sessionDuration", "8h"),
    clientSessionDuration: at("ZeroTrustOrganizationProps.clientSessionDuration", "12h"),
    denyUnmatchedRequests: true,
    exemptZones: [zoneOf(stack, at), custom(stack, "own-zone", { zoneId: HEX, zoneName: "example.org" })],
  });
}

export function accessProgram(stack: TerraformStack, at: At): void {
  const account = accountOf(at);
  const include = rules(stack, at);
  new AccessGroup(stack, at("AccessGroup.constructor id", "group"), { account, include });
  new AccessGroup(stack, "named", { account, name: at("AccessGroupProps.name", "Group"), include, require: include });
  new AccessPolicy(stack, at("AccessPolicy.constructor id", "policy"), {
    account,
    include,
    decision: AccessDecision.NON_IDENTITY,
    sessionDuration: at("AccessPolicyProps.sessionDuration", "24h"),
  });
  const everyone = [AccessRule.everyone()];
  const name = at("AccessPolicyProps.name", "P");
  new AccessPolicy(stack, "other", { account, name, include: everyone, exclude: include });
  const imported = AccessPolicy.fromPolicyId(
    stack,
    at("AccessPolicy.fromPolicyId id", "imported"),
    at("AccessPolicy.fromPolicyId policyId", UUID),
  );
  const own = custom(stack, "own-policy", { policyId: at("IAccessPolicy.policyId", UUID) });
  new AccessApplication(stack, at("AccessApplication.constructor id", "app"), {
    account,
    hostnames: [at("AccessApplicationProps.hostnames", "app.example.com")],
    policies: [imported, own],
    name: at("AccessApplicationOptions.name", "App"),
    sessionDuration: at("AccessApplicationOptions.sessionDuration", "24h"),
    allowedIdentityProviders: [at("AccessApplicationOptions.allowedIdentityProviders", UUID)],
    logoUrl: at("AccessApplicationOptions.logoUrl", "https://www.example.com/logo.png"),
    tags: [at("AccessApplicationOptions.tags", "prod")],
    customDenyUrl: at("AccessApplicationOptions.customDenyUrl", "https://www.example.com/denied"),
    cors: {
      origins: [at("CorsOptions.origins", "https://www.example.com")],
      methods: [at("CorsOptions.methods", "GET")],
      headers: [at("CorsOptions.headers", "Content-Type")],
    },
  });
  const ssh = new AccessApplication(stack, "ssh", { account, hostnames: ["ssh.example.com"], policies: [imported] });
  new ShortLivedCertificate(stack, at("ShortLivedCertificate.constructor id", "ca"), { application: ssh });
  new ServiceToken(stack, at("ServiceToken.constructor id", "ci"), {
    account,
    duration: at("ServiceTokenProps.duration", "8760h"),
    secretVersion: 2,
    previousSecretExpiresAt: at("ServiceTokenProps.previousSecretExpiresAt", "2030-01-31T00:00:00Z"),
  });
  const named = new ServiceToken(stack, "cd", { account, name: at("ServiceTokenProps.name", "CD") });
  new ServiceTokenSecret(stack, at("ServiceTokenSecret.constructor id", "secret"), {
    serviceToken: named,
    name: at("ServiceTokenSecretProps.name", "token"),
    namespace: at("ServiceTokenSecretProps.namespace", "default"),
  });
}

export function publishProgram(stack: TerraformStack, at: At): void {
  const account = accountOf(at);
  const zone = zoneOf(stack, at);
  const own = custom(stack, "own-zone", {
    zoneId: at("IZone.zoneId", HEX),
    zoneName: at("IZone.zoneName", "example.com"),
    certificateHosts: [at("IZone.certificateHosts", "*.apps.example.com")],
  });
  const staff = new AccessPolicy(stack, "staff", { account, include: [AccessRule.emailDomain("example.com")] });
  const access = HostAccess.policies(staff);
  const tunnel = new Tunnel(stack, at("Tunnel.constructor id", "tunnel"), { account });
  new Tunnel(stack, "named", { account, name: at("TunnelProps.name", "Tunnel") });
  const options = {
    caPool: at("OriginOptions.caPool", "/etc/ca.pem"),
    httpHostHeader: at("OriginOptions.httpHostHeader", "a.example.com"),
    originServerName: at("OriginOptions.originServerName", "a.example.com"),
  };
  const host = tunnel.publish(at("Tunnel.publish hostname", "app.example.com"), {
    zone,
    access,
    origin: Origin.https(at("Origin.https host", "10.0.0.1"), 443, options),
  });
  const add = (path: string, origin: Origin) => host.addPath(path, origin);
  add(at("PublishedHost.addPath path", "/reports"), Origin.http(at("Origin.http host", "10.0.0.2")));
  add("/tcp", Origin.tcp(at("Origin.tcp host", "10.0.0.3"), 5432));
  add("/ssh", Origin.ssh(at("Origin.ssh host", "10.0.0.4")));
  add("/vnc", Origin.vnc(at("Origin.vnc host", "10.0.0.4")));
  add("/rdp", Origin.rdp(at("Origin.rdp host", "10.0.0.5")));
  add("/smb", Origin.smb(at("Origin.smb host", "10.0.0.6")));
  add("/unix", Origin.unix(at("Origin.unix path", "/run/app.sock")));
  add("/of", Origin.of(at("Origin.of service", "http://10.0.0.7:8080")));
  add("/name", Origin.http("web.internal").withAddresses([at("Origin.withAddresses cidrs", "10.0.16.0/20")]));
  tunnel.publish("public.example.com", {
    zone: own,
    origin: Origin.http("10.0.0.8"),
    access: HostAccess.publicly(at("HostAccess.publicly reason", "a status page")),
    onlyPaths: [at("PublishOptions.onlyPaths", "/status")],
  });
  tunnel.publish("existing.example.com", {
    zone,
    origin: Origin.http("10.0.0.9"),
    access: HostAccess.existing({
      aud: at("ExistingAccessProps.aud", "a".repeat(64)),
      reason: at("ExistingAccessProps.reason", "the portal"),
    }),
  });
  const record = HostRecord.managedElsewhere(at("HostRecord.managedElsewhere reason", "the load balancer"));
  tunnel.publish("balanced.example.com", { zone, origin: Origin.http("10.0.0.11"), access, record });
  new PublishedHost(stack, at("PublishedHost.constructor hostname", "own.example.com"), {
    account,
    zone,
    access,
    origin: Origin.http("10.0.0.10"),
    target: at("PublishedHostProps.target", `${UUID}.cfargotunnel.com`),
  });
}
