import { App, LocalBackend } from "cdktf";
import { connected, ENGINEERS, ENTERPRISE, STANDARD } from "./support";
import { stackWithProvider, synth } from "../support/stack";
import {
  Account,
  DeviceProfile,
  Identity,
  NameTraceOutcome,
  NetworkAction,
  GatewayNetworkPolicy,
  SplitTunnel,
  Traffic,
  VirtualNetwork,
  IReachable,
} from "cdktf-zero-trust";

const WEB = "web.shop.svc.dev.k8s.example.internal";
const engineer = { email: "a@example.com", groups: ["engineers"] };

/** One cluster of such a fleet that its engineers reach. */
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

test.each([ENTERPRISE, STANDARD])("a name of a cluster connects for those whom it allows: %#", (account) => {
  const initialResolvedRanges = ["172.64.128.0/20"]; // which of Cloudflare's it is, only the account knows
  const trace = reached({ ...account, initialResolvedRanges }).fleet.trace(WEB, engineer);
  expect(trace.hops.filter(({ status }) => status === "broken")).toEqual([]);
  expect([trace.fqdn, trace.broken]).toEqual([WEB, undefined]);
  expect(trace.outcome).toBe(NameTraceOutcome.CONNECTS);
});

test("and is blocked for others, by the cluster's own policy", () => {
  const trace = reached().fleet.trace(WEB, { email: "b@example.com", groups: ["sales"], profile: "engineers" });
  expect(trace.broken).toMatchObject({ at: "network policies", code: "ConnectionBlocked" });
  expect(trace.outcome).toBe(NameTraceOutcome.BROKEN);
});

test("without resolver policies others do not even resolve it", () => {
  const trace = reached(STANDARD).fleet.trace(WEB, { email: "b@example.com", groups: [], profile: "engineers" });
  expect(trace.broken).toMatchObject({ at: "DNS policies", code: "NameBlocked" });
});

test("names of other clusters, or of no namespace that is named, do not resolve", () => {
  for (const fqdn of ["web.shop.svc.prod.k8s.example.internal", "web.pay.svc.dev.k8s.example.internal"]) {
    expect(reached().fleet.trace(fqdn, engineer).broken?.code).toBe("NameUnresolved");
  }
});

test("a profile that reaches something else keeps the name local", () => {
  const { fleet } = reached(ENTERPRISE, { cidrs: ["10.10.0.0/16"], zones: [] });
  expect(fleet.trace(WEB, engineer).broken).toMatchObject({ at: "local domains", code: "NameKeptLocal" });
});

test("an address that no CIDR of the cluster holds leads nowhere", () => {
  expect(reached().fleet.trace(WEB, { ...engineer, address: "172.20.0.7" }).broken?.code).toBe("AnswerUnrouted");
});

test("a policy of another hand that stands before the cluster's counts", () => {
  const { stack, fleet } = reached();
  new GatewayNetworkPolicy(stack, "freeze", {
    account: ENTERPRISE,
    precedence: 10,
    action: NetworkAction.BLOCK,
    traffic: Traffic.destination("10.10.0.0/16"),
  });
  expect(fleet.trace(WEB, engineer).broken?.decided).toContain("freeze");
});

test("a cluster in a virtual network of its own is reached from there alone", () => {
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

test("is text and a diagram, with every hop", () => {
  const trace = reached().fleet.trace(WEB, engineer);
  const [text, diagram] = [String(trace), trace.toMermaid()];
  for (const { decided } of trace.hops) expect(diagram).toContain(decided);
  expect(text).toMatch(new RegExp(`^${WEB}: `));
  expect(diagram).toMatch(/^```mermaid\nsequenceDiagram\n/);
});

test("leaves the stack as it was: it may still grow, and choose its backend", () => {
  const without = reached();
  const traced = reached();
  traced.fleet.trace(WEB);
  for (const { stack, add } of [without, traced]) {
    new LocalBackend(stack, { path: "elsewhere.tfstate" });
    add("stg", { podCidrs: ["10.20.0.0/16"], resolvers: ["10.20.0.10"] });
  }
  expect(synth(traced.stack)).toEqual(synth(without.stack));
});

test("reads all stacks of the app, a profile of another one too", () => {
  const { stack, fleet, add } = connected();
  add("dev");
  const devices = stackWithProvider("devices", App.of(stack) as App);
  new DeviceProfile(devices, "engineers", { account: ENTERPRISE, match: ENGINEERS, reach: fleet });
  expect(fleet.trace(WEB, engineer).outcome).toBe(NameTraceOutcome.CONNECTS);
});

test("refuses what is no name", () => {
  expect(() => reached().fleet.trace("*.k8s.example.internal")).toThrow(/TraceQuestionInvalid/);
});

test("is for somebody whom several clusters allow as well", () => {
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
