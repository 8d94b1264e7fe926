import { App, TerraformStack, TerraformVariable } from "cdktf";
import { synthesizedStep } from "./fixtures/app";
import { explored } from "../../lib/rehearsal";
import { ACCOUNT, stackWithProvider, zoneIn } from "../support/stack";
import { describeWithTerraform } from "../support/terraform";
import {
  AccessPolicy,
  AccessRule,
  AlertDestination,
  AlertWebhook,
  DeviceEnrollment,
  DeviceSettings,
  HostAccess,
  IdentityProvider,
  IdentityProviderType,
  Origin,
  ServiceTokenExpiryAlert,
  Tunnel,
  TunnelHealthAlert,
  ZeroTrustOrganization,
} from "cdktf-zero-trust";

jest.setTimeout(240_000);

interface Version {
  /** Whether users log in with an identity provider of the app. */
  readonly withProvider: boolean;
  /** Whether the account is managed: the organization, the devices and the alerts. */
  readonly withAccount: boolean;
  /** Whether the app has a public host, so that its zone is exempt. */
  readonly withPublicHost?: boolean;
}

function build(app: App, { withProvider, withAccount, withPublicHost = false }: Version): void {
  const stack = stackWithProvider("app", app);
  const include = withProvider ? AccessRule.loginMethod(okta(stack)) : AccessRule.emailDomain("example.com");
  const staff = new AccessPolicy(stack, "staff", { account: ACCOUNT, include: [include] });
  const tunnel = new Tunnel(stack, "edge", { account: ACCOUNT });
  const [zone, origin] = [zoneIn(stack), Origin.http("10.0.0.1", 80)];
  tunnel.publish("app.example.com", { zone, origin, access: HostAccess.policies(staff) });
  if (withPublicHost) tunnel.publish("www.example.com", { zone, origin, access: HostAccess.publicly("a website") });
  if (withAccount) addAccount(stack, staff, tunnel);
}

function okta(stack: TerraformStack): IdentityProvider {
  const { stringValue: clientSecret } = new TerraformVariable(stack, "okta-secret", {
    type: "string",
    sensitive: true,
  });
  const type = IdentityProviderType.okta({ accountUrl: "https://example.okta.com", clientId: "client", clientSecret });
  return new IdentityProvider(stack, "okta", { account: ACCOUNT, type });
}

function addAccount(stack: TerraformStack, staff: AccessPolicy, tunnel: Tunnel): void {
  const account = ACCOUNT;
  new ZeroTrustOrganization(stack, "organization", { account, name: "Example", denyUnmatchedRequests: true });
  new DeviceSettings(stack, "devices", { account });
  new DeviceEnrollment(stack, "enrollment", { account, policies: [staff] });
  const { stringValue: secret } = new TerraformVariable(stack, "webhook-secret", { type: "string", sensitive: true });
  const webhook = new AlertWebhook(stack, "webhook", { account, url: "https://alerts.example.com", secret });
  const destinations = [AlertDestination.webhook(webhook), AlertDestination.emails("oncall@example.com")];
  new TunnelHealthAlert(stack, "health", { account, tunnels: [tunnel], destinations });
  new ServiceTokenExpiryAlert(stack, "tokens", { account, destinations });
}

describeWithTerraform("a rehearsal", () => {
  test("creates, changes and removes identity providers, account settings and alerts without exposure", async () => {
    const versions: Version[] = [
      { withProvider: true, withAccount: true },
      { withProvider: true, withAccount: true, withPublicHost: true },
      { withProvider: false, withAccount: false },
    ];
    const [deployed, ...steps] = versions.map((version, i) => synthesizedStep(`${i}`, (app) => build(app, version)));
    const { exposures, notConverged, scenarios } = await explored(steps, { deployed, orders: 1, singles: 8 });
    expect(exposures).toEqual([]);
    expect(notConverged.filter(({ recovery }) => recovery === undefined)).toEqual([]);
    expect(scenarios.done).toBeGreaterThan(steps.length);
  });
});
