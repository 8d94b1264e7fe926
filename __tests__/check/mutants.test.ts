import { checkOfSteps } from "./synthesized-steps";
import { check } from "../../lib/check/check";
import type { CheckFinding, CheckReport } from "../../lib/check/model";
import { Mutant, Program, stepsOf } from "../rehearsal/fixtures/mutant";
import { MUTANTS } from "../rehearsal/fixtures/mutants";

jest.setTimeout(120_000);

/** What a finding about something that a clause prevents is about. A second configuration is not understood. */
const RULES: CheckFinding["rule"][] = [
  ...(["exposure-window", "layer-removed", "public-host", "public-route"] as const),
  "not-understood",
];

function reportsOf(program: Program, ...edits: Mutant["edit"][]): CheckReport[] {
  const { byRecords = false, ignoreTokenCheck = false } = program;
  return checkOfSteps(stepsOf(program, ...edits), (changeSet, order) =>
    check(changeSet, order, {
      assumeForeignRecords: !byRecords,
      ignoreTokenCheck,
      failOn: ["public", "users", "layer", "unknown"],
    }),
  );
}

const failuresIn = (reports: CheckReport[]) => reports.flatMap(({ findings }) => findings.filter(({ fails }) => fails));

describe("check of a program without one clause of the safety contract", () => {
  const exposing = MUTANTS.filter(({ preventedBy }) => preventedBy === undefined);

  test.each(exposing.map((mutant) => [mutant.name, mutant] as const))(
    "fails with an exposure or a missing layer: %s",
    (_, { program, edit, level }) => {
      const reports = reportsOf(program, edit);
      expect(reports.map(({ exitCode }) => exitCode)).toContain(1);
      const failures = failuresIn(reports);
      expect(RULES).toEqual(expect.arrayContaining(failures.map(({ rule }) => rule)));
      if (level !== undefined) expect(failures.map(({ failureClass }) => failureClass)).toContain(level);
    },
  );

  const programs = [...new Map(MUTANTS.map(({ name, program }) => [program, name]))];

  test.each(programs.map(([program, name]) => [name, program] as const))(
    "passes with every clause: the program of %s",
    (_, program) => {
      const failures = failuresIn(reportsOf(program));
      const isAllowed = ({ rule }: CheckFinding) => program.hasMissingLayer === true && rule === "layer-removed";
      expect(failures.filter((each) => !isAllowed(each))).toEqual([]);
    },
  );
});
