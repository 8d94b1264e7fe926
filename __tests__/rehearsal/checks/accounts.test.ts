import { describeEnrolledUser } from "../../../lib/reachability/gateway/enrolled-users";
import { Certainty, findStranger } from "../../../lib/reachability/users/search";
import { asTerraform, ExposureCheck } from "../../../lib/rehearsal/checks/exposure";
import { privateRoutes } from "../../../lib/rehearsal/checks/private-routes";
import { publishedHosts } from "../../../lib/rehearsal/checks/published-hosts";
import type { CloudObject } from "../../../lib/rehearsal/index";

const [ONE, TWO] = ["1".repeat(32), "2".repeat(32)];
const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";
const CIDR = "10.10.0.0/16";

const object = (type: string, account_id: string, name: string, values: CloudObject["values"]): CloudObject => ({
  type,
  id: `${name}-${account_id[0]}`,
  name,
  values: { account_id, ...values },
  state: {},
});
const tunnel = (account: string) => object(TUNNEL, account, "edge", { name: "edge" });
const route = (account: string) =>
  object(`${TUNNEL}_route`, account, "route", { network: CIDR, tunnel_id: `edge-${account[0]}` });
const policy = (account: string, action: string, precedence: number, more: CloudObject["values"] = {}) =>
  object("cloudflare_zero_trust_gateway_policy", account, `${action} ${precedence}`, {
    action,
    precedence,
    traffic: `net.dst.ip in {${CIDR}}`,
    enabled: true,
    filters: ["l4"],
    ...more,
  });

/** The targets that a stranger reaches in a state. Other states contain the other objects. */
function open(check: ExposureCheck, objects: CloudObject[], others: CloudObject[] = []): string[] {
  const evaluate = check.prepare([...objects, ...others].map(asTerraform));
  return evaluate(objects.map(asTerraform)).flatMap(({ target, users }) => {
    const stranger = findStranger(users, Certainty.CERTAIN);
    return stranger === undefined ? [] : [`${describeEnrolledUser(stranger)} -> ${target}`];
  });
}

const routed = [tunnel(ONE), route(ONE), tunnel(TWO), route(TWO)];
const openIn = (account: string) =>
  `any enrolled user -> 10.10.0.0 in the default virtual network of account ${account.slice(0, 8)}`;

describe("privateRoutes with two accounts", () => {
  test("finds the same range in each account", () => {
    expect(open(privateRoutes(), routed)).toEqual([openIn(ONE), openIn(TWO)]);
  });

  test("a block of one account protects no route of the other one", () => {
    expect(open(privateRoutes(), [...routed, policy(ONE, "block", 1)])).toEqual([openIn(TWO)]);
    expect(open(privateRoutes(), [...routed, policy(ONE, "block", 1), policy(TWO, "block", 1)])).toEqual([]);
  });

  test("an allow of one account opens no route of the other one", () => {
    const blocked = [policy(ONE, "block", 5), policy(TWO, "block", 5)];
    expect(open(privateRoutes(), [...routed, ...blocked, policy(TWO, "allow", 1)])).toEqual([openIn(TWO)]);
  });

  test("a default virtual network belongs to its own account", () => {
    const main = object(`${TUNNEL}_virtual_network`, TWO, "main", { name: "main", is_default_network: true });
    expect(open(privateRoutes(), [...routed, main])).toEqual([
      openIn(ONE),
      "any enrolled user -> 10.10.0.0 in main of account 22222222",
    ]);
  });

  test("keeps the names of targets in a state that contains one account only", () => {
    expect(open(privateRoutes(), [tunnel(ONE), route(ONE)], routed)).toEqual([openIn(ONE)]);
  });

  test("a private application of one account protects no route of the other one", () => {
    const application = object("cloudflare_zero_trust_access_application", ONE, "pods", {
      type: "self_hosted",
      destinations: [{ type: "private", cidr: CIDR, port_range: "1-65535" }],
      policies: [{ name: "staff", decision: "allow", include: [{ email_domain: { domain: "example.com" } }] }],
    });
    expect(open(privateRoutes(), [...routed, application])).toContain(openIn(TWO));
    expect(open(privateRoutes(), [...routed, application])).not.toContain(openIn(ONE));
  });
});

describe("publishedHosts with two accounts", () => {
  const HOST = "app.example.com";
  const published = [
    tunnel(ONE),
    object(`${TUNNEL}_config`, ONE, "edge", {
      tunnel_id: "edge-1",
      config: { ingress: [{ hostname: HOST, service: "http://web" }, { service: "http_status:404" }] },
    }),
    object("cloudflare_dns_record", "", HOST, { name: HOST, type: "CNAME", content: "edge-1.cfargotunnel.com" }),
  ];
  const application = (account: string) =>
    object("cloudflare_zero_trust_access_application", account, "app", {
      aud: `aud-${account[0]}`,
      destinations: [{ type: "public", uri: HOST }],
      policies: [{ name: "staff", decision: "allow", include: [{ email_domain: { domain: "example.com" } }] }],
    });
  const denying = (account: string) =>
    object("cloudflare_zero_trust_organization", account, "organization", { deny_unmatched_requests: true });
  const isOpen = (...more: CloudObject[]) =>
    open(publishedHosts(), [...published, ...more]).some((each) => each.endsWith(`https://${HOST}/`));

  test("an application covers the hosts of its own account only", () => {
    expect(isOpen(application(ONE))).toBe(false);
    expect(isOpen(application(TWO))).toBe(true);
  });

  test("a setting of the organization protects the hosts of its own account only", () => {
    expect(isOpen()).toBe(true);
    expect(isOpen(denying(ONE))).toBe(false);
    expect(isOpen(denying(TWO))).toBe(true);
  });
});
