import {
  country,
  directory,
  domain,
  email,
  everyone,
  ip,
  isIn,
  linkedToken,
  lookup,
  loginWith,
  oktaGroup,
  Person,
  policy,
  policyOf,
  posture,
  serviceToken,
} from "./support";
import { admissionOf } from "../../../lib/reachability/access/application";
import { AccessPolicyData, Directory, EMPTY_DIRECTORY } from "../../../lib/reachability/access/model";
import { or } from "../../../lib/reachability/users/formula";
import { Certainty, findStranger } from "../../../lib/reachability/users/search";

type Outcome = "token" | "no token" | "denied";

interface Setup {
  readonly policies: AccessPolicyData[];
  readonly allowedProviders?: string[];
  readonly known?: Partial<Directory>;
}

function admission({ policies, allowedProviders = [], known = {} }: Setup) {
  return admissionOf({ policies, allowedProviders }, directory(known));
}

function outcome(setup: Setup, person: Person): Outcome {
  const { withToken, withoutToken } = admission(setup);
  if (isIn(withoutToken, person)) return "no token";
  return isIn(withToken, person) ? "token" : "denied";
}

function stranger(setup: Setup) {
  const { withToken, withoutToken } = admission(setup);
  return findStranger(or(withToken, withoutToken), Certainty.CERTAIN);
}

const a = { email: "a@x.com" };
const bypassOrLogin = [policy("bypass", country("DE")), policy("allow", domain("x.com"))];
const denyFirst = [policy("deny", email("a@x.com")), policy("allow", domain("x.com"))];

describe("admissionOf", () => {
  test.each<[string, AccessPolicyData[], Person, Outcome]>([
    ["an application without policies denies users", [], a, "denied"],
    ["a Block policy after an Allow policy has no effect", [...denyFirst].reverse(), a, "token"],
    ["a Block policy before an Allow policy denies its users", denyFirst, a, "denied"],
    ["a Block policy leaves other users to the next policy", denyFirst, { email: "b@x.com" }, "token"],
    [
      "a Bypass policy precedes a Block policy",
      [policy("deny", everyone), policy("bypass", ip("192.0.2.0/24"))],
      { address: "192.0.2.7" },
      "no token",
    ],
    [
      "a Service Auth policy precedes a Block policy",
      [policy("deny", country("RU")), policy("non_identity", serviceToken("t"))],
      { token: "t", country: "RU" },
      "token",
    ],
    ["an Allow policy does not admit a service token", [policy("allow", serviceToken("t"))], { token: "t" }, "denied"],
    ["a Bypass policy for a country admits its visitors", bypassOrLogin, { country: "DE" }, "no token"],
    ["a Bypass policy for a country leaves others to the login", bypassOrLogin, { country: "FR" }, "denied"],
    ["a Service Auth policy for everyone admits visitors", [policy("non_identity", everyone)], {}, "token"],
    [
      "a Block policy that excludes a user does not admit the user",
      [policyOf("deny", { include: [everyone], exclude: [email("a@x.com")] })],
      a,
      "denied",
    ],
    [
      "a policy that does not match leaves the user to the next policy",
      [policyOf("allow", { include: [domain("x.com")], require: [posture("p")] }), policy("allow", domain("x.com"))],
      a,
      "token",
    ],
    [
      "a service token that no policy names does not use the policies for users",
      [policy("bypass", ip("192.0.2.0/24")), policy("allow", everyone)],
      { token: "t", address: "198.51.100.1" },
      "denied",
    ],
    [
      "a user who needs an approval counts as admitted",
      [policy("allow", oktaGroup("contractors")), policy("allow", oktaGroup("employees"))],
      { ...a, provider: "okta", groups: ["contractors"] },
      "token",
    ],
    [
      "a country without a login is not sufficient for an Allow policy",
      [policyOf("allow", { include: [country("DE")], require: [domain("x.com")] })],
      { country: "FR" },
      "denied",
    ],
    ["an identity rule does not match before the login", [policy("bypass", email("a@x.com"))], a, "denied"],
    [
      "Bypass and Service Auth policies precede in their order",
      [policy("allow", everyone), policy("non_identity", serviceToken("t")), policy("bypass", everyone)],
      { token: "t" },
      "token",
    ],
  ])("%s", (_, policies, person, expected) => {
    expect(outcome({ policies }, person)).toBe(expected);
  });

  const providers = { providerType: lookup({ pin: "onetimepin", okta: "okta" }) };

  it("admits a stranger at a public mail provider by any identity provider", () => {
    expect(stranger({ policies: [policy("allow", domain("gmail.com"))], known: providers })).toBeDefined();
  });

  it("admits only the users of the allowed identity providers", () => {
    const setup = { policies: [policy("allow", everyone)], allowedProviders: ["okta"], known: providers };
    expect(stranger(setup)).toBeUndefined();
    expect(outcome(setup, { ...a, provider: "okta" })).toBe("token");
    expect(stranger({ ...setup, allowedProviders: ["okta", "pin"] })).toBeDefined();
    expect(stranger({ ...setup, allowedProviders: [] })).toBeDefined();
  });

  test.each<[string, Setup, boolean]>([
    ["a one-time PIN", { policies: [policy("allow", loginWith("pin"))], known: providers }, true],
    [
      "an identity provider of the company",
      { policies: [policy("allow", loginWith("okta"))], known: providers },
      false,
    ],
    [
      "a consumer client",
      { policies: [policy("non_identity", posture("w"))], known: { postureType: () => "warp" } },
      true,
    ],
    ["a disk check", { policies: [policy("non_identity", posture("d"))], known: { postureType: () => "disk" } }, false],
    ["a bypass for a country", { policies: [policy("bypass", country("DE"))] }, true],
    ["a bypass for the internet", { policies: [policy("bypass", ip("0.0.0.0/1"), ip("128.0.0.0/1"))] }, true],
    ["a bypass for an office", { policies: [policy("bypass", ip("192.0.2.0/24"))] }, false],
  ])("decides whether a stranger passes with %s", (_, setup, expected) => {
    expect(stranger(setup) !== undefined).toBe(expected);
  });

  it("admits the users of a linked application with their tokens", () => {
    const linked = { policies: [policy("allow", domain("a.com"))], allowedProviders: [] };
    const setup = {
      policies: [policy("non_identity", linkedToken("A"))],
      known: { application: lookup({ A: linked }) },
    };
    expect(outcome(setup, { email: "u@a.com" })).toBe("token");
    expect(outcome(setup, { email: "u@b.com" })).toBe("denied");
  });

  it("treats applications that are linked in a circle as unknown", () => {
    const first: Setup & { allowedProviders: string[] } = {
      policies: [policy("non_identity", linkedToken("B"))],
      allowedProviders: [],
    };
    const second = { policies: [policy("non_identity", linkedToken("A"))], allowedProviders: [] };
    const known = directory({ application: lookup({ A: first, B: second }) });
    const { withToken } = admissionOf(first, known);
    expect(findStranger(withToken, Certainty.CERTAIN)).toBeUndefined();
    expect(findStranger(withToken, Certainty.POSSIBLE)).toBeDefined();
  });

  it("treats a policy that is managed elsewhere as unknown, with and without a token", () => {
    const policies = [{ name: "imported" }];
    const { withToken, withoutToken } = admissionOf({ policies, allowedProviders: [] }, EMPTY_DIRECTORY);
    for (const users of [withToken, withoutToken]) {
      expect(findStranger(users, Certainty.CERTAIN)).toBeUndefined();
      expect(findStranger(users, Certainty.POSSIBLE)).toBeDefined();
    }
  });
});
