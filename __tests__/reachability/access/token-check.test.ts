import { directory, domain, everyone, isIn, Person, policy, serviceToken } from "./support";
import { admissionOf } from "../../../lib/reachability/access/application";
import { AccessPolicyData } from "../../../lib/reachability/access/model";
import { tokenCheck, usersReaching } from "../../../lib/reachability/access/token-check";

const team = { team_name: "example", required: true };

function reaches(access: object, policies: Record<string, AccessPolicyData[]>, person: Person, application?: string) {
  const admission = (audience: string) =>
    admissionOf({ policies: policies[audience] ?? [], allowedProviders: [] }, directory({}));
  const covering = application === undefined ? undefined : { audience: application, admission: admission(application) };
  const users = usersReaching(covering, tokenCheck({ ...access }), (audience) => admission(audience).withToken);
  return isIn(users, person);
}

const staff = { A: [policy("allow", domain("a.com"))], B: [policy("allow", domain("b.com"))] };
const open = { A: [policy("bypass", everyone)] };
const mixed = { ...open, B: staff.B };
const machine = { A: [policy("non_identity", serviceToken("t"))] };
const a = { email: "u@a.com" };
const b = { email: "u@b.com" };

describe("usersReaching", () => {
  test.each<[string, object, Record<string, AccessPolicyData[]>, Person, string | undefined, boolean]>([
    ["accepts a token of the audience", { ...team, aud_tag: ["A"] }, staff, a, "A", true],
    ["refuses a request without a token", { ...team, aud_tag: ["A"] }, staff, {}, undefined, false],
    ["refuses a token of another application", { ...team, aud_tag: ["A"] }, staff, b, "B", false],
    ["accepts a token of any listed audience", { ...team, aud_tag: ["A", "B"] }, staff, b, "B", true],
    ["refuses every token without audiences", { ...team, aud_tag: [] }, staff, a, "A", false],
    ["refuses every token with an empty audience", { ...team, aud_tag: [""] }, staff, a, "A", false],
    ["refuses a token of a team that is not the account's", { ...team, aud_tag: ["foreign"] }, staff, a, "A", false],
    ["accepts every request if the check is not required", { team_name: "t", aud_tag: ["A"] }, {}, {}, undefined, true],
    ["refuses a request that bypasses Access", { ...team, aud_tag: ["A"] }, open, {}, "A", false],
    [
      "accepts a service token that the application admits",
      { ...team, aud_tag: ["A"] },
      machine,
      { token: "t" },
      "A",
      true,
    ],
    ["accepts every request without a check and an application", {}, {}, {}, undefined, true],
    ["accepts a token of a user who sends it past a bypass", { ...team, aud_tag: ["B"] }, mixed, b, "A", true],
    ["does not count a check that cloudflared refuses", { required: true, aud_tag: ["A"] }, {}, {}, undefined, true],
    ["refuses every request without a team and audiences", { required: true }, staff, a, "A", false],
  ])("%s", (_, access, policies, person, application, expected) => {
    expect(reaches(access, policies, person, application)).toBe(expected);
  });
});
