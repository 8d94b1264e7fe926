import {
  VIRTUAL_NETWORK,
  allow,
  block,
  HOSTNAME_ROUTE,
  hostnameRoute,
  id,
  POLICY,
  policy,
  ROUTE,
  route,
  TUNNEL,
} from "./fixture";
import { exitCodeOf } from "../../../lib/cli/exit-code";
import { inventory } from "../../../lib/inventory";

const ENGINEERS = { identity: 'any(identity.groups.name[*] in {"engineers"})' };
const ONE = "net.dst.ip in {10.10.0.0/16}";
const TWO = "net.dst.ip in {10.20.0.0/16}";

/** Two routes, each with a policy that allows engineers, and one that blocks other users. */
function base() {
  return {
    [TUNNEL]: { dev: { name: "dev" } },
    [ROUTE]: { one: route("10.10.0.0/16"), two: route("10.20.0.0/16") } as Record<string, any>,
    [HOSTNAME_ROUTE]: {} as Record<string, any>,
    [VIRTUAL_NETWORK]: { lab: { name: "lab" } },
    [POLICY]: {
      allow1: allow(10, ONE, ENGINEERS),
      block1: block(20, ONE),
      allow2: allow(30, TWO, ENGINEERS),
      block2: block(40, TWO),
    } as Record<string, any>,
  };
}

type Stack = ReturnType<typeof base>;

function judged(change: (stack: Stack) => unknown) {
  const stack = base();
  change(stack);
  const { findings, privateRoutes, privateNames } = inventory({ name: "net", terraform: { resource: stack } });
  return {
    findings: findings.map(({ about, code }) => `${code} ${about.replace(/^.*[.]/, "")}`),
    codes: [exitCodeOf(findings, {}), exitCodeOf(findings, { strict: true })],
    messages: findings.map(({ message }) => message),
    privateRoutes,
    privateNames,
  };
}

type Change = [name: string, change: (stack: Stack) => unknown];

test("guarded routes have no finding", () => {
  expect(judged(() => undefined)).toMatchObject({ findings: [], codes: [0, 0] });
});

describe("summary exits with 1 for a private route that every enrolled device reaches", () => {
  test.each<Change>([
    ["if the policy that blocks other users is gone", (stack) => delete stack[POLICY].block1],
    ["if the policy that blocks other users is disabled", (stack) => (stack[POLICY].block1.enabled = false)],
    [
      "if the policy that blocks other users contains a part of the route only",
      (stack) => (stack[POLICY].block1.traffic = "net.dst.ip in {10.10.0.0/17}"),
    ],
    [
      "if the policy that blocks other users contains some ports only",
      (stack) => (stack[POLICY].block1.traffic = `${ONE} and net.dst.port == 22`),
    ],
    [
      "if the policy that blocks other users has an identity",
      (stack) => (stack[POLICY].block1.identity = 'identity.email == "mallory@example.com"'),
    ],
    [
      "if the policy that blocks other users has a schedule",
      (stack) => (stack[POLICY].block1.schedule = { mon: "08:00-17:00" }),
    ],
    [
      "if the policy that blocks other users expires",
      (stack) => (stack[POLICY].block1.expiration = { expires_at: "2030-01-01T00:00:00Z" }),
    ],
    [
      "if the policy that blocks other users is not a network policy",
      (stack) => (stack[POLICY].block1.filters = ["http"]),
    ],
    [
      "if the policy that blocks other users is for another virtual network",
      (stack) => (stack[POLICY].block1.traffic = `${ONE} and net.vnet_id == "${id(VIRTUAL_NETWORK, "lab")}"`),
    ],
    ["if the policy that blocks other users allows them", (stack) => (stack[POLICY].block1.action = "allow")],
    ["if a policy allows all users first", (stack) => delete stack[POLICY].allow1.identity],
    [
      "if a policy without a destination allows all users first",
      (stack) => (stack[POLICY].any = allow(1, "net.dst.port == 443")),
    ],
    ["if the route is wider than the policies", (stack) => (stack[ROUTE].one.network = "10.10.0.0/15")],
    [
      "if its comment is not a reason",
      (stack) => {
        delete stack[POLICY].block1;
        stack[ROUTE].one.comment = "a lab";
      },
    ],
  ])("%s", (name, change) => {
    const { findings, codes } = judged(change);
    const routes = name.includes("without a destination")
      ? ["RouteExposed one", "RouteExposed two"]
      : ["RouteExposed one"];
    expect({ findings, codes }).toEqual({ findings: routes, codes: [1, 1] });
  });

  test("if the route is in a virtual network for which no policy is written", () => {
    const inDefault = (traffic: string) => `${traffic} and net.vnet_id == "${id(VIRTUAL_NETWORK, "lab")}"`;
    const { findings } = judged((stack) => {
      stack[POLICY].block1.traffic = inDefault(ONE);
      stack[ROUTE].one.virtual_network_id = id(VIRTUAL_NETWORK, "lab");
      stack[ROUTE].three = route("10.10.0.0/16");
    });
    expect(findings).toEqual(["RouteExposed three"]);
  });
});

