import { Aspects, TerraformResource, TerraformStack } from "cdktf";
import { IConstruct } from "constructs";
import { ACCOUNT, messages, problems, stackWithProvider, UUID, zoneIn } from "../support/stack";
import {
  AccessApplication,
  AccessGroup,
  AccessPolicy,
  AccessRule,
  DnsAction,
  GatewayDnsPolicy,
  GatewayNetworkPolicy,
  HostAccess,
  HostnameRoute,
  Identity,
  NetworkAction,
  Origin,
  PublishedHost,
  ServiceToken,
  Traffic,
  Tunnel,
  TunnelRoute,
  VirtualNetwork,
} from "cdktf-zero-trust";

let stack: TerraformStack;
let group: AccessGroup;
let policy: AccessPolicy;
let application: AccessApplication;
let host: PublishedHost;
let tunnel: Tunnel;
let allow: GatewayNetworkPolicy;
let block: GatewayNetworkPolicy;
let blockNames: GatewayDnsPolicy;
let route: TunnelRoute;
let hostnameRoute: HostnameRoute;

beforeEach(() => {
  const account = ACCOUNT;
  stack = stackWithProvider();
  const zone = zoneIn(stack);
  const origin = Origin.http("10.0.3.7", 8080);
  const emails = AccessRule.emailDomain("example.com");
  group = new AccessGroup(stack, "engineers", { account, include: [emails], require: [AccessRule.country("JP")] });
  const include = [AccessRule.group(group)];
  policy = new AccessPolicy(stack, "staff", { account, include, exclude: [AccessRule.emails("a@example.com")] });
  tunnel = new Tunnel(stack, "eks-dev", { account });
  host = tunnel.publish("a.example.com", { zone, origin, access: HostAccess.policies(policy) });
  application = new AccessApplication(stack, "wiki", {
    account,
    hostnames: ["wiki.example.com"],
    policies: [policy],
    allowedIdentityProviders: [UUID],
  });
  const traffic = Traffic.destination("10.10.0.0/16");
  const action = NetworkAction.ALLOW;
  allow = new GatewayNetworkPolicy(stack, "allow", {
    account,
    action,
    traffic,
    identity: Identity.groups("engineers"),
  });
  block = new GatewayNetworkPolicy(stack, "block", { account, action: NetworkAction.BLOCK, traffic });
  const names = Traffic.domains("svc.example.internal");
  blockNames = new GatewayDnsPolicy(stack, "names", { account, action: DnsAction.BLOCK, traffic: names });
  const virtualNetwork = new VirtualNetwork(stack, "lab", { account });
  route = tunnel.route("10.10.0.0/16", { virtualNetwork, guardedBy: [allow, block] });
  hostnameRoute = tunnel.routeHostname("svc.example.internal", { guardedBy: [blockNames] });
});

const at = (path: string) => within(stack, path);
const within = (construct: IConstruct, path: string) =>
  path.split("/").reduce((each, id) => each.node.findChild(id), construct) as TerraformResource;

/** What Aspects can change, by resource. Everything else that the provider knows is compared. */
const RESOURCES: [string, () => TerraformResource, string[]][] = [
  [
    "an Access policy",
    () => policy.resource,
    [
      "approval_groups",
      "approval_required",
      "isolation_required",
      "name",
      "purpose_justification_prompt",
      "purpose_justification_required",
      "session_duration",
    ],
  ],
  ["an Access group", () => group.resource, ["name"]],
  [
    "an Access application",
    () => application.resource,
    [
      "allow_iframe",
      "app_launcher_logo_url",
      "app_launcher_visible",
      "auto_redirect_to_identity",
      "bg_color",
      "cors_headers",
      "custom_deny_message",
      "custom_deny_url",
      "custom_non_identity_deny_url",
      "custom_pages",
      "enable_binding_cookie",
      "footer_links",
      "header_bg_color",
      "http_only_cookie_attribute",
      "landing_page_design",
      "logo_url",
      "name",
      "path_cookie_attribute",
      "read_service_tokens_from_header",
      "same_site_cookie_attribute",
      "service_auth_401_redirect",
      "session_duration",
      "skip_app_launcher_login_page",
      "skip_interstitial",
      "tags",
    ],
  ],
  ["a tunnel", () => tunnel.resource, ["name", "tunnel_secret"]],
  ["a tunnel's configuration", () => at("eks-dev/Config"), []],
  ["an interlock", () => at("eks-dev/Interlock"), []],
  ["an allowing network policy", () => allow.resource, ["description", "name"]],
  ["a blocking network policy", () => block.resource, ["description", "name"]],
  ["a DNS policy", () => blockNames.resource, ["description", "name"]],
  ["a route", () => route.resource, ["comment"]],
  ["a hostname route", () => hostnameRoute.resource, ["comment"]],
  ["the trigger of a route", () => within(route, "Way"), []],
  ["the trigger of a hostname route", () => within(hostnameRoute, "Way"), []],
  ["the trigger of a blocking policy", () => at("block/Blocked"), []],
  ["RouteOrder/Closed", () => at("RouteOrder/Closed"), []],
  ["RouteOrder/Guarded", () => at("RouteOrder/Guarded"), []],
];

