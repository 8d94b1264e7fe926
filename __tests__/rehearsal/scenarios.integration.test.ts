import fc from "fast-check";
import { campaign, FAMILIES } from "./fixtures/campaign";
import { describeWithTerraform } from "../support/terraform";

const SECONDS = 60;

jest.setTimeout(4 * SECONDS * 1000);

describeWithTerraform("random estates and clusters through random edits", () => {
  test("no host and no route is open, whatever fails, and what is stuck has a way out", async () => {
    const started = performance.now();
    let [points, edits] = [0, 0];
    for await (const { scenario, points: tried, moments, stuck } of campaign({ seed: 7, singles: 5, pairs: 1 })) {
      expect({ scenario, open: moments.filter(({ locks }) => locks === "open") }).toEqual({ scenario, open: [] });
      expect({ scenario, stuck: stuck.filter(({ wayOut }) => wayOut === undefined) }).toEqual({ scenario, stuck: [] });
      points += tried;
      edits++;
      if (performance.now() - started > SECONDS * 1000) break;
    }
    console.info(`${points} points of ${edits} edits`);
    expect(points).toBeGreaterThan(0);
  });
});

const kinds = Object.values(FAMILIES).flatMap((family) => family.kinds.map((kind) => [kind, family] as const));

test.each(kinds)("there is always something to change: %s", (kind, family) => {
  const drawn = fc.sample(family.scenariosOf(kind), { seed: 1, numRuns: 20 });
  expect(drawn.filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after)).length).toBeGreaterThan(
    15,
  );
});
