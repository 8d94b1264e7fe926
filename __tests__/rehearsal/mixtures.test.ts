import fc from "fast-check";
import { Estate } from "./fixtures/estate";
import { usersOfMixtures, usersOfVersions, usersOfWildcard } from "./fixtures/estate-users";
import { HOSTS } from "./fixtures/host-scenarios";
import { otherUsers, sorted } from "./fixtures/mixtures";
import { and, Formula, not } from "../../lib/reachability/users/formula";
import { Certainty, findStranger, findUser } from "../../lib/reachability/users/search";
import { describeUser } from "../../lib/reachability/users/user-text";
import { DetectedExposure, NOTHING, Step } from "../../lib/rehearsal";

const HOST = "a.example.com";
const ORIGIN = "http://10.0.0.1:80 through tunnel t";
const PUBLISHED = { tunnels: { t: {} }, hosts: { [HOST]: { tunnel: "t", policies: ["team"] } } };

const KINDS = ["users and origin", "old and new objects"] as const;

/** The users whom a mixture of two versions of the policies of one host allows, and neither version. */
function added(before: Partial<Estate>, after: Partial<Estate>): Formula {
  const versions: [Estate, Estate] = [
    { ...PUBLISHED, ...before },
    { ...PUBLISHED, ...after },
  ];
  return and(usersOfMixtures(...versions)(HOST, "/", ORIGIN), not(usersOfVersions(...versions)(HOST, "/", ORIGIN)));
}

function described(users: Formula): string | undefined {
  const user = findUser(users);
  return user && describeUser(user);
}

describe("the users of mixtures of two versions", () => {
  test("contain identified users whom an old policy and a new group allow together", () => {
    const users = added(
      { groups: { people: { include: ["x@staff.example.com"] } } },
      {
        groups: { people: { include: ["@partners.example.com"] } },
        policies: { team: { include: ["group people"], require: ["from JP"] } },
      },
    );
    expect(described(users)).toBe("a user with an e-mail of partners.example.com, not from JP");
  });

  test("do not contain users of a group that opens, because only the new policy refers to the open group", () => {
    const users = added(
      { groups: { people: { include: ["x@staff.example.com"] } } },
      {
        groups: { people: { include: ["everyone"] } },
        policies: { team: { include: ["group people"], require: ["@staff.example.com"] } },
      },
    );
    expect(described(users)).toBeUndefined();
  });

  test("contain the users of a wildcard who reach its origin under a name with its own application", () => {
    const [deep, wildcard] = ["x.a.example.com", "*.example.com"];
    const estate: Estate = {
      tunnels: { t: {}, u: {} },
      hosts: { [deep]: { tunnel: "u", policies: ["staff"] }, [wildcard]: { tunnel: "t", policies: ["partners"] } },
    };
    const users = (tunnel: string) => usersOfWildcard(estate)(deep, "/", `http://10.0.0.1:80 through tunnel ${tunnel}`);
    expect(described(users("t"))).toBe("a user with an e-mail of partners.example.com");
    expect(described(users("u"))).toBeUndefined();
  });

  test("contain no user of an origin that the host has in neither version", () => {
    expect(usersOfMixtures(PUBLISHED, PUBLISHED)(HOST, "/", "http://10.0.0.9:80 through tunnel t")).toBe(false);
  });

  test.each(HOSTS.kinds)("contain no stranger if neither version allows one: %s", (kind) => {
    fc.assert(
      fc.property(HOSTS.scenariosOf(kind), ({ before, after }) => {
        for (const [hostname, host] of Object.entries({ ...before.hosts, ...after.hosts })) {
          const origin = `http://10.0.0.1:${host.port ?? 80} through tunnel ${host.tunnel}`;
          const mixed = usersOfMixtures(before, after)(hostname, "/other", origin);
          const steady = usersOfVersions(before, after)(hostname, "/other", origin);
          expect(findStranger(and(mixed, not(steady)), Certainty.CERTAIN)).toBeUndefined();
        }
      }),
      { numRuns: 20, seed: 1 },
    );
  });
});

describe("the exposures of a campaign", () => {
  const step = (name: string): Step => ({ ...NOTHING, name });
  const steps = [step("before"), step("after"), NOTHING];
  const mixtures = KINDS.map((kind) => ({ kind, step: 1, usersOf: () => true }));
  const [others, alsoOthers] = otherUsers(mixtures).map(({ name }) => name);
  const exposure: DetectedExposure = {
    check: "published host",
    transition: "before -> after",
    fault: "no fault",
    calls: [],
    target: `https://${HOST}/`,
    origin: ORIGIN,
    level: "users",
    to: "a user",
  };
  const kindOf = (...found: DetectedExposure[]) => {
    const result = sorted(found, steps, mixtures);
    const [kind] = Object.entries(result.mixtures).find(([, each]) => each.length > 0) ?? ["exposure"];
    expect(result.exposures).toHaveLength(kind === "exposure" ? 1 : 0);
    return kind;
  };

  test("are mixtures of users and origin if no other user is exposed at the same moment", () => {
    expect(kindOf(exposure)).toBe("users and origin");
    expect(kindOf(exposure, { ...exposure, check: others, fault: "another" })).toBe("users and origin");
    expect(kindOf(exposure, { ...exposure, check: others, level: "layer" })).toBe("users and origin");
  });

  test("are mixtures of objects if only users of such mixtures are exposed", () => {
    expect(kindOf(exposure, { ...exposure, check: others })).toBe("old and new objects");
  });

  test("are no mixtures if other users are exposed too", () => {
    const both = [others, alsoOthers].map((check) => ({ ...exposure, check }));
    expect(kindOf(exposure, ...both)).toBe("exposure");
  });

  test("are no mixtures if they are public, or outside of the change", () => {
    expect(kindOf({ ...exposure, level: "public" })).toBe("exposure");
    expect(kindOf({ ...exposure, transition: "after -> nothing" })).toBe("exposure");
    expect(kindOf({ ...exposure, level: "layer" })).toBe("exposure");
  });
});
