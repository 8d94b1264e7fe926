import { attribute } from "../../../lib/reachability/users/attribute";
import { and, Formula, has, not, or } from "../../../lib/reachability/users/formula";
import { describeUser } from "../../../lib/reachability/users/user-text";
import { Comparison, EvaluatedState } from "../../../lib/rehearsal/checks/comparison";
import { Reach } from "../../../lib/rehearsal/checks/exposure";

const group = (name: string) => has(attribute("identity", name, "identified", `in ${name}`, `not in ${name}`));
const [staff, partners] = [group("staff"), group("partners")];
const germany = has(attribute("country", "DE", "self-asserted", "from DE", "not from DE"));
const opaque = has(attribute("unread", "x", "unknown", "who matches x", "who does not match x"));

/** A state in which these users get through to one host. */
function state(users: Formula, more: Partial<Reach> = {}): Reach[] {
  return [{ target: "https://a/", origin: "o", users, certainUsers: users, isResolved: true, layers: [], ...more }];
}

function compared(now: Reach[], before: Reach[], after: Reach[]) {
  const comparison = new Comparison(new EvaluatedState(before), new EvaluatedState(after), describeUser);
  const { exposures, lockouts } = comparison.differenceOf(new EvaluatedState(now));
  return [...exposures.map(({ level, to }) => `${level} ${to}`), ...lockouts.map(({ to }) => `lockout ${to}`)];
}

describe("Comparison", () => {
  test.each<[string, Reach[], Reach[], Reach[], string[]]>([
    ["nothing if the state is one of the steady states", state(staff), state(staff), state(partners), []],
    [
      "users whom neither version allows",
      state(or(staff, partners)),
      state(staff),
      state(staff),
      ["users a user in partners, not in staff"],
    ],
    ["no user whom one of the versions allows", state(or(staff, partners)), state(staff), state(partners), []],
    ["anyone whom neither version allows", state(true), state(staff), state(partners), ["public anyone"]],
    ["anyone at a host that neither version has", state(true), [], [], ["public anyone"]],
    ["strangers from a country", state(or(staff, germany)), state(staff), [], ["public a user from DE"]],
    ["users of another origin", state(staff, { origin: "p" }), state(staff), state(staff), ["users a user in staff"]],
    ["no user if the same condition is unknown in both versions", state(opaque), state(opaque), [], []],
    [
      "users who match an unknown condition only now",
      state(opaque),
      state(staff),
      [],
      ["users a user who matches x, not in staff"],
    ],
    [
      "users whom both versions allow and the state refuses",
      state(staff),
      state(or(staff, partners)),
      state(or(staff, partners)),
      ["lockout a user in partners, not in staff"],
    ],
    ["a host that is gone in between", [], state(staff), state(staff), ["lockout a user in staff"]],
    [
      "a lockout only of users whom both versions allow",
      [],
      state(staff),
      state(partners),
      ["lockout a user in staff and in partners"],
    ],
    [
      "no lockout if another origin answers",
      state(staff, { origin: "p" }),
      state(staff, { origin: "p" }),
      state(staff),
      [],
    ],
    [
      "a lockout if no record leads to the origin",
      state(staff, { isResolved: false }),
      state(staff),
      state(staff),
      ["lockout a user in staff"],
    ],
  ])("finds %s", (_, now, before, after, expected) => {
    expect(compared(now, before, after)).toEqual(expected);
  });

  test.each<[string, Formula[], Formula[], Formula[], string[]]>([
    ["a layer that admits strangers only now", [true, staff], [staff, staff], [staff, staff], ["layer anyone"]],
    ["no layer if a version has one layer only", [true, staff], [staff, true], [staff, staff], []],
    ["no layer if both layers protect", [staff, partners], [staff, staff], [staff, staff], []],
    ["a layer that admits a country", [staff, and(germany, not(partners))], [staff], [staff], ["layer a user from DE"]],
  ])("finds %s", (_, now, before, after, expected) => {
    const of = (layers: Formula[]) => state(staff, { layers });
    expect(compared(of(now), of(before), of(after))).toEqual(expected);
  });

  it("reports one exposure for two ways to the same origin", () => {
    expect(compared([...state(staff), ...state(partners)], state(staff), [])).toEqual([
      "users a user in partners, not in staff",
    ]);
  });
});
