import * as fc from "fast-check";
import type { Groups } from "./naive-access";
import * as select from "./support";
import type { AccessPolicyData, AccessRules, Selector } from "../../../lib/reachability/access/model";

const plain: Selector[] = [
  select.everyone,
  ...["a@x.com", "b@x.com", "c@y.com"].map(select.email),
  ...["x.com", "y.com", "gmail.com"].map(select.domain),
  ...["DE", "US"].map(select.country),
  ...["10.0.0.0/8", "10.1.0.0/16", "192.0.0.0/8"].map(select.ip),
  ...["okta", "github"].map(select.loginWith),
  ...["mfa", "sms"].map(select.authMethod),
  ...["g", "h"].map((name) => select.oktaGroup(name)),
  ...["s", "t"].map(select.serviceToken),
  select.anyServiceToken,
  select.certificate,
  ...["m", "n"].map(select.commonName),
  ...["p", "q"].map(select.posture),
];

function rulesOf(selectors: Selector[]): fc.Arbitrary<AccessRules> {
  const some = (maxLength: number) => fc.array(fc.constantFrom(...selectors), { maxLength });
  return fc.record({ include: some(3), require: some(2), exclude: some(2) });
}

/** A group, and one that can contain it. */
export const groups: fc.Arbitrary<Groups> = fc.record({
  inner: rulesOf(plain),
  outer: rulesOf([...plain, select.group("inner"), select.group("inner")]),
});

export const accessRules = rulesOf([...plain, select.group("inner"), select.group("outer"), select.group("outer")]);
export const selector = fc.constantFrom(...plain);

export function policyFor(...decisions: string[]): fc.Arbitrary<AccessPolicyData> {
  return fc.record({ name: fc.constant("policy"), decision: fc.constantFrom(...decisions), rules: accessRules });
}

export const policies = fc.array(policyFor("allow", "deny", "non_identity", "bypass"), { maxLength: 4 });

const request = {
  country: fc.constantFrom("DE", "US", "PT"),
  address: fc.constantFrom("10.0.0.1", "10.1.0.1", "192.0.0.1", "203.0.113.1"),
  postures: fc.subarray(["p", "q"]),
  commonName: fc.constantFrom(undefined, "m", "n", "o"),
};

const login = fc.record({
  ...request,
  email: fc.constantFrom("a@x.com", "b@x.com", "c@y.com", "d@gmail.com", "e@z.com"),
  provider: fc.constant("okta"),
  groups: fc.subarray(["g", "h"]),
  methods: fc.subarray(["mfa", "sms", "pwd"]),
});

const otherLogin = login.map((person) => ({ ...person, provider: "github", groups: [], methods: [] }));

const client = fc.record({ ...request, token: fc.constantFrom(undefined, "s", "t", "u") });

/** A user who logs in, or a client without a login. */
export const person: fc.Arbitrary<select.Person> = fc.oneof(login, otherLogin, client);