test("the safety contract holds without Aspects", () => {
  expect(messages(stack)).toEqual([]);
});

describe.each(RESOURCES)("%s", (_, resourceOf, free) => {
  test("fails the safety contract when any attribute of the provider changes, except the free ones", () => {
    const resource = resourceOf() as any;
    // The class renders every attribute of the provider, set or not.
    const { synthesizeAttributes } = Object.getPrototypeOf(resource);
    const original: { [attribute: string]: unknown } = synthesizeAttributes.call(resource);
    const accepted: string[] = [];
    for (const attribute of Object.keys(original)) {
      resource.synthesizeAttributes = () => ({ ...original, [attribute]: "changed" });
      const found = messages(stack);
      if (found.length === 0) accepted.push(attribute);
      else expect(found).toEqual([expect.stringMatching(/ SafetyContractBroken: \w+ of \S+ is "changed", but/)]);
    }
    expect(accepted.sort()).toEqual(free);
  });

  test("fails the safety contract when it is moved", () => {
    resourceOf().moveFromId("some_thing.old");
    expect(messages(stack)).toEqual([expect.stringMatching(/ SafetyContractBroken: \S+ is moved from or to/)]);
  });
});

describe("an Aspect", () => {
  test.each<[string, () => TerraformResource, (resource: any) => void, string]>([
    ["turns a policy into a bypass", () => policy.resource, (it) => (it.decision = "bypass"), "decision"],
    ["opens a policy", () => policy.resource, (it) => it.putInclude([{ everyone: {} }]), "include"],
    ["removes an exclusion", () => policy.resource, (it) => it.resetExclude(), "exclude"],
    ["adds a requirement", () => policy.resource, (it) => it.putRequire([{ everyone: {} }]), "require"],
    ["opens a group", () => group.resource, (it) => it.putInclude([{ everyone: {} }]), "include"],
    ["removes a requirement", () => group.resource, (it) => it.resetRequire(), "require"],
    ["makes a group the default", () => group.resource, (it) => (it.isDefault = true), "isDefault"],
    [
      "moves an application to another host",
      appOf,
      (it) => it.putDestinations([{ uri: "b.example.com" }]),
      "destinations",
    ],
    ["sets the domain of an application", appOf, (it) => (it.domain = "b.example.com"), "domain"],
    ["changes the type of an application", appOf, (it) => (it.type = "bookmark"), "type"],
    ["replaces policies by an inline one", appOf, (it) => it.putPolicies([{ decision: "bypass" }]), "policies"],
    ["removes policies", appOf, (it) => it.resetPolicies(), "policies"],
    ["bypasses preflight requests", appOf, (it) => (it.optionsPreflightBypass = true), "optionsPreflightBypass"],
    ["allows other providers", () => application.resource, (it) => (it.allowedIdps = []), "allowedIdps"],
    ["allows all providers", () => application.resource, (it) => it.resetAllowedIdps(), "allowedIdps"],
    ["allows a login through WARP", appOf, (it) => (it.allowAuthenticateViaWarp = true), "allowAuthenticateViaWarp"],
    ["disables a block", () => block.resource, (it) => (it.enabled = false), "enabled"],
    ["turns a block into an allow", () => block.resource, (it) => (it.action = "allow"), "action"],
    ["changes what a block matches", () => block.resource, (it) => (it.traffic = "false"), "traffic"],
    ["limits a block to users", () => block.resource, (it) => (it.identity = 'identity.email == "a"'), "identity"],
    ["limits a block to devices", () => block.resource, (it) => (it.devicePosture = "x"), "devicePosture"],
    ["limits a block to times", () => block.resource, (it) => it.putSchedule({ mon: "08:00-09:00" }), "schedule"],
    ["makes a block expire", () => block.resource, (it) => it.putExpiration({ expiresAt: "2030-01-01" }), "expiration"],
    ["changes the order of a block", () => block.resource, (it) => (it.precedence = 1), "precedence"],
    ["turns a block into a DNS policy", () => block.resource, (it) => (it.filters = ["dns"]), "filters"],
    ["opens an allow to all users", () => allow.resource, (it) => it.resetIdentity(), "identity"],
    ["disables a DNS block", () => blockNames.resource, (it) => it.resetEnabled(), "enabled"],
    ["changes the names of a DNS block", () => blockNames.resource, (it) => (it.traffic = "false"), "traffic"],
    ["widens a route", () => route.resource, (it) => (it.network = "10.0.0.0/8"), "network"],
    ["moves a route to another tunnel", () => route.resource, (it) => (it.tunnelId = UUID), "tunnelId"],
    ["moves a route to another network", () => route.resource, (it) => it.resetVirtualNetworkId(), "virtualNetworkId"],
    ["routes another name", () => hostnameRoute.resource, (it) => (it.hostname = "example.internal"), "hostname"],
    ["moves a name to another tunnel", () => hostnameRoute.resource, (it) => (it.tunnelId = UUID), "tunnelId"],
    ["empties RouteOrder/Closed", () => at("RouteOrder/Closed"), (it) => (it.input = undefined), "input"],
    ["shortens RouteOrder/Guarded", () => at("RouteOrder/Guarded"), (it) => (it.input = []), "input"],
    ["empties the interlock", () => at("eks-dev/Interlock"), (it) => (it.input = {}), "input"],
    ["configures a tunnel locally", () => tunnel.resource, (it) => (it.configSrc = "local"), "configSrc"],
    ["configures another tunnel", () => at("eks-dev/Config"), (it) => (it.tunnelId = UUID), "tunnelId"],
  ])("fails the safety contract when it %s", (_, resourceOf, change, attribute) => {
    byAspect(resourceOf(), change);
    const { path } = resourceOf().node;
    expect(messages(stack)).toEqual([expect.stringContaining(` SafetyContractBroken: ${attribute} of ${path} is `)]);
  });

  test.each<[string, any]>([
    ["ignores changes of", { ignoreChanges: ["input"] }],
    ["sets createBeforeDestroy on", { createBeforeDestroy: true }],
  ])("fails the safety contract when it %s the order of routes", (_, lifecycle) => {
    for (const id of ["Closed", "Guarded"]) {
      byAspect(at(`RouteOrder/${id}`), (resource) => (resource.lifecycle = lifecycle));
    }
    const broken = "RouteOrder SafetyContractBroken: lifecycle";
    expect(messages(stack)).toEqual([expect.stringContaining(broken), expect.stringContaining(broken)]);
  });

  test("fails the safety contract for a bypass of preflight requests, with cors as the remedy", () => {
    host.application!.resource.optionsPreflightBypass = true;
    expect(messages(stack)).toEqual([
      "Hosts/a.example.com/Application SafetyContractBroken: optionsPreflightBypass of stack/Hosts/a.example.com/Application/Resource is true, but the construct wrote not set. A preflight request that bypasses Access carries no token, so the connector answers 403; use the property `cors`, with which Access answers it.",
    ]);
  });

  test("can change names, texts, tags and session durations", () => {
    for (const [, resourceOf] of RESOURCES) {
      byAspect(resourceOf(), (resource) => {
        if (resource.nameInput !== undefined) resource.name = `prod ${resource.nameInput}`;
        if (resource.descriptionInput !== undefined) resource.description = "owned by the platform team";
        if (resource.commentInput !== undefined) resource.comment = "owned by the platform team";
        if (resource.sessionDurationInput !== undefined) resource.sessionDuration = "1h";
      });
    }
    byAspect(appOf(), (resource) => {
      resource.tags = ["prod"];
      resource.logoUrl = "https://example.com/logo.png";
      resource.httpOnlyCookieAttribute = true;
    });
    byAspect(block.resource, (resource) =>
      resource.putRuleSettings({ blockReason: "ask the platform team", notificationSettings: { enabled: true } }),
    );
    byAspect(host.record!, (resource) => (resource.comment = "owned by the platform team"));
    expect(problems(stack)).toEqual([]);
  });

  test("can run while the constructs still grow", () => {
    host.application!.allowServiceToken(new ServiceToken(stack, "ci", { account: ACCOUNT }));
    const access = HostAccess.policies(policy);
    tunnel.publish("b.example.com", { zone: zoneIn(stack, "b.example.com"), origin: Origin.http("10.0.3.8"), access });
    tunnel.route("10.11.0.0/16", { unguarded: "a lab without users" });
    expect(problems(stack)).toEqual([]);
  });

  test("fails the safety contract when it changed an application before a service token was allowed", () => {
    host.application!.resource.type = "bookmark";
    host.application!.allowServiceToken(new ServiceToken(stack, "ci", { account: ACCOUNT }));
    expect(messages(stack)).toEqual([expect.stringContaining("type of stack/Hosts/a.example.com/Application")]);
  });
});

function appOf(): TerraformResource {
  return host.application!.resource;
}

/** Changes the resource as an Aspect of the user would: after all constructs exist. */
function byAspect(target: TerraformResource, change: (resource: any) => void): void {
  let done = false;
  Aspects.of(target).add({
    visit: (construct) => {
      if (construct !== target || done) return;
      done = true;
      change(construct);
    },
  });
}
