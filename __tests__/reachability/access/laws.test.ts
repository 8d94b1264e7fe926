import * as fc from "fast-check";
import { Groups, naiveOutcome } from "./naive-access";
import { accessRules, groups, person, policies, policyFor, selector } from "./random-policies";
import { directory, group, hasAttribute, isIn, lookup, rules } from "./support";
import { admissionOf } from "../../../lib/reachability/access/application";
import type { AccessPolicyData, AccessRules } from "../../../lib/reachability/access/model";
import { usersReaching } from "../../../lib/reachability/access/token-check";
import { Formula, or } from "../../../lib/reachability/users/formula";
import { findUser, gained } from "../../../lib/reachability/users/search";

function admission(list: AccessPolicyData[], known: Groups) {
  const providerType = lookup({ okta: "okta", github: "github" });
  return admissionOf({ policies: list, allowedProviders: [] }, directory({ group: lookup(known), providerType }));
}

/** The users whom the edge admits, with or without a token. */
function admitted(list: AccessPolicyData[], known: Groups): Formula {
  const { withToken, withoutToken } = admission(list, known);
  return or(withToken, withoutToken);
}

function withRules({ name, decision, rules: old }: AccessPolicyData, change: (old: AccessRules) => AccessRules) {
  return { name, decision, rules: change(old!) };
}

function insert<T>(list: T[], index: number, item: T): T[] {
  return [...list.slice(0, index), item, ...list.slice(index)];
}

/** Policies, one more of them with its position, and groups. */
function withOneMore(...decisions: string[]) {
  return fc.tuple(policies, policyFor(...decisions), fc.nat(4), groups);
}

describe("admissionOf", () => {
  it("agrees with the evaluation of each person by itself", () => {
    fc.assert(
      fc.property(policies, groups, fc.array(person, { minLength: 1, maxLength: 6 }), (list, known, people) => {
        const { withToken, withoutToken } = admission(list, known);
        for (const each of people) {
          const outcome = isIn(withoutToken, each) ? "no token" : isIn(withToken, each) ? "token" : "denied";
          expect(outcome).toBe(naiveOutcome(list, each, known));
        }
      }),
      { numRuns: 500 },
    );
  });

  it("finds a user if there is one", () => {
    fc.assert(
      fc.property(policies, policies, groups, person, (before, after, known, each) => {
        const [old, renewed] = [admitted(before, known), admitted(after, known)];
        const witness = gained(old, renewed);
        const isWitness =
          witness?.has.every((value) => hasAttribute(each, value)) &&
          !witness.lacks.some((value) => hasAttribute(each, value));
        if (isWitness) expect([isIn(old, each), isIn(renewed, each)]).toEqual([false, true]);
        if (isIn(renewed, each)) expect(findUser(renewed)).toBeDefined();
        if (isIn(renewed, each) && !isIn(old, each)) expect(witness).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });
});

describe("gained", () => {
  const law = <T extends unknown[]>(input: fc.Arbitrary<T>, versions: (...values: T) => [Formula, Formula]) =>
    fc.assert(
      fc.property(input, (values) => {
        const [before, after] = versions(...values);
        expect(gained(before, after)).toBeUndefined();
      }),
      { numRuns: 200 },
    );

  it("finds no user after a policy that admits users is removed", () => {
    law(withOneMore("allow", "bypass", "non_identity"), (list, more, index, known) => [
      admitted(insert(list, index, more), known),
      admitted(list, known),
    ]);
  });

  it("finds no user after a Block policy is added", () => {
    law(withOneMore("deny"), (list, more, index, known) => [
      admitted(list, known),
      admitted(insert(list, index, more), known),
    ]);
  });

  it("finds no user after a Block policy is moved before the others", () => {
    law(withOneMore("deny"), (list, more, index, known) => [
      admitted(insert(list, index, more), known),
      admitted([more, ...list], known),
    ]);
  });

  it.each(["require", "exclude"] as const)("finds no user after a policy gains a rule in %s", (part) => {
    law(fc.tuple(withOneMore("allow", "bypass", "non_identity"), selector), ([list, more, index, known], added) => {
      const narrower = withRules(more, (old) => ({ ...old, [part]: [...old[part], added] }));
      return [admitted(insert(list, index, more), known), admitted(insert(list, index, narrower), known)];
    });
  });

  it("finds no user after a Block policy gains a rule in include", () => {
    law(fc.tuple(withOneMore("deny"), selector), ([list, more, index, known], added) => {
      const wider = withRules(more, (old) => ({ ...old, include: [...old.include, added] }));
      return [admitted(insert(list, index, more), known), admitted(insert(list, index, wider), known)];
    });
  });

  it("finds no user after rules are moved to a group, or back", () => {
    const input = fc.tuple(withOneMore("allow", "deny", "bypass", "non_identity"), accessRules, fc.boolean());
    law(input, ([list, more, index, known], own, back) => {
      const all = { ...known, own };
      const direct = insert(list, index, { ...more, rules: own });
      const byGroup = insert(list, index, { ...more, rules: rules({ include: [group("own")] }) });
      const versions: [Formula, Formula] = [admitted(direct, all), admitted(byGroup, all)];
      return back ? [versions[1], versions[0]] : versions;
    });
  });

  it("finds no user after the connector requires a token", () => {
    law(fc.tuple(policies, policies, groups), (list, other, known) => {
      const covering = { audience: "A", admission: admission(list, known) };
      const tokens = (audience: string) => admission(audience === "A" ? list : other, known).withToken;
      return [
        usersReaching(covering, { required: false, audiences: [] }, tokens),
        usersReaching(covering, { required: true, audiences: ["A", "B"] }, tokens),
      ];
    });
  });

  it("finds no user after the connector accepts fewer audiences", () => {
    law(fc.tuple(policies, policies, groups), (list, other, known) => {
      const covering = { audience: "A", admission: admission(list, known) };
      const tokens = (audience: string) => admission(audience === "A" ? list : other, known).withToken;
      return [
        usersReaching(covering, { required: true, audiences: ["A", "B"] }, tokens),
        usersReaching(covering, { required: true, audiences: ["A"] }, tokens),
      ];
    });
  });
});
