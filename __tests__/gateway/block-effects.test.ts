import { TerraformStack } from "cdktf";
import { dnsPolicy, LAB, networkPolicy } from "./support";
import { ACCOUNT, messages, problems, stackWithProvider } from "../support/stack";
import { DnsAction, GatewayNetworkPolicyProps, Identity, NetworkAction, Traffic, Tunnel } from "cdktf-zero-trust";

const ENGINEERS = Identity.groups("engineers");
const STAFF = Identity.emailDomains("example.com");
const CONTRACTORS = Identity.groups("contractors");
const WARNING = ["narrow warning BlockWithoutEffect"];
const { ALLOW } = NetworkAction;
const SSH = LAB.and(Traffic.port(22));

let stack: TerraformStack;
beforeEach(() => (stack = stackWithProvider()));

type Props = Partial<GatewayNetworkPolicyProps>;

/** A route whose users are allowed, and from which all others are blocked, with one more block. */
function route(narrow: Props, allow: Props = {}) {
  networkPolicy(stack, { action: ALLOW, identity: ENGINEERS, ...allow }, "allow");
  networkPolicy(stack, narrow, "narrow");
  const deny = networkPolicy(stack, {}, "deny");
  new Tunnel(stack, "tunnel", { account: ACCOUNT }).route("10.50.0.0/16", { guardedBy: [deny] });
}

describe("a policy that blocks some users, ports or server names", () => {
  test.each<[string, Props, Props]>([
    ["a port", { traffic: SSH }, {}],
    ["a port of every address", { traffic: Traffic.port(22) }, {}],
    ["a server name", { traffic: LAB.and(Traffic.sniDomains("a.b")) }, {}],
    ["users", { identity: CONTRACTORS }, { identity: STAFF }],
    ["a port, by its precedence", { traffic: SSH, precedence: 20 }, { precedence: 10 }],
    ["devices", { identity: Identity.postureChecks("5f8a3c1e-0d8b-4b57-9d0e-5a6d7e8f9a0b") }, {}],
  ])("warns if a policy allows %s before", (_what, narrow, allow) => {
    route(narrow, allow);
    expect(problems(stack)).toEqual(WARNING);
    expect(problems(stack)).toEqual(WARNING); // once
  });

  test.each<[string, Props, Props]>([
    ["it is evaluated first", { traffic: SSH, precedence: 10 }, {}],
    ["it blocks users first", { identity: CONTRACTORS, precedence: 10 }, { identity: STAFF }],
    ["the policy before it allows other traffic", { traffic: SSH }, { traffic: LAB.and(Traffic.port(443)) }],
    [
      "no route of the app has its destination",
      { traffic: Traffic.destination("10.60.0.0/16").and(Traffic.port(22)) },
      {},
    ],
    ["no other policy blocks the rest", { traffic: Traffic.destination("10.0.0.0/8").and(Traffic.port(22)) }, {}],
  ])("does not warn if %s", (what, narrow, allow) => {
    if (what.startsWith("no other")) {
      new Tunnel(stack, "other", { account: ACCOUNT }).route("10.60.0.0/16", { unguarded: "a lab" });
    }
    route(narrow, allow);
    expect(problems(stack)).toEqual([]);
  });

  test("warns with the precedence that works", () => {
    route({ traffic: SSH, precedence: 2000 }, { precedence: 1000 });
    expect(messages(stack)).toEqual([
      "narrow warning BlockWithoutEffect: the policy has no effect on any route: stack/allow allows users and connections that it should block, because its precedence 1000 is lower than 2000. Set `precedence` of this policy to a number below 1000; by default, blocking policies are evaluated after all others.",
    ]);
  });

  test("warns if a DNS policy allows before it", () => {
    dnsPolicy(stack, { action: DnsAction.ALLOW, identity: STAFF }, "allow");
    dnsPolicy(stack, { identity: CONTRACTORS }, "narrow");
    const deny = dnsPolicy(stack, {}, "deny");
    new Tunnel(stack, "tunnel", { account: ACCOUNT }).routeHostname("web.a.example", { guardedBy: [deny] });
    expect(problems(stack)).toEqual(WARNING);
  });
});
