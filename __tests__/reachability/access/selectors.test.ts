import {
  authMethod,
  country,
  directory,
  domain,
  email,
  everyone,
  group,
  ip,
  isIn,
  lookup,
  loginWith,
  oktaGroup,
  Person,
  rules,
} from "./support";
import { AccessRules, Directory } from "../../../lib/reachability/access/model";
import { usersOf } from "../../../lib/reachability/access/selectors";
import { Certainty, findStranger, findUser } from "../../../lib/reachability/users/search";

function users(parts: Partial<AccessRules>, known: Partial<Directory> = {}) {
  return usersOf(rules(parts), { directory: directory(known), login: true, linkedUsers: () => undefined });
}

const countries = { group: lookup({ G: rules({ include: [country("US"), country("PT")] }) }) };
const staff = { group: lookup({ G: rules({ include: [domain("a.com")], exclude: [email("boss@a.com")] }) }) };
const required = { include: [domain("a.com")], require: [group("G")] };
const others = { include: [everyone], exclude: [group("G")] };
const host = { include: [domain("a.com")], require: [ip("192.0.2.0/24"), ip("192.0.2.7/32")] };
const noSms = { include: [domain("a.com")], require: [authMethod("mfa")], exclude: [authMethod("sms")] };
const u = { email: "u@a.com" };

describe("usersOf", () => {
  test.each<[string, Partial<AccessRules>, Partial<Directory>, Person, boolean]>([
    [
      "matches one of several values in include",
      { include: [domain("a.com"), domain("b.com")] },
      {},
      { email: "u@b.com" },
      true,
    ],
    ["matches one of the values of a required group", required, countries, { ...u, country: "PT" }, true],
    ["does not match outside of a required group", required, countries, { ...u, country: "DE" }, false],
    ["applies the exclude rules of a group", { include: [group("G")] }, staff, { email: "boss@a.com" }, false],
    ["matches whom an excluded group excludes", others, staff, { email: "boss@a.com" }, true],
    ["does not match whom an excluded group contains", others, staff, u, false],
    ["matches an address in nested required ranges", host, {}, { ...u, address: "192.0.2.7" }, true],
    ["does not match an address outside of one required range", host, {}, { ...u, address: "192.0.2.8" }, false],
    ["does not match an excluded method", noSms, {}, { ...u, methods: ["pwd", "mfa", "sms"] }, false],
    ["matches without the excluded method", noSms, {}, { ...u, methods: ["pwd", "mfa"] }, true],
    ["compares e-mail addresses without letter case", { include: [email("U@A.com")] }, {}, u, true],
    ["accepts a domain with an at sign", { include: [domain("@a.com")] }, {}, u, true],
    ["does not match a subdomain", { include: [domain("a.com")] }, {}, { email: "u@sub.a.com" }, false],
  ])("%s", (_, parts, known, person, expected) => {
    expect(isIn(users(parts, known), person)).toBe(expected);
  });

  test.each<[string, Partial<AccessRules>, Partial<Directory>]>([
    ["two required countries", { include: [everyone], require: [country("US"), country("PT")] }, {}],
    ["two required domains", { include: [everyone], require: [domain("a.com"), domain("b.com")] }, {}],
    ["disjoint ranges", { include: [domain("a.com")], require: [ip("192.0.2.0/24"), ip("198.51.100.0/24")] }, {}],
    ["a group of another identity provider", { include: [oktaGroup("g", "one")], require: [loginWith("two")] }, {}],
    [
      "a method that the identity provider does not report",
      { include: [domain("a.com")], require: [authMethod("mfa"), loginWith("github")] },
      { providerType: lookup({ github: "github" }) },
    ],
    ["no include rule", { require: [domain("a.com")] }, {}],
  ])("matches no user with %s", (_, parts, known) => {
    expect(findUser(users(parts, known))).toBeUndefined();
  });

  it("matches a user of an identity provider that reports the method", () => {
    const parts = { include: [domain("a.com")], require: [authMethod("mfa"), loginWith("okta")] };
    expect(findUser(users(parts, { providerType: lookup({ okta: "okta" }) }))).toBeDefined();
  });

  test.each<[string, Partial<AccessRules>, Partial<Directory>]>([
    ["a group that is managed elsewhere", { include: [group("G")] }, {}],
    ["a group that contains itself", { include: [group("G")] }, { group: () => rules({ include: [group("G")] }) }],
    ["a selector that is new", { include: [{ name: "phase_of_the_moon", value: { phase: "full" } }] }, {}],
    ["a list that is managed elsewhere", { include: [{ name: "email_list", value: { id: "L" } }] }, {}],
    ["an address that is a reference", { include: [ip("${local.office}")] }, {}],
  ])("treats %s as unknown", (_, parts, known) => {
    expect(findStranger(users(parts, known), Certainty.CERTAIN)).toBeUndefined();
    expect(findStranger(users(parts, known), Certainty.POSSIBLE)).toBeDefined();
  });
});
