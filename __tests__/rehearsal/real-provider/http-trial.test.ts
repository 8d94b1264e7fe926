import { FakeRehearsal, POLICY } from "./fake-rehearsal";
import { runHttpTrial } from "../../../lib/rehearsal/real-provider/http-trial";

const NOTHING = { apply: [], again: [] };
const call = `create ${POLICY} p`;
const trial = (rehearsal: FakeRehearsal, faults: Parameters<typeof runHttpTrial>[2]) =>
  runHttpTrial(rehearsal.asRehearsal(), { after: { name: "after", stacks: [] } }, faults);

describe("runHttpTrial", () => {
  test("applies once and plans once if nothing fails", async () => {
    const rehearsal = new FakeRehearsal();
    const { states, errors, planned, left } = await trial(rehearsal, NOTHING);
    expect(rehearsal.runs).toEqual(["apply", "plan"]);
    expect(states.map(({ objects }) => objects.map(({ name }) => name))).toEqual([["p"]]);
    expect({ errors, planned, left }).toEqual({ errors: undefined, planned: [], left: [] });
  });

  test("repeats the apply without the fault until it converges", async () => {
    const rehearsal = new FakeRehearsal();
    const faults = [{ call, kind: "unavailable", times: Infinity } as const];
    expect((await trial(rehearsal, { apply: faults, again: [] })).errors).toBeUndefined();
    expect(rehearsal.runs).toEqual(["apply", "apply", "plan"]);
  });

  test("reports the errors of an apply that never converges", async () => {
    const rehearsal = new FakeRehearsal();
    rehearsal.alwaysFails = true;
    expect(await trial(rehearsal, NOTHING)).toMatchObject({ errors: "x.p: 409: refused: for good", planned: [] });
    expect(rehearsal.runs).toEqual(["apply", "apply", "apply", "apply"]);
  });

  test("reports an object that was created although its answer was lost", async () => {
    const rehearsal = new FakeRehearsal();
    const faults = [{ call, kind: "bad-gateway", times: 1 } as const];
    const { left, recording } = await trial(rehearsal, { apply: faults, again: [] });
    expect(left.map(({ name }) => name)).toEqual(["p"]);
    expect(recording.lines().map(({ run, outcome }) => `${run}: ${outcome}`)).toEqual([
      "apply: failed after",
      "retry 1: done",
    ]);
  });

  test("reads everything again with the faults of the second apply", async () => {
    const rehearsal = new FakeRehearsal();
    const again = [{ call: `read ${POLICY} p`, kind: "stale-read", times: Infinity } as const];
    const { left } = await trial(rehearsal, { apply: [], again });
    // The stale answer removes the policy from the state, so that a second one is created.
    expect(left).toHaveLength(1);
    expect(rehearsal.runs).toEqual(["apply", "apply", "apply", "plan"]);
  });

  test("returns the changes of a second plan", async () => {
    const rehearsal = new FakeRehearsal();
    rehearsal.planned = ["update x.p"];
    expect((await trial(rehearsal, NOTHING)).planned).toEqual(["update x.p"]);
  });
});
