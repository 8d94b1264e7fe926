import { country, directory, domain, email, everyone, group, isIn, policy } from "./support";
import { AccessEvaluator } from "../../../lib/reachability/access/access-evaluator";
import { PublicDestinations, publicDestinations } from "../../../lib/reachability/access/destinations";
import { AccessPolicyData } from "../../../lib/reachability/access/model";
import { EdgeApplication, publicReach, PublicTarget } from "../../../lib/reachability/access/public-reach";
import { TokenCheck } from "../../../lib/reachability/access/token-check";
import { unmatchedRequest } from "../../../lib/reachability/access/unmatched-requests";
import { describeUser } from "../../../lib/reachability/users/user-text";

const evaluator = new AccessEvaluator(directory({}));
const NO_CHECK = { required: false, audiences: [] };
const stranger = {};
const a = { email: "u@a.com" };

function application(audience: string, policies: AccessPolicyData[], preflightBypass = false): EdgeApplication {
  return { audience, preflightBypass, admission: evaluator.admissionOf({ policies, allowedProviders: [] }) };
}

const staff = application("A", [policy("allow", domain("a.com"))]);
const staffWithPreflight = { ...staff, preflightBypass: true };
const open = application("O", [policy("bypass", everyone)]);
const checkOf = (...audiences: string[]): TokenCheck => ({ required: true, audiences });

function reach(parts: Partial<PublicTarget>) {
  const known = [staff, open];
  return publicReach({
    kind: "regular",
    applications: [staff],
    unmatched: "admitted",
    check: NO_CHECK,
    usersWithToken: (tag) => known.find(({ audience }) => audience === tag)?.admission.withToken ?? false,
    ...parts,
  });
}

describe("publicReach", () => {
  test.each<[string, Partial<PublicTarget>, boolean]>([
    ["admits a stranger to a host without an application", { applications: [undefined] }, true],
    [
      "denies a stranger without an application and with a check",
      { applications: [undefined], check: checkOf("A") },
      false,
    ],
    ["denies a stranger at an application", {}, false],
    ["admits a stranger to a bypassed path", { applications: [open] }, true],
    ["denies a stranger whom the account denies", { applications: [undefined], unmatched: "denied" }, false],
    ["admits a stranger whom the account may deny", { applications: [undefined], unmatched: "unknown" }, true],
    ["admits a stranger if one of two applications is open", { applications: [staff, open] }, true],
    ["admits a preflight request with the bypass", { kind: "preflight", applications: [staffWithPreflight] }, true],
    ["denies another request with the bypass", { applications: [staffWithPreflight] }, false],
    ["denies a preflight request without the bypass", { kind: "preflight" }, false],
    [
      "denies a preflight request at the connector",
      { kind: "preflight", applications: [staffWithPreflight], check: checkOf("A") },
      false,
    ],
    ["admits a gRPC request if the zone accepts gRPC", { kind: "grpc", grpc: true }, true],
    ["denies a gRPC request if the zone refuses gRPC", { kind: "grpc", grpc: false }, false],
    ["denies a gRPC request at the connector", { kind: "grpc", grpc: true, check: checkOf("A") }, false],
  ])("%s", (_, parts, expected) => {
    expect(isIn(reach(parts).users, stranger)).toBe(expected);
  });

  it("reports the layers that protect", () => {
    const layers = (parts: Partial<PublicTarget>) => {
      const { edge, connector } = reach(parts);
      return [edge, connector].map((layer) => layer.stranger === undefined);
    };
    expect(layers({ check: checkOf("A") })).toEqual([true, true]);
    expect(layers({})).toEqual([true, false]);
    expect(layers({ applications: [undefined], check: checkOf("A") })).toEqual([false, true]);
    expect(layers({ applications: [open], check: checkOf("O") })).toEqual([false, true]);
    expect(layers({ applications: [undefined], unmatched: "denied" })).toEqual([true, false]);
    expect(layers({ applications: [staff, open] })).toEqual([false, false]);
  });

  it("describes a stranger who passes a layer", () => {
    const { edge } = reach({ applications: [application("C", [policy("bypass", country("DE"))])] });
    expect(describeUser(edge.stranger!)).toBe("a user from DE");
    expect(edge.isVerified).toBe(false);
  });

  it("does not verify a layer that depends on an object that is managed elsewhere", () => {
    const imported = application("I", [policy("allow", group("1234"))]);
    const { edge, connector, unknown } = reach({ applications: [imported], check: checkOf("A") });
    expect([edge.stranger, edge.isVerified]).toEqual([undefined, false]);
    expect([connector.stranger, connector.isVerified]).toEqual([undefined, true]);
    expect(unknown).toEqual(["in Access group 1234"]);
  });

  it("reports the readings that it depends on", () => {
    expect(reach({ kind: "grpc" }).unknown).toEqual(["if the zone accepts gRPC"]);
    expect(reach({ applications: [staff, undefined], unmatched: "unknown" }).unknown).toEqual([
      "which of several applications covers the request",
      "whether the account denies requests to other paths of a host with an application",
    ]);
  });

  it("distinguishes users who may reach the origin from those who surely do", () => {
    const { users, certainUsers } = reach({ applications: [staff, open] });
    expect([users, certainUsers].map((each) => isIn(each, stranger))).toEqual([true, false]);
    expect([users, certainUsers].map((each) => isIn(each, a))).toEqual([true, true]);
  });

  it("does not count a user as certain whom the account may deny", () => {
    const { users, certainUsers } = reach({ applications: [undefined], unmatched: "unknown" });
    expect([users, certainUsers]).toEqual([true, false]);
  });

  const admins = { type: "bookmark", domain: "b.example.com" };
  const hosts: Record<string, Record<string, unknown>> = {
    wild: { domain: "*.x.com" },
    named: { domain: "b.open.com" },
    admins,
  };
  const destinations = new PublicDestinations(
    Object.entries(hosts).flatMap(([name, each]) => publicDestinations(name, each)),
  );

  test.each<[string, string, boolean, boolean, boolean]>([
    ["denies a host that no application covers", "a.b.x.com", true, false, false],
    ["admits a stranger to a host that no application covers without the setting", "a.b.x.com", false, true, true],
    ["evaluates an application in an exempt zone", "b.open.com", true, false, true],
    ["admits a stranger to another host of an exempt zone", "c.open.com", true, true, true],
    ["does not count a bookmark as an application", "b.example.com", false, true, true],
    ["admits a user to a host that a wildcard covers", "a.x.com", true, false, true],
  ])("%s", (_, hostname, deny, admitsStranger, admitsUser) => {
    const applications = destinations.at(hostname, "/").map((owner) => (owner === undefined ? undefined : staff));
    const unmatched = unmatchedRequest({ deny, exemptZones: ["open.com"] }, hostname, false);
    const { users } = reach({ applications, unmatched });
    expect([isIn(users, stranger), isIn(users, a)]).toEqual([admitsStranger, admitsUser]);
  });
});

describe("AccessEvaluator", () => {
  it("evaluates shared policies once", () => {
    const policies = [policy("allow", email("u@a.com"))];
    const [first, second, other] = [policies, [...policies], [policy("allow", email("u@a.com"))]].map((each) =>
      evaluator.admissionOf({ policies: each, allowedProviders: [] }),
    );
    expect(second).toBe(first);
    expect(other).not.toBe(first);
    expect(other).toEqual(first);
  });
});
