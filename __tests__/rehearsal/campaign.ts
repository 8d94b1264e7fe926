import fc from "fast-check";
import { KINDS, Scenario, scenariosOf, stepsOf } from "./scenarios";
import { explored, Moment, StuckPoint } from "../../lib/rehearsal";

/** What came of one scenario. */
export interface Outing {
  readonly scenario: Scenario;
  /** Faults tried: ways without a fault are not counted. */
  readonly points: number;
  readonly applies: number;
  readonly moments: Moment[];
  readonly stuck: StuckPoint[];
}

export interface CampaignOptions {
  readonly seed: number;
  /** How many single faults of each scenario, and how many pairs. */
  readonly singles: number;
  readonly pairs: number;
}

/** One scenario after the other, each kind in its turn, without end; one seed gives one campaign. The judge has a wildcard record that resolves everything. */
export async function* campaign({ seed, singles, pairs }: CampaignOptions): AsyncGenerator<Outing, never> {
  for (let n = 0; ; n++) {
    const [scenario] = fc.sample(scenariosOf(KINDS[n % KINDS.length]), { seed: seed * 100_000 + n, numRuns: 1 });
    const steps = stepsOf(scenario);
    try {
      const { points, timing, moments, stuck } = await explored(steps, { seed: n, orders: 2, singles, pairs });
      yield { scenario, points: points.done - steps.length, applies: timing.applies, moments, stuck };
    } catch (error) {
      throw new Error(`scenario ${n} of seed ${seed}: ${JSON.stringify(scenario)}`, { cause: error });
    }
  }
}
