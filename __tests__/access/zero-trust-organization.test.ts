import { TerraformStack, TerraformVariable } from "cdktf";
import {
  AccessPolicy,
  AccessRule,
  HostAccess,
  ZeroTrustOrganization,
  ZeroTrustOrganizationProps,
} from "../../lib/access";
import { DeviceProfile } from "../../lib/device";
import { Identity } from "../../lib/gateway";
import { inventory } from "../../lib/inventory";
import { VirtualNetwork } from "../../lib/network";
import { Origin, Tunnel } from "../../lib/tunnel";
import { constraintOf } from "../support/cdk";
import {
  ACCOUNT,
  messages,
  OTHER_ACCOUNT,
  problems,
  resourceAt,
  stackWithProvider,
  synth,
  zoneIn,
} from "../support/stack";

let stack: TerraformStack;
beforeEach(() => (stack = stackWithProvider()));

const organization = (props: Partial<ZeroTrustOrganizationProps> = {}, id = "organization") =>
  new ZeroTrustOrganization(stack, id, { account: ACCOUNT, name: "Example", ...props });
const tunnel = () =>
  (stack.node.tryFindChild("edge") as Tunnel | undefined) ?? new Tunnel(stack, "edge", { account: ACCOUNT });
const zone = (name: string) => (stack.node.tryFindChild(name) as never) ?? zoneIn(stack, name);
const publish = (hostname: string, zoneName: string, access = HostAccess.publicly("a status page")) =>
  tunnel().publish(hostname, { zone: zone(zoneName), origin: Origin.http("10.0.0.1", 80), access });
const staff = () =>
  new AccessPolicy(stack, "staff", { account: ACCOUNT, include: [AccessRule.emailDomain("example.com")] });
const constraint = () => (stack.toTerraform() as any).terraform.required_providers.cloudflare.version;
const EXEMPT = "deny_unmatched_requests_exempted_zone_names";

describe("ZeroTrustOrganization", () => {
  test("renders the name, the team domain and the session duration, and leaves the provider's version", () => {
    const before = constraint();
    organization();
    expect(resourceAt(stack, "organization")).toEqual({
      account_id: ACCOUNT.accountId,
      name: "Example",
      auth_domain: "example.cloudflareaccess.com",
      session_duration: "24h",
    });
    expect(constraint()).toBe(before);
    expect(problems(stack)).toEqual([]);
  });

  test("renders the session duration of the client, which then counts as a login", () => {
    organization({ sessionDuration: "8h", clientSessionDuration: "1h30m" });
    expect(resourceAt(stack, "organization")).toMatchObject({
      session_duration: "8h",
      warp_auth_session_duration: "1h30m",
      allow_authenticate_via_warp: true,
    });
  });

  test.each<[string, Partial<ZeroTrustOrganizationProps>]>([
    ["OrganizationInvalid", { name: " " }],
    ["OrganizationInvalid", { clientSessionDuration: "1d" }],
    ["OrganizationInvalid", { clientSessionDuration: "" }],
    ["OrganizationInvalid", { exemptZones: [] }],
    ["SessionDurationInvalid", { sessionDuration: "1d" }],
    ["TeamNameInvalid", { account: { ...ACCOUNT, teamName: "example.cloudflareaccess.com" } }],
  ])("fails with %s for %j", (code, props) => {
    organization(props);
    expect(problems(stack)).toEqual([`organization ${code}`]);
  });

  test("fails when a second construct manages the organization of the account", () => {
    organization();
    organization({}, "second");
    organization({ account: OTHER_ACCOUNT }, "other");
    expect(problems(stack)).toEqual(["second AccountSettingTwice"]);
    expect(messages(stack)[0]).toContain("stack/organization");
  });
});

