import { App, TerraformStack, TerraformVariable } from "cdktf";
import {
  AlertDestination,
  AlertWebhook,
  AlertWebhookProps,
  ServiceTokenExpiryAlert,
  TunnelHealthAlert,
  TunnelHealthAlertProps,
  TunnelStatus,
} from "../../lib/alerts";
import { graph } from "../../lib/testing";
import { Tunnel } from "../../lib/tunnel";
import { ACCOUNT, messages, OTHER_ACCOUNT, problems, resourceAt, stackWithProvider, UUID } from "../support/stack";

let stack: TerraformStack;
beforeEach(() => (stack = stackWithProvider()));

const oncall = AlertDestination.emails("oncall@example.com");
const variable = (id = "secret") => new TerraformVariable(stack, id, { sensitive: true }).stringValue;
const webhook = (props: Partial<AlertWebhookProps> = {}, id = "webhook") =>
  new AlertWebhook(stack, id, { account: ACCOUNT, url: "https://alerts.example.com/cloudflare", ...props });
const health = (props: Partial<TunnelHealthAlertProps> = {}, id = "health") =>
  new TunnelHealthAlert(stack, id, { account: ACCOUNT, destinations: [oncall], ...props });
const tunnel = (account = ACCOUNT, id = "edge") => new Tunnel(stack, id, { account });

describe("TunnelHealthAlert", () => {
  test("reports all tunnels that are degraded or down", () => {
    health();
    expect(resourceAt(stack, "health")).toEqual({
      account_id: ACCOUNT.accountId,
      name: "health",
      description: "The health of a tunnel changed",
      enabled: true,
      alert_type: "tunnel_health_event",
      mechanisms: { email: [{ id: "oncall@example.com" }] },
      filters: { new_status: ["TUNNEL_STATUS_TYPE_DEGRADED", "TUNNEL_STATUS_TYPE_DOWN"] },
    });
    expect(problems(stack)).toEqual([]);
  });

  test("reports the given tunnels and statuses to every kind of destination", () => {
    health({
      name: "Tunnels",
      tunnels: [tunnel()],
      statuses: [TunnelStatus.HEALTHY],
      destinations: [
        AlertDestination.emails("a@example.com", "b@example.com"),
        AlertDestination.webhook(webhook()),
        AlertDestination.pagerDuty(UUID),
      ],
    });
    const reference = expect.stringMatching(/^\$\{cloudflare_\w+\.\w+\.id\}$/);
    expect(resourceAt(stack, "health")).toMatchObject({
      name: "Tunnels",
      mechanisms: {
        email: [{ id: "a@example.com" }, { id: "b@example.com" }],
        webhooks: [{ id: reference }],
        pagerduty: [{ id: UUID }],
      },
      filters: { new_status: ["TUNNEL_STATUS_TYPE_HEALTHY"], tunnel_id: [reference] },
    });
    expect(graph(stack).edges).toEqual(expect.arrayContaining(["health -> edge", "health -> webhook"]));
    expect(problems(stack)).toEqual([]);
  });

  test.each<[string, () => Partial<TunnelHealthAlertProps>]>([
    ["no destination", () => ({ destinations: [] })],
    ["a destination without an address", () => ({ destinations: [AlertDestination.emails()] })],
    ["a malformed address", () => ({ destinations: [AlertDestination.emails("oncall")] })],
    ["a repeated address", () => ({ destinations: [oncall, oncall] })],
    ["a repeated webhook", () => ({ destinations: Array(2).fill(AlertDestination.webhook(webhook())) })],
    ["a PagerDuty key", () => ({ destinations: [AlertDestination.pagerDuty("R0A1B2C3")] })],
    ["an empty list of tunnels", () => ({ tunnels: [] })],
    ["no status", () => ({ statuses: [] })],
    ["a status that Cloudflare does not know", () => ({ statuses: ["down" as TunnelStatus] })],
  ])("fails with %s", (_, props) => {
    health(props());
    expect(problems(stack)).toEqual(["health AlertInvalid"]);
    expect(messages(stack)[0]).not.toContain("TfToken");
  });

  test("fails with a tunnel of another account, and with one that is listed more than once", () => {
    const twice = tunnel();
    health({ tunnels: [twice, twice, tunnel(OTHER_ACCOUNT, "other")] });
    expect(problems(stack)).toEqual(["health AccountMismatch", "health AlertInvalid"]);
  });
});

describe("ServiceTokenExpiryAlert", () => {
  test("reports all tokens of the account", () => {
    new ServiceTokenExpiryAlert(stack, "tokens", { account: ACCOUNT, destinations: [oncall] });
    expect(resourceAt(stack, "tokens")).toMatchObject({ alert_type: "expiring_service_token_alert" });
    expect(resourceAt(stack, "tokens").filters).toBeUndefined();
    expect(problems(stack)).toEqual([]);
  });
});

describe("AlertWebhook", () => {
  test("renders the URL, and the secret as a reference", () => {
    webhook({ secret: variable() });
    expect(resourceAt(stack, "webhook")).toEqual({
      account_id: ACCOUNT.accountId,
      name: "webhook",
      url: "https://alerts.example.com/cloudflare",
      secret: "${var.secret}",
      lifecycle: { create_before_destroy: true },
    });
    expect(problems(stack)).toEqual([]);
  });

  test.each<[string, Partial<AlertWebhookProps>]>([
    ["a literal secret", { secret: "hunter2" }],
    ["a literal URL of Slack", { url: "https://hooks.slack.com/services/hunter2" }],
    ["a literal URL of Microsoft Teams", { url: "https://example.webhook.office.com/webhookb2/hunter2" }],
  ])("fails with %s, without showing it", (_, props) => {
    webhook(props);
    expect(problems(stack)).toEqual(["webhook SecretLiteral"]);
    expect(messages(stack)[0]).not.toContain("hunter2");
  });

  test("accepts a reference to the URL of a chat service", () => {
    webhook({ url: variable() });
    expect(problems(stack)).toEqual([]);
  });

  test.each(["http://alerts.example.com", "alerts.example.com", ""])("fails when the URL is %p", (url) => {
    webhook({ url });
    expect(problems(stack)).toEqual(["webhook AlertInvalid"]);
  });

  test("is imported by its id", () => {
    const imported = AlertWebhook.fromWebhookId(stack, "imported", UUID);
    AlertWebhook.fromWebhookId(stack, "wrong", "alerts");
    health({ destinations: [AlertDestination.webhook(imported)] });
    expect(resourceAt.bind(undefined, stack, "imported")).toThrow();
    expect(problems(stack)).toEqual(["wrong IdInvalid"]);
  });

  test("fails when an alert of another stack uses it", () => {
    const elsewhere = stackWithProvider("other", App.of(stack));
    const destinations = [AlertDestination.webhook(webhook())];
    new ServiceTokenExpiryAlert(elsewhere, "tokens", { account: ACCOUNT, destinations });
    expect(messages(elsewhere)[0]).toContain("AlertWebhook.fromWebhookId(…)");
  });
});