describe("a hostname route", () => {
  const WEB = "web.example.internal";
  const dns = (precedence: number, traffic: string, more: object = {}) =>
    policy("dns", "block", precedence, { traffic, ...more });
  const withRoute = (policies: Record<string, object>, more: object = {}) =>
    judged((stack) => {
      stack[HOSTNAME_ROUTE].web = { ...hostnameRoute(WEB), ...more };
      Object.assign(stack[POLICY], policies);
    });

  test("is reported if no policy restricts it, and the summary shows who reaches it", () => {
    const { findings, codes, privateNames, messages } = withRoute({});
    expect({ findings, codes }).toEqual({ findings: ["RouteExposed web"], codes: [1, 1] });
    expect(privateNames[0].who).toEqual(["all enrolled devices (no policy matches)"]);
    expect(messages[0]).toMatch(/^Any enrolled user reaches this route[.]/);
  });

  test.each([
    ["another name", { d: dns(5, 'any(dns.domains[*] in {"other.example"})') }],
    ["some users", { d: dns(5, `any(dns.domains[*] in {"${WEB}"})`, ENGINEERS) }],
    ["one port", { d: block(5, "net.dst.port == 22") }],
    ["the name and no name below it", { d: dns(5, `dns.fqdn == "${WEB}"`) }],
  ])("is reported if policies block %s only", (_, policies) => {
    expect(withRoute(policies)).toMatchObject({ findings: ["RouteExposed web"], codes: [1, 1] });
  });

  test("is not reported if a DNS policy blocks it, or its comment declares the reason", () => {
    const blocked = withRoute({ d: dns(5, `any(dns.domains[*] in {"${WEB}"})`) });
    expect(blocked).toMatchObject({ findings: [], codes: [0, 0] });
    expect(blocked.privateNames[0].who).toEqual(["no device (policy block 5)"]);
    const declared = withRoute({}, { comment: "unguarded: a status page" });
    expect(declared).toMatchObject({ findings: [], codes: [0, 0] });
    expect(declared.privateNames[0].comment).toBe("unguarded: a status page");
  });
});

describe("a private route", () => {
  test("is not reported if its comment declares the reason", () => {
    const found = judged((stack) => {
      delete stack[POLICY].block1;
      stack[ROUTE].one.comment = "unguarded: a lab";
    });
    expect(found).toMatchObject({ findings: [], codes: [0, 0] });
  });

  test("is shown with the users who reach it, if these change", () => {
    const { findings, privateRoutes } = judged(
      (stack) => (stack[POLICY].allow1.identity = 'any(identity.groups.name[*] in {"contractors"})'),
    );
    expect(findings).toEqual([]);
    expect(privateRoutes[0].who).toEqual([
      'any(identity.groups.name[*] in {"contractors"}) (policy allow 10); all other users are blocked (policy block 20)',
    ]);
  });

  test("is reported with the address and the port that are exposed", () => {
    const { messages } = judged((stack) => (stack[POLICY].block1.traffic = `${ONE} and not(net.dst.port == 22)`));
    expect(messages).toEqual([expect.stringMatching(/^Any enrolled user reaches 10[.]10[.]0[.]0, port 22[.]/)]);
  });

  test("is reported with the condition if a policy applies at some times only", () => {
    const { messages } = judged((stack) => (stack[POLICY].block1.schedule = { mon: "08:00-17:00" }));
    expect(messages[0]).toContain("An enrolled user while policy block 20 does not apply reaches this route.");
  });

  test("is reported if only a posture check that is managed elsewhere restricts it", () => {
    const found = judged((stack) => {
      delete stack[POLICY].allow1.identity;
      stack[POLICY].allow1.device_posture = 'any(device_posture.checks.passed[*] in {"0a1b"})';
    });
    expect(found).toMatchObject({ findings: ["RouteUnverified one"], codes: [0, 1] });
  });

  test.each<Change>([
    ["the addresses of a policy", (stack) => (stack[POLICY].block1.traffic = "net.dst.ip in ${local.ranges}")],
    ["whether a policy is enabled", (stack) => (stack[POLICY].block1.enabled = "${var.enabled}")],
  ])("makes the summary exit with 3 if only Terraform can evaluate %s", (_, change) => {
    expect(judged(change)).toMatchObject({ findings: ["ValueUnknown one"], codes: [3, 3] });
  });
});
