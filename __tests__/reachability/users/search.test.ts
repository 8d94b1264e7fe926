import * as fc from "fast-check";
import { attribute, Attribute, LOGIN } from "../../../lib/reachability/users/attribute";
import { and, Formula, has, not, or, valueOf } from "../../../lib/reachability/users/formula";
import { Certainty, findStranger, findUser, gained } from "../../../lib/reachability/users/search";
import { describeUser } from "../../../lib/reachability/users/user-text";

const email = (value: string) => has(attribute("email", value, "identified", `with e-mail ${value}`, `not ${value}`));
const domain = (value: string) => has(attribute("email domain", value, "identified", `of ${value}`, `not of ${value}`));
const country = (value: string) =>
  has(attribute("country", value, "self-asserted", `from ${value}`, `not from ${value}`));
const range = (value: string) => has(attribute("address", value, "identified", `from ${value}`, `not from ${value}`));
const group = (value: string, provider?: string) =>
  has(attribute("identity", value, "identified", `in group ${value}`, `not in group ${value}`, provider));
const provider = (id: string) => has(attribute("login method", id, "identified", `by ${id}`, `not by ${id}`));
const token = (id: string) => has(attribute("service token", id, "identified", `with token ${id}`, `without ${id}`));
const opaque = (id: string) => has(attribute("unread", id, "unknown", `who matches ${id}`, `who does not match ${id}`));

describe("findUser", () => {
  test.each<[string, Formula]>([
    ["two e-mail addresses", and(email("a@x.com"), email("b@x.com"))],
    ["an e-mail address outside of a required domain", and(email("a@x.com"), domain("y.com"))],
    ["an e-mail address without its domain", and(email("a@x.com"), not(domain("x.com")))],
    ["two domains", and(domain("x.com"), domain("y.com"))],
    ["two countries", and(country("US"), country("PT"))],
    ["two disjoint ranges", and(range("192.0.2.0/24"), range("198.51.100.0/24"))],
    [
      "an address outside of the two halves of its range",
      and(range("10.0.0.0/8"), not(range("10.0.0.0/9")), not(range("10.128.0.0/9"))),
    ],
    ["no address at all", and(not(range("0.0.0.0/0")), not(range("::/0")))],
    ["a group of one provider and a login with another", and(group("g", "one"), provider("two"))],
    ["groups of two providers", and(group("g", "one"), group("h", "two"))],
    ["two service tokens", and(token("a"), token("b"))],
    ["a service token and a login", and(token("a"), has(LOGIN))],
    ["a service token and an identity", and(token("a"), email("a@x.com"))],
    ["an identity without a login", and(group("g"), not(has(LOGIN)))],
  ])("finds no user with %s", (_, formula) => {
    expect(findUser(formula)).toBeUndefined();
  });

  test.each<[string, Formula]>([
    ["an e-mail address and its domain", and(email("a@x.com"), domain("x.com"))],
    ["another address of a domain", and(domain("x.com"), not(email("a@x.com")))],
    ["nested ranges", and(range("10.0.0.0/8"), range("10.1.0.0/16"))],
    ["an address outside of one half of its range", and(range("10.0.0.0/8"), not(range("10.0.0.0/9")))],
    ["IPv6 only", not(range("0.0.0.0/0"))],
    ["two groups of one provider", and(group("g", "one"), group("h", "one"), provider("one"))],
  ])("finds a user with %s", (_, formula) => {
    expect(findUser(formula)).toBeDefined();
  });

  it("agrees with the enumeration of all assignments of independent attributes", () => {
    const names = ["a", "b", "c", "d"];
    const leaf = fc.constantFrom(...names).map((name) => opaque(name));
    const { tree } = fc.letrec<{ tree: Formula }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        leaf,
        tie("tree").map(not),
        fc.array(tie("tree"), { maxLength: 3 }).map((each) => and(...each)),
        fc.array(tie("tree"), { maxLength: 3 }).map((each) => or(...each)),
      ),
    }));
    fc.assert(
      fc.property(tree, (formula) => {
        const users = Array.from(
          { length: 16 },
          (_, bits) => new Map(names.map((name, i) => [`unread||${name}`, Math.floor(bits / 2 ** i) % 2 === 1])),
        );
        const exists = users.some((user) => valueOf(formula, user) === true);
        const found = findUser(formula);
        expect(found !== undefined).toBe(exists);
        if (found === undefined) return;
        const partial = new Map([
          ...found.has.map(({ key }): [string, boolean] => [key, true]),
          ...found.lacks.map(({ key }): [string, boolean] => [key, false]),
        ]);
        expect(valueOf(formula, partial)).toBe(true);
      }),
    );
  });

  it("handles sixty attributes that exclude each other", () => {
    const emails = Array.from({ length: 30 }, (_, i) => email(`u${i}@x.com`));
    const others = Array.from({ length: 30 }, (_, i) => email(`v${i}@x.com`));
    expect(findUser(and(or(...emails), or(...others)))).toBeUndefined();
    expect(findUser(and(or(...emails), not(or(...others))))).toBeDefined();
  });
});