describe("denyUnmatchedRequests", () => {
  test("renders the setting and raises the version of the provider", () => {
    organization({ denyUnmatchedRequests: true });
    expect(resourceAt(stack, "organization")).toMatchObject({ deny_unmatched_requests: true, [EXEMPT]: [] });
    expect(constraint()).toBe(constraintOf("cloudflare", ">= 5.17.0, < 6.0.0"));
    expect(problems(stack)).toEqual([]);
  });

  test("can be removed again", () => {
    organization({ denyUnmatchedRequests: false });
    expect(resourceAt(stack, "organization").deny_unmatched_requests).toBe(false);
    expect(resourceAt(stack, "organization")[EXEMPT]).toBeUndefined();
    expect(constraint()).toBe(constraintOf("cloudflare", ">= 5.17.0, < 6.0.0"));
  });

  test.each([true, false])("does not lower a higher version that another construct requires (first: %s)", (first) => {
    const reach = { account: ACCOUNT, cidrs: ["10.0.0.0/16"], zones: [] };
    const profile = () =>
      new DeviceProfile(stack, "profile", {
        account: ACCOUNT,
        match: Identity.emails("a@example.com"),
        reach,
        virtualNetworks: [new VirtualNetwork(stack, "lab", { account: ACCOUNT })],
      });
    if (first) profile();
    organization({ denyUnmatchedRequests: true });
    if (!first) profile();
    expect(constraint()).toBe(constraintOf("cloudflare", ">= 5.20.0, < 6.0.0"));
  });

  test("exempts the zones of public hosts, also of those that are published later, and warns", () => {
    organization({ denyUnmatchedRequests: true });
    publish("www.example.org", "example.org");
    publish("status.example.com", "example.com");
    publish("docs.example.com", "example.com");
    publish("app.example.net", "example.net", HostAccess.policies(staff()));
    expect(resourceAt(stack, "organization")[EXEMPT]).toEqual(["example.com", "example.org"]);
    expect(problems(stack)).toEqual(Array(2).fill("organization warning ZoneExempt"));
  });

  test("exempts no zone of public hosts of another account", () => {
    organization({ denyUnmatchedRequests: true, account: OTHER_ACCOUNT });
    publish("status.example.com", "example.com");
    expect(resourceAt(stack, "organization")[EXEMPT]).toEqual([]);
    expect(problems(stack)).toEqual([]);
  });

  test("exempts exactly the given zones", () => {
    publish("status.example.com", "example.com");
    organization({ denyUnmatchedRequests: true, exemptZones: [zone("example.org"), zone("example.com")] });
    expect(resourceAt(stack, "organization")[EXEMPT]).toEqual(["example.com", "example.org"]);
    expect(problems(stack)).toEqual([]);
  });

  test("fails when a public host is in no exempt zone", () => {
    publish("status.example.com", "example.com");
    organization({ denyUnmatchedRequests: true, exemptZones: [zone("example.org")] });
    expect(problems(stack)).toEqual(["organization PublicHostDenied"]);
    expect(messages(stack)[0]).toContain('"status.example.com"');
  });

  test("fails when the name of the zone of a public host is a token", () => {
    const { stringValue } = new TerraformVariable(stack, "zone", {});
    const unknown = Object.assign(zoneIn(stack, "example.com"), { zoneName: stringValue });
    tunnel().publish("status.example.com", {
      zone: unknown,
      origin: Origin.http("10.0.0.1", 80),
      access: HostAccess.publicly("a status page"),
    });
    organization({ denyUnmatchedRequests: true });
    expect(problems(stack)).toEqual(["organization TokenNotAllowed"]);
  });
});

describe("a host of an app with denyUnmatchedRequests", () => {
  /** The protection of the host after its application is gone, such as by an edit in the dashboard. */
  function withoutApplication(exempt: string[]) {
    publish("app.example.com", "example.com", HostAccess.policies(staff()));
    organization({ denyUnmatchedRequests: true, exemptZones: exempt.map(zone) });
    const terraform = synth(stack);
    delete terraform.resource.cloudflare_zero_trust_access_application;
    const [configuration]: any[] = Object.values(terraform.resource.cloudflare_zero_trust_tunnel_cloudflared_config);
    for (const rule of configuration.config.ingress) delete rule.origin_request;
    const { hosts, findings } = inventory({ name: "stack", terraform });
    return { state: hosts[0].protection.state, layers: hosts[0].protection.layers, findings };
  }

  test("is protected by the denial if it loses its application", () => {
    expect(withoutApplication([])).toMatchObject({ state: "one layer", layers: ["denial of unmatched requests"] });
  });

  test("is exposed if it loses its application and its zone is exempt", () => {
    const { state, layers, findings } = withoutApplication(["example.com"]);
    expect([state, layers]).toEqual(["exposed", []]);
    expect(findings.map(({ code }) => code)).toContain("HostExposed");
  });
});
