import fc from "fast-check";
import { campaign, FAMILIES } from "./fixtures/campaign";
import { isGettingThrough } from "../../lib/rehearsal";
import { describeWithTerraform } from "../support/terraform";

const SECONDS = 60;

jest.setTimeout(4 * SECONDS * 1000);

describeWithTerraform("random edits of hosts and clusters", () => {
  test("expose no host and no route after any fault, and recover every scenario that does not converge", async () => {
    const started = performance.now();
    let [tried, edits] = [0, 0];
    for await (const result of campaign({ seed: 7, singles: 5, pairs: 1 })) {
      const { scenario, faultScenarios, exposures, notConverged } = result;
      const exposed = exposures.filter(isGettingThrough);
      const unrecovered = notConverged.filter(({ recovery }) => recovery === undefined);
      expect({ scenario, exposed }).toEqual({ scenario, exposed: [] });
      expect({ scenario, unrecovered }).toEqual({ scenario, unrecovered: [] });
      tried += faultScenarios;
      edits++;
      if (performance.now() - started > SECONDS * 1000) break;
    }
    console.info(`${tried} fault scenarios of ${edits} edits`);
    expect(tried).toBeGreaterThan(0);
  });
});

const kinds = Object.values(FAMILIES).flatMap((family) => family.kinds.map((kind) => [kind, family] as const));

test.each(kinds)("most random scenarios of a kind of edit contain a change: %s", (kind, family) => {
  const drawn = fc.sample(family.scenariosOf(kind), { seed: 1, numRuns: 20 });
  expect(drawn.filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after)).length).toBeGreaterThan(
    15,
  );
});

test("the constructs accept many random edits of clusters and policies", () => {
  const { clusters } = FAMILIES;
  const drawn = fc.sample(clusters.scenariosOf(clusters.kinds.at(-1)!), { seed: 1, numRuns: 12 });
  expect(drawn.filter((scenario) => clusters.isAccepted!(scenario)).length).toBeGreaterThan(3);
});
