import { App, TerraformStack, TerraformVariable, Testing } from "cdktf";
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
import { rehearse } from "cdktf-zero-trust/lib/rehearsal";

jest.setTimeout(240_000);

interface Version {
  /** Whether users log in with an identity provider of the app. */
  readonly withProvider: boolean;
  /** Whether the account is managed: the organization, the devices and the alerts. */
  readonly withAccount: boolean;
  /** Whether the app has a public host, so that its zone is exempt. */
  readonly withPublicHost?: boolean;
}

function appOf({ withProvider, withAccount, withPublicHost = false }: Version): App {
  const app = Testing.app();
  const stack = stackWithProvider("app", app);
  const include = withProvider ? AccessRule.loginMethod(okta(stack)) : AccessRule.emailDomain("example.com");
  const staff = new AccessPolicy(stack, "staff", { account: ACCOUNT, include: [include] });
  const tunnel = new Tunnel(stack, "edge", { account: ACCOUNT });
  const [zone, origin] = [zoneIn(stack), Origin.http("10.0.0.1", 80)];
  tunnel.publish("app.example.com", { zone, origin, access: HostAccess.policies(staff) });
  if (withPublicHost) tunnel.publish("www.example.com", { zone, origin, access: HostAccess.publicly("a website") });
  if (withAccount) addAccount(stack, staff, tunnel);
  return app;
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

describeWithTerraform("rehearse", () => {
  test("creates, changes and removes identity providers, account settings and alerts without exposure", async () => {
    const report = await rehearse(
      [
        appOf({ withProvider: true, withAccount: true }),
        appOf({ withProvider: true, withAccount: true, withPublicHost: true }),
        appOf({ withProvider: false, withAccount: false }),
      ],
      { seconds: 20 },
    );
    expect(report.exposed).toEqual([]);
    expect(report.notConverged).toEqual([]);
    expect(report.scenarios).toBeGreaterThan(5);
  });
});
