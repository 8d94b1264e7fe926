import { cidr, estate, group, named, ofDomain, policy, some, target, to, users } from "./fixture";
import { isIn, Someone } from "./person";
import { examples } from "./sentences";
import type { GatewayPolicyData, PrivateTarget } from "../../../lib/reachability/gateway/model";
import { privateReach } from "../../../lib/reachability/gateway/private-reach";

const DEVICE: Someone = {};
const user = (email: string, more: Partial<Someone> = {}): Someone => ({ email, ...more });
const ALL = to("10.0.0.0/8");
const PRIVATE = [{ name: "app", destinations: [{ cidr: cidr("10.1.1.1"), ports: { from: 443, to: 443 } }] }].map(
  (each) => ({ ...each, application: ofDomain("x.com") }),
);

interface Case {
  readonly policies?: GatewayPolicyData[];
  readonly applications?: typeof PRIVATE;
  readonly target?: PrivateTarget;
  readonly reaching?: Someone[];
  readonly blocked?: Someone[];
}

const HTTPS = target("10.1.1.1", { port: 443, protocol: "tcp" });

describe("privateReach", () => {
  examples<Case>(
    {
      "allows every enrolled device without policies": { reaching: [DEVICE] },
      "allows the users of an allow policy before a block, and blocks a device without an identity": {
        policies: [
          policy("allow", { traffic: ALL, identity: 'identity.email matches "^.*@x[.]com$"' }),
          policy("block", { traffic: ALL }),
        ],
        reaching: [user("u@x.com")],
        blocked: [DEVICE, user("u@y.com"), user("u@x.com.evil.com")],
      },
      "ends the evaluation at a block, so that a narrower allow after it has no effect": {
        policies: [policy("block", { traffic: ALL }), policy("allow", { traffic: to("10.1.1.1") })],
        blocked: [DEVICE],
      },
      "ignores an allow that is not enabled": {
        policies: [policy("allow", { traffic: to("10.1.1.1"), enabled: false }), policy("block", { traffic: ALL })],
        blocked: [DEVICE],
      },
      "ignores a block that is not enabled": {
        policies: [policy("block", { traffic: ALL, enabled: false })],
        reaching: [DEVICE],
      },
      "blocks a device without an identity by a negated identity": {
        policies: [policy("block", { traffic: ALL, identity: 'not(identity.email == "a@x.com")' })],
        reaching: [user("a@x.com")],
        blocked: [DEVICE, user("b@x.com")],
      },
      "allows a device without an identity by a negated identity": {
        policies: [
          policy("allow", { traffic: ALL, identity: 'identity.email != "a@x.com"' }),
          policy("block", { traffic: ALL }),
        ],
        reaching: [DEVICE],
        blocked: [user("a@x.com")],
      },
      "blocks the variants of an e-mail address": {
        policies: [policy("block", { identity: 'identity.email == "guest@x.com"' })],
        blocked: [user("guest@x.com"), user("guest+1@x.com"), user("gu.est@x.com")],
        reaching: [user("guests@x.com"), user("guest@y.com"), DEVICE],
      },
      "allows the exact e-mail address only": {
        policies: [policy("allow", { identity: 'identity.email == "a@x.com"' }), policy("block")],
        reaching: [user("a@x.com")],
        blocked: [user("a+1@x.com"), DEVICE],
      },
      "requires the private application of a target": {
        applications: PRIVATE,
        target: HTTPS,
        reaching: [user("u@x.com")],
        blocked: [user("v@y.com"), DEVICE],
      },
      "blocks a private application that no earlier policy allows": {
        applications: PRIVATE,
        policies: [policy("block", { traffic: ALL })],
        target: HTTPS,
        blocked: [user("u@x.com")],
      },
      "reaches a private application that a policy allows by its presence": {
        applications: PRIVATE,
        policies: [
          policy("allow", { traffic: 'any(access.private_app[*] in {"*"})' }),
          policy("block", { traffic: ALL }),
        ],
        target: HTTPS,
        reaching: [user("u@x.com")],
        blocked: [user("v@y.com"), DEVICE],
      },
      "blocks another port than that of the private application": {
        applications: PRIVATE,
        policies: [
          policy("allow", { traffic: 'any(access.private_app[*] in {"*"})' }),
          policy("block", { traffic: ALL }),
        ],
        target: target("10.1.1.1", { port: 22, protocol: "tcp" }),
        blocked: [user("u@x.com")],
      },
      "requires a private application although a network policy allows everyone": {
        applications: PRIVATE,
        policies: [policy("allow", { traffic: to("10.1.1.1") })],
        target: HTTPS,
        reaching: [user("u@x.com")],
        blocked: [user("v@y.com")],
      },
      "blocks a name by a DNS policy before the resolution, whatever a policy after the resolution allows": {
        policies: [
          policy("allow", { builder: "dns", traffic: 'dns.dst.geo.country == "US"' }),
          policy("block", { builder: "dns", traffic: 'any(dns.domains[*] == "db.internal")' }),
        ],
        target: named("db.internal"),
        blocked: [DEVICE],
      },
      "matches a host by DNS without the names below it": {
        policies: [
          policy("block", { builder: "dns", traffic: 'dns.fqdn == "db.internal"' }),
          policy("allow", { builder: "dns", traffic: 'dns.fqdn == "test.db.internal"' }),
        ],
        target: named("test.db.internal"),
        reaching: [DEVICE],
      },
      "does not count a DNS block for a routed address": {
        policies: [policy("block", { builder: "dns", traffic: 'dns.fqdn == "wiki.internal"' })],
        target: target("10.0.0.5"),
        reaching: [DEVICE],
      },
      "sees no server name on another port than 443": {
        policies: [policy("block", { traffic: 'net.sni.host == "db.internal"' })],
        target: named("db.internal", { port: 5432, protocol: "tcp", serverName: "db.internal" }),
        reaching: [DEVICE],
      },
      "blocks a server name on port 443": {
        policies: [policy("block", { traffic: 'net.sni.host == "db.internal"' })],
        target: named("db.internal", { port: 443, protocol: "tcp", serverName: "db.internal" }),
        blocked: [DEVICE],
      },
      "never filters ICMP": {
        policies: [policy("block", { traffic: ALL }), policy("block")],
        target: target("10.1.1.1", { protocol: "icmp" }),
        reaching: [DEVICE],
      },
      "does not count the public application of a service for its private address": {
        applications: [],
        reaching: [DEVICE],
      },
      "allows by overrides": {
        policies: [policy("l4_override", { traffic: ALL }), policy("block", { traffic: ALL })],
        reaching: [DEVICE],
      },
      "reaches no target without a route": { target: target("192.168.0.1"), blocked: [DEVICE] },
      "covers one label below a hostname route, and not two": {
        target: named("a.b.db.internal"),
        blocked: [DEVICE],
      },
      "compares addresses of a list": {
        policies: [policy("block", { traffic: "any(net.dst.ip[*] in {10.0.0.0/8})" })],
        blocked: [DEVICE],
      },
      "requires posture checks and groups": {
        policies: [
          policy("allow", { identity: group("eng"), posture: 'any(device_posture.checks.passed[*] == "disk")' }),
          policy("block"),
        ],
        reaching: [user("u@x.com", { groups: ["eng", "all"], checks: ["disk"] })],
        blocked: [DEVICE, user("u@x.com", { groups: ["eng"] }), user("u@x.com", { checks: ["disk"] })],
      },
    },
    ({ policies = [], applications, target: to_, reaching = [], blocked = [] }) => {
      const reached = users(policies, to_, { privateApplications: applications });
      expect(reaching.map((each) => isIn(reached, each))).toEqual(reaching.map(() => true));
      expect(blocked.map((each) => isIn(reached, each))).toEqual(blocked.map(() => false));
    },
  );

  it("reports a schedule as unknown, and a block with one as a possible gap", () => {
    const scheduled = policy("block", {
      name: "weekend",
      builder: "dns",
      traffic: 'dns.fqdn == "db.internal"',
      unsure: "it has a schedule",
    });
    const { users: reached, unknown } = privateReach(named("db.internal"), estate({ policies: [scheduled] }));
    expect(unknown.map(({ why }) => why)).toEqual(["it has a schedule"]);
    expect(some(reached)).toBe("an enrolled user while policy weekend does not apply");
  });

  it("names the tunnel of the longest prefix", () => {
    const route = (range: string, tunnel: string, virtualNetwork = "default") => ({
      cidr: cidr(range),
      tunnel,
      virtualNetwork,
    });
    const routes = [route("10.0.0.0/8", "wide"), route("10.1.0.0/16", "narrow"), route("10.1.1.0/24", "lab", "lab")];
    const tunnel = (to_: PrivateTarget) => privateReach(to_, estate({ routes })).route?.tunnel;
    expect(tunnel(target("10.1.1.1"))).toBe("narrow");
    expect(tunnel(target("10.2.1.1"))).toBe("wide");
    expect(tunnel(target("10.1.1.1", { virtualNetwork: "lab" }))).toBe("lab");
    expect(tunnel(target("10.2.1.1", { virtualNetwork: "lab" }))).toBeUndefined();
    expect(tunnel(target("10.0.0.0/15"))).toBe("wide");
  });

  it("prefers the application of a name to that of its address", () => {
    const application = (domain: string, destination: object) => ({
      name: domain,
      destinations: [destination],
      application: ofDomain(domain),
    });
    const privateApplications = [
      application("address.com", { cidr: cidr("100.80.0.0/16") }),
      application("name.com", { hostname: "*.internal" }),
    ];
    const { applications } = privateReach(named("db.internal"), estate({ privateApplications }));
    expect(applications.map(({ name }) => name)).toEqual(["name.com"]);
  });

  it("allows what may match the real address of a name", () => {
    const policies = [policy("allow", { traffic: ALL }), policy("block", { traffic: to("100.80.0.0/16") })];
    const { unknown, users: reached } = privateReach(named("db.internal"), estate({ policies }));
    expect(unknown.map(({ why }) => why)).toEqual(["Gateway may compare the real address of the name"]);
    expect(isIn(reached, DEVICE)).toBeUndefined();
  });
});
