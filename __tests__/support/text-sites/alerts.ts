import { TerraformStack, TerraformVariable } from "cdktf";
import { accountOf, At, custom } from "./common";
import { UUID } from "../stack";
import { AlertDestination, AlertWebhook, ServiceTokenExpiryAlert, Tunnel, TunnelHealthAlert } from "cdktf-zero-trust";

export function alertProgram(stack: TerraformStack, at: At): void {
  const account = accountOf(at);
  const secret = new TerraformVariable(stack, "secret", { sensitive: true }).stringValue;
  const webhook = new AlertWebhook(stack, at("AlertWebhook.constructor id", "webhook"), {
    account,
    url: at("AlertWebhookProps.url", "https://alerts.example.com/cloudflare"),
    secret: at("AlertWebhookProps.secret", secret),
    name: at("AlertWebhookProps.name", "Alerts"),
  });
  const imported = AlertWebhook.fromWebhookId(
    stack,
    at("AlertWebhook.fromWebhookId id", "imported"),
    at("AlertWebhook.fromWebhookId webhookId", UUID),
  );
  new TunnelHealthAlert(stack, at("TunnelHealthAlert.constructor id", "health"), {
    account,
    tunnels: [new Tunnel(stack, "tunnel", { account })],
    name: at("AlertProps.name", "Tunnels"),
    destinations: [AlertDestination.webhook(webhook), AlertDestination.webhook(imported)],
  });
  new ServiceTokenExpiryAlert(stack, at("ServiceTokenExpiryAlert.constructor id", "tokens"), {
    account,
    destinations: [
      AlertDestination.emails(at("AlertDestination.emails addresses", "oncall@example.com")),
      AlertDestination.pagerDuty(at("AlertDestination.pagerDuty serviceId", UUID)),
      AlertDestination.webhook(custom(stack, "own-webhook", { webhookId: at("IAlertWebhook.webhookId", UUID) })),
    ],
  });
}
