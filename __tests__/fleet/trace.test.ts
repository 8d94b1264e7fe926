import { App, LocalBackend } from "cdktf";
import { connected, ENGINEERS, ENTERPRISE, STANDARD } from "./support";
import { stackWithProvider, synth } from "../support/stack";
import {
  Account,
  DeviceProfile,
  Identity,
  NameTraceOutcome,
  NameTraceStation,
  NameTraceStatus,
  NetworkAction,
  GatewayNetworkPolicy,
  SplitTunnel,
  Traffic,
  VirtualNetwork,
  IReachable,
} from "cdktf-zero-trust";

const WEB = "web.shop.svc.dev.k8s.example.internal";
const engineer = { email: "a@example.com", groups: ["engineers"] };

/** A fleet with one cluster, which engineers reach. */
function reached(account: Account = ENTERPRISE, reach?: IReachable) {
  const made = connected(account);
  made.add("dev", { namespaces: ["shop"] });
  new DeviceProfile(made.stack, "engineers", {
    account,
    match: ENGINEERS,
    reach: reach ?? made.fleet,
    splitTunnel: SplitTunnel.exclude(),
  });
  return made;
}

test.each([ENTERPRISE, STANDARD])("Fleet.trace() connects for a user whom the cluster allows: %#", (account) => {
  const initialResolvedRanges = ["172.64.128.0/20"]; // otherwise the range of the account is unknown
  const trace = reached({ ...account, initialResolvedRanges }).fleet.trace(WEB, engineer);
  expect(trace.hops.filter(({ status }) => status === NameTraceStatus.BROKEN)).toEqual([]);
  expect([trace.fqdn, trace.broken]).toEqual([WEB, undefined]);
  expect(trace.outcome).toBe(NameTraceOutcome.CONNECTS);
});

test("Fleet.trace() reports the cluster's policy that blocks another user", () => {
  const trace = reached().fleet.trace(WEB, { email: "b@example.com", groups: ["sales"], profile: "engineers" });
  expect(trace.broken).toMatchObject({ at: NameTraceStation.NETWORK_POLICIES, code: "ConnectionBlocked" });
  expect(trace.outcome).toBe(NameTraceOutcome.BROKEN);
});

test("Fleet.trace() reports the DNS policy that blocks another user with hostname routes", () => {
  const trace = reached(STANDARD).fleet.trace(WEB, { email: "b@example.com", groups: [], profile: "engineers" });
  expect(trace.broken).toMatchObject({ at: NameTraceStation.DNS_POLICIES, code: "NameBlocked" });
});

test("Fleet.trace() reports names of unknown clusters and namespaces as unresolved", () => {
  for (const fqdn of ["web.shop.svc.prod.k8s.example.internal", "web.pay.svc.dev.k8s.example.internal"]) {
    expect(reached().fleet.trace(fqdn, engineer).broken?.code).toBe("NameUnresolved");
  }
});

test("Fleet.trace() reports a profile whose local domains contain the name", () => {
  const { fleet } = reached(ENTERPRISE, {
    account: ENTERPRISE,
    cidrs: ["10.10.0.0/16"],
    zones: [],
  });
  expect(fleet.trace(WEB, engineer).broken).toMatchObject({
    at: NameTraceStation.LOCAL_DOMAINS,
    code: "NameKeptLocal",
  });
});

test("Fleet.trace() reports an address outside the cluster's CIDRs as unrouted", () => {
  expect(reached().fleet.trace(WEB, { ...engineer, address: "172.20.0.7" }).broken?.code).toBe("AnswerUnrouted");
});

test("Fleet.trace() evaluates a policy that precedes the cluster's policies", () => {
  const { stack, fleet } = reached();
  new GatewayNetworkPolicy(stack, "freeze", {
    account: ENTERPRISE,
    precedence: 10,
    action: NetworkAction.BLOCK,
    traffic: Traffic.destination("10.10.0.0/16"),
  });
  expect(fleet.trace(WEB, engineer).broken?.decided).toContain("freeze");
});

test("Fleet.trace() connects to a cluster only from its own virtual network", () => {
  const { stack, fleet, add } = reached();
  add("lab", {
    podCidrs: ["10.20.0.0/16"],
    resolvers: ["10.20.0.10"],
    virtualNetwork: new VirtualNetwork(stack, "lab-net", { account: ENTERPRISE }),
  });
  const lab = "web.shop.svc.lab.k8s.example.internal";
  expect(fleet.trace(lab, engineer).broken?.code).toBe("AnswerUnrouted");
  expect(fleet.trace(lab, { ...engineer, virtualNetwork: "lab-net" }).outcome).toBe(NameTraceOutcome.CONNECTS);
});

test("NameTrace renders every hop as text and as a diagram", () => {
  const trace = reached().fleet.trace(WEB, engineer);
  const text = String(trace);
  const diagram = trace.toMermaid();
  for (const { decided } of trace.hops) expect(diagram).toContain(decided);
  expect(text).toMatch(new RegExp(`^${WEB}: `));
  expect(diagram).toMatch(/^```mermaid\nsequenceDiagram\n/);
});

test("Fleet.trace() does not change the stack", () => {
  const without = reached();
  const traced = reached();
  traced.fleet.trace(WEB);
  for (const { stack, add } of [without, traced]) {
    new LocalBackend(stack, { path: "elsewhere.tfstate" });
    add("stg", { podCidrs: ["10.20.0.0/16"], resolvers: ["10.20.0.10"] });
  }
  expect(synth(traced.stack)).toEqual(synth(without.stack));
});

test("Fleet.trace() reads the device profile of another stack", () => {
  const { stack, fleet, add } = connected();
  add("dev");
  const devices = stackWithProvider("devices", App.of(stack) as App);
  new DeviceProfile(devices, "engineers", { account: ENTERPRISE, match: ENGINEERS, reach: fleet });
  expect(fleet.trace(WEB, engineer).outcome).toBe(NameTraceOutcome.CONNECTS);
});

test("Fleet.trace() fails when the name is a wildcard", () => {
  expect(() => reached().fleet.trace("*.k8s.example.internal")).toThrow(/TraceQuestionInvalid/);
});

test("Fleet.trace() evaluates identities with alternatives", () => {
  const { stack, fleet, add } = connected();
  const both = Identity.anyOf(Identity.emails("c@example.com"), Identity.emailDomains("partner.example"));
  add("dev", { allow: [both] });
  new DeviceProfile(stack, "all", { account: ENTERPRISE, match: both, reach: fleet });
  const outcome = (email: string) => fleet.trace(WEB, { email, profile: "all" }).outcome;
  expect(["c@example.com", "x@partner.example", "d@example.com"].map(outcome)).toEqual([
    NameTraceOutcome.CONNECTS,
    NameTraceOutcome.CONNECTS,
    NameTraceOutcome.BROKEN,
  ]);
});
