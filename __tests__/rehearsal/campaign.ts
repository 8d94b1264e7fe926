import fc from "fast-check";
import { CLUSTERS } from "./cluster-scenarios";
import { HOSTS } from "./host-scenarios";
import { Family, Scenario } from "./scenario";
import { explored, Moment, StuckPoint } from "../../lib/rehearsal";

export const FAMILIES = { hosts: HOSTS as Family, clusters: CLUSTERS as Family };

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
  /** What the scenarios are of, in turn. @default - hosts and clusters */
  readonly families?: Family[];
}

/** One scenario after the other, each kind in its turn, without end; one seed gives one campaign. The judge has a wildcard record that resolves everything. */
export async function* campaign(options: CampaignOptions): AsyncGenerator<Outing, never> {
  const { seed, singles, pairs, families = Object.values(FAMILIES) } = options;
  for (let n = 0; ; n++) {
    const { kinds, scenariosOf, stepsOf } = families[n % families.length];
    const kind = kinds[Math.floor(n / families.length) % kinds.length];
    const [scenario] = fc.sample(scenariosOf(kind), { seed: seed * 100_000 + n, numRuns: 1 });
    const steps = stepsOf(scenario);
    try {
      const { points, timing, moments, stuck } = await explored(steps, { seed: n, orders: 2, singles, pairs });
      yield { scenario, points: points.done - steps.length, applies: timing.applies, moments, stuck };
    } catch (error) {
      throw new Error(`scenario ${n} of seed ${seed}: ${JSON.stringify(scenario)}`, { cause: error });
    }
  }
}
