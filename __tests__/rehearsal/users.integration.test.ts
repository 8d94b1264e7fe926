import { written } from "./fixtures/app";
import { EstateHost, stepOf } from "./fixtures/estate";
import { Exploration, explored, ExplorerOptions, renderText, Step } from "../../lib/rehearsal";
import {
  APPLICATION,
  application,
  CONFIG,
  config,
  GROUP,
  POLICY,
  rule,
  tokenChecked,
  TUNNEL,
} from "../inventory/fixture";
import { describeWithTerraform } from "../support/terraform";

jest.setTimeout(180_000);

/** Two orders and the first faults, so that a failure between two changes is included. */
const SOME: ExplorerOptions = { orders: 2, singles: 6 };
const ONCE: ExplorerOptions = { orders: 1, singles: 0 };

const HOST = "a.example.com";
const SECRET = 80;
const HARMLESS = 8080;

/** A step in which one host has these policies and this port of its origin. */
function host(policies: string[], port: number, more: Partial<EstateHost> = {}): Step {
  const name = `${policies.join(" and ")} to ${port}`;
  return stepOf(name, { tunnels: { t: {} }, hosts: { [HOST]: { tunnel: "t", policies, port, ...more } } });
}

/** The distinct exposures, without those of the calls and faults. */
function found({ exposures }: Exploration): string[] {
  return [...new Set(exposures.map(({ level, target, to, origin }) => `${level} ${target}: ${to} reaches ${origin}`))];
}

describeWithTerraform("a rehearsal of a host whose users and origin change", () => {
  const toPartners =
    `users https://${HOST}/: a user with an e-mail of partners.example.com reaches ` +
    `http://10.0.0.1:${SECRET} through tunnel t`;

  test("reports the added users who reach the old origin if both change in one apply", async () => {
    const { exposures, ...rest } = await explored(
      [host(["staff"], SECRET), host(["staff", "partners"], HARMLESS)],
      SOME,
    );
    expect(found({ exposures, ...rest })).toEqual([toPartners]);
    expect(exposures[0].fault).toBe("no fault");
    expect(exposures[0].calls.map(({ call }) => call).at(-1)).toBe(`update ${APPLICATION} ${HOST}`);
  });

  test("reports the users of a replaced policy who reach the old origin", async () => {
    expect(found(await explored([host(["staff"], SECRET), host(["partners"], HARMLESS)], ONCE))).toEqual([toPartners]);
  });

  test("reports nothing if the origin changes first, and then the users are added", async () => {
    const steps = [host(["staff"], SECRET), host(["staff"], HARMLESS), host(["staff", "partners"], HARMLESS)];
    expect(found(await explored(steps, SOME))).toEqual([]);
  });

  test("reports nothing if the users are removed first, and then the origin changes", async () => {
    const steps = [host(["staff", "partners"], HARMLESS), host(["staff"], HARMLESS), host(["staff"], SECRET)];
    expect(found(await explored(steps, SOME))).toEqual([]);
  });
});

/** A step with one host, whose policy includes a group. */
function withGroup(name: string, include: object[], policy: object, check = true): Step {
  const ingress = rule(HOST);
  const terraform = {
    resource: {
      [TUNNEL]: { edge: { account_id: "x", name: "edge" } },
      [GROUP]: { g: { account_id: "x", name: "g", include } },
      [POLICY]: {
        p: {
          account_id: "x",
          name: "p",
          decision: "allow",
          include: [{ group: { id: `\${${GROUP}.g.id}` } }],
          ...policy,
        },
      },
      [APPLICATION]: { a: { account_id: "x", ...application(HOST, "p") } },
      [CONFIG]: { edge: { account_id: "x", ...config([check ? tokenChecked(ingress, "a") : ingress]) } },
    },
  };
  return { name, stacks: [written(terraform)] };
}

describeWithTerraform("a rehearsal of a group that changes together with its policy", () => {
  const staff = [{ email: { email: "x@example.com" } }];
  const narrow = { require: [{ email_domain: { domain: "example.com" } }] };
  const through = "reaches http://10.0.0.1:80 through tunnel edge";

  test.each<[string, object[], string]>([
    ["everyone", [{ everyone: {} }], "public https://a.example.com/: anyone who logs in"],
    ["a country", [{ geo: { country_code: "DE" } }], "public https://a.example.com/: a user from DE"],
    [
      "ranges that are wide together",
      [{ ip: { ip: "0.0.0.0/1" } }, { ip: { ip: "128.0.0.0/1" } }],
      "public https://a.example.com/: a user from ",
    ],
    [
      "another domain",
      [{ email_domain: { domain: "partner.example" } }],
      "users https://a.example.com/: a user with an e-mail of partner.example",
    ],
  ])("reports the group of %s before its policy requires more", async (_, include, expected) => {
    const exploration = await explored([withGroup("v1", staff, {}), withGroup("v2", include, narrow)], ONCE);
    const [first, ...others] = found(exploration);
    expect(others).toEqual([]);
    expect(first.startsWith(expected)).toBe(true);
    expect(first.endsWith(through)).toBe(true);
  });

  test("reports any service token", async () => {
    const machines = { decision: "non_identity" };
    const office = { ...machines, require: [{ ip: { ip: "192.0.2.0/24" } }] };
    const steps = [
      withGroup("v1", [{ service_token: { token_id: "t" } }], machines),
      withGroup("v2", [{ any_valid_service_token: {} }], office),
    ];
    expect(found(await explored(steps, ONCE))).toEqual([
      `public https://a.example.com/: a user with any service token ${through}`,
    ]);
  });

  test("reports a bypass for some addresses if the connector requires no token", async () => {
    const bypass = { decision: "bypass" };
    const [one, two] = ["192.0.2.0/28", "198.51.100.0/28"].map((ip) => [{ ip: { ip } }]);
    const narrower = { ...bypass, require: one };
    const change = async (check: boolean) => {
      const steps = [withGroup("v1", one, bypass, check), withGroup("v2", two, narrower, check)];
      const exploration = await explored(steps, ONCE);
      // Without the check, the configuration does not wait for the application.
      const exposures = exploration.exposures.filter(({ transition }) => transition === "v1 -> v2");
      return found({ ...exploration, exposures });
    };
    expect(await change(false)).toEqual([`users https://a.example.com/: a user from 198.51.100.0/28 ${through}`]);
    expect(await change(true)).toEqual([]);
  });

  test("reports users who are refused in between, which is no exposure", async () => {
    const [a, b] = ["a@example.com", "b@example.com"].map((email) => ({ email: { email } }));
    const group = { group: { id: `\${${GROUP}.g.id}` } };
    const steps = [withGroup("v1", [a], { include: [group] }), withGroup("v2", [b], { include: [group, a] })];
    const exploration = await explored(steps, ONCE);
    expect(exploration.exposures).toEqual([]);
    expect(exploration.lockouts.map(({ target, to, transition }) => `${transition}: ${target}: ${to}`)).toEqual([
      "v1 -> v2: https://a.example.com/: a user with e-mail a@example.com",
    ]);
    expect(renderText(exploration)).toContain(
      "LOCKED OUT of https://a.example.com/: a user with e-mail a@example.com, whom both versions allow\n",
    );
  });
});