describe("gained", () => {
  it("finds no user if a policy becomes narrower", () => {
    expect(gained(domain("x.com"), and(domain("x.com"), group("g")))).toBeUndefined();
  });

  it("compares many rules in another order in a short time", () => {
    const rules = Array.from({ length: 40 }, (_, i) => and(group(`g${i}`), opaque(`p${i}`), not(group(`x${i}`))));
    expect(gained(or(...rules), or(...[...rules].reverse()))).toBeUndefined();
    expect(gained(or(...rules.slice(1)), or(...[...rules].reverse()))).toBeDefined();
  });

  it("compares long lists of users", () => {
    const list = (changed: string) =>
      or(...Array.from({ length: 2000 }, (_, i) => email(`u${i === 9 ? changed : i}@x.com`)));
    expect(describeUser(gained(list("a"), list("b"))!)).toBe("a user with e-mail ub@x.com");
    expect(gained(list("a"), or(...[list("a")], email("u1@x.com")))).toBeUndefined();
  });

  it("names the decisive attributes of a user who gains access", () => {
    const before = and(group("contractors"), has(attribute("request", "p", "identified", "with p", "without check p")));
    const user = gained(before, group("contractors"))!;
    expect(describeUser(user)).toBe("a user in group contractors, without check p");
  });

  it("treats an unknown condition as the same before and after", () => {
    expect(gained(opaque("p"), opaque("p"))).toBeUndefined();
  });
});

describe("findStranger", () => {
  const strangers = (formula: Formula) => findStranger(formula, Certainty.CERTAIN);

  it.each<[string, Formula]>([
    ["anyone", true],
    ["users of a country", country("US")],
    ["users who log in", has(LOGIN)],
    ["users who are not in a group", not(group("g"))],
    ["two ranges that cover IPv4", or(range("0.0.0.0/1"), range("128.0.0.0/1"))],
    ["many ranges that are wide together", or(...Array.from({ length: 256 }, (_, i) => range(`${i}.0.0.0/8`)))],
  ])("finds a stranger among %s", (_, formula) => {
    expect(strangers(formula)).toBeDefined();
  });

  it.each<[string, Formula]>([
    ["users of a group in a country", and(group("g"), country("US"))],
    ["users in one /8", range("10.0.0.0/8")],
    ["no user", false],
  ])("finds no stranger among %s", (_, formula) => {
    expect(strangers(formula)).toBeUndefined();
  });

  it("counts an unknown condition only as a possibility", () => {
    for (const formula of [opaque("p"), not(opaque("p"))]) {
      expect(findStranger(formula, Certainty.CERTAIN)).toBeUndefined();
      expect(findStranger(formula, Certainty.POSSIBLE)).toBeDefined();
    }
  });
});

describe("describeUser", () => {
  const user = (given: Attribute[], lacks: Attribute[] = []) => describeUser({ has: given, lacks });

  it("calls a user without attributes anyone", () => {
    expect(user([])).toBe("anyone");
    expect(user([LOGIN])).toBe("anyone who logs in");
  });
});
