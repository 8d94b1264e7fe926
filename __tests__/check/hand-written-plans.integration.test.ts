import { APPLICATION as APP, CONFIG, RECORD } from "./plan/fixture";
import { counted, flat, FlatOptions, inModules, renamed, repeated, SHAPES, versionFour } from "./plan/hand-written";
import { Configuration, plannedByTerraform, RealPlan } from "./plan/real-plan";
import { describeWithTerraform } from "../support/terraform";
import { check } from "../../lib/check/check";
import type { CheckReport } from "../../lib/check/model";
import { parsePlan } from "../../lib/check/plan/read-plan";
import { planOrder } from "../../lib/check/plan-order";

jest.setTimeout(120_000);

const FAIL_ON = ["public", "users", "layer", "unknown"] as const;

function reportOf({ json, graph }: RealPlan, assumeForeignRecords: boolean): CheckReport {
  const changeSet = parsePlan(json, "app");
  const { order, gaps } = planOrder(changeSet, JSON.parse(json), graph);
  expect(gaps).toEqual([]);
  return check(changeSet, order, { assumeForeignRecords, failOn: FAIL_ON });
}

/** The ids of the findings that fail, or "passes". */
function verdictOf(report: CheckReport): string {
  const failing = report.findings.filter(({ fails }) => fails).map(({ id }) => id);
  expect(report.exitCode).toBe(failing.length === 0 ? 0 : 1);
  return failing.join(", ") || "passes";
}

interface Case {
  /** Why the verdict is the right one, as a test name. */
  readonly why: string;
  readonly change: [before: Configuration, after: Configuration];
  /** The verdict if only records of the plan count, and if others may lead to the tunnel. */
  readonly own: string;
  readonly foreign: string;
}

const [THREE, TWO] = [
  ["a", "b", "c"],
  ["a", "b"],
];
const removal = (write: (names: string[]) => Configuration): Case["change"] => [write(THREE), write(TWO)];
const addition = (write: (names: string[]) => Configuration): Case["change"] => [write(TWO), write(THREE)];
const flatWith = (options: FlatOptions) => (names: string[]) => flat(names, options);
const dependsOn = (...addresses: string[]) => ({ depends_on: addresses });
const CREATED_FIRST = { lifecycle: { create_before_destroy: true } };
const [WINDOW, PASSES] = ["exposure-window@c.example.com", "passes"];
const recordAfterApplication = (name: string) => dependsOn(`${APP}.${name}`);
const afterApplications = (names: string[]) => dependsOn(...names.map((name) => `${APP}.${name}`));

const CASES: Case[] = [
  {
    why: "without dependencies, the application can be deleted while the record and the rule exist",
    change: removal(flat),
    own: WINDOW,
    foreign: WINDOW,
  },
  {
    why: "a record that waits for its application goes first, but the rule can stay longer than the application",
    change: removal(flatWith({ records: recordAfterApplication })),
    own: PASSES,
    foreign: WINDOW,
  },
  {
    why: "a configuration with plain depends_on waits for the deletion of the application",
    change: removal(flatWith({ records: recordAfterApplication, configuration: afterApplications })),
    own: PASSES,
    foreign: WINDOW,
  },
  {
    why: "an application that waits for the record is created last",
    change: addition(flatWith({ applications: (name) => dependsOn(`${RECORD}.${name}`) })),
    own: WINDOW,
    foreign: WINDOW,
  },
  {
    why: "the record and the rule wait for the application on creation",
    change: addition(
      flatWith({ records: (name) => dependsOn(`${APP}.${name}`, `${CONFIG}.t`), configuration: afterApplications }),
    ),
    own: PASSES,
    foreign: PASSES,
  },
  {
    why: "after the failure of the configuration, a later apply no longer orders the deletion of the application",
    change: removal(
      flatWith({
        applications: () => CREATED_FIRST,
        records: () => dependsOn(`${CONFIG}.t`),
        configuration: afterApplications,
      }),
    ),
    own: PASSES,
    foreign: WINDOW,
  },
  {
    why: "the token check still refuses every request to a host without an application",
    change: removal(flatWith({ hasTokenChecks: true })),
    own: "layer-removed@c.example.com",
    foreign: "layer-removed@c.example.com",
  },
  {
    why: "with for_each, the record waits for all applications, and the rule does not go first",
    change: removal(repeated),
    own: PASSES,
    foreign: WINDOW,
  },
  {
    why: "with for_each, the applications exist before the rule and the record",
    change: addition(repeated),
    own: PASSES,
    foreign: PASSES,
  },
  {
    why: "a dependency on a whole block remains after a failure, so that create_before_destroy suffices",
    change: removal((names) => repeated(names, "lifecycle { create_before_destroy = true }")),
    own: PASSES,
    foreign: PASSES,
  },
  {
    why: "the rule with the audience of a module outlives the application, but the connector asks for its token",
    change: removal(inModules),
    own: PASSES,
    foreign: "layer-removed@c.example.com",
  },
  {
    why: "the rule with the audience of a module waits for the application",
    change: addition(inModules),
    own: PASSES,
    foreign: PASSES,
  },
  {
    why: "a dynamic rule of version 4 does not wait for the application",
    change: addition(versionFour),
    own: PASSES,
    foreign: WINDOW,
  },
  {
    why: "a dynamic rule of version 4 outlives the application, whose policies go first",
    change: removal(versionFour),
    own: PASSES,
    foreign: WINDOW,
  },
  {
    why: "the policy that allows can exist before the policy that denies",
    change: addition((names) => versionFour(names, { isDenied: true })),
    own: WINDOW,
    foreign: WINDOW,
  },
  {
    why: "with count = 0, the host has no application",
    change: [counted(1), counted(0)],
    own: "public-host@a.example.com",
    foreign: "public-host@a.example.com",
  },
  {
    why: "a moved application does not change",
    change: [renamed("a"), renamed("b", "a")],
    own: PASSES,
    foreign: PASSES,
  },
  {
    why: "an application that is renamed without a moved block is deleted and created",
    change: [renamed("a"), renamed("b")],
    own: "exposure-window@a.example.com",
    foreign: "exposure-window@a.example.com",
  },
];

describeWithTerraform("check of a plan of hand-written Terraform", () => {
  test.each(CASES.map((each) => [each.why, each] as const))("%s", async (_, { change, own, foreign }) => {
    const plan = await plannedByTerraform(change, { shapes: SHAPES });
    expect([false, true].map((each) => verdictOf(reportOf(plan, each)))).toEqual([own, foreign]);
  });

  test("finds the case after a failure only in a sequence that contains the failure", async () => {
    const { change } = CASES.find(({ why }) => why.startsWith("after the failure"))!;
    const report = reportOf(await plannedByTerraform(change, { shapes: SHAPES }), true);
    const [{ steps, why }] = report.findings;
    expect(steps!.map(({ operation }) => operation)).toContain("fail update");
    expect(why).toMatch(/^after the failure of "update /);
  });
});
