import type { Fault } from "./recording";
import type { Point } from "./trial";
import { hash } from "../cloud/computed";

const VERDICTS: Fault["verdict"][] = ["fail-before", "hold", "kill-after", "fail-after", "kill-before", "fail-partly"];

/** @internal */
export interface PointOptions {
  readonly seed: number;
  /** How many orders are tried where nothing fails. */
  readonly orders: number;
}

/**
 * Every call of each transition failed and held in turn; what is likelier to open something first, so that a bounded exploration meets it:
 * a change between two states of the user's before the construction from nothing and the demolition. A retry holds the call that failed,
 * which shows all that no longer waits for it.
 *
 * @internal
 */
export function singlePoints(calls: string[][], { seed, orders }: PointOptions): Point[] {
  const all = calls.map((_, i) => i);
  const [first, last] = [0, calls.length - 1];
  const changes = all.filter((i) => i !== first && i !== last);
  const ends = [...new Set([last, first])];
  const point = (transition: number, more: Partial<Point>): Point => ({
    transition,
    seed,
    faults: [],
    hasLiveConnections: false,
    ...more,
  });
  const faulty = (transitions: number[], verdict: Fault["verdict"]): Point[] =>
    transitions.flatMap((transition) =>
      [...new Set(calls[transition])].map((call) => {
        const retry: Fault[] = verdict === "hold" ? [] : [{ call, verdict: "hold" }];
        return point(transition, { faults: [{ call, verdict }, ...retry] });
      }),
    );
  const otherSeeds = Array.from({ length: orders - 1 }, (_, n) => seed + n + 1);
  return [
    ...otherSeeds.flatMap((other) => [...changes, ...ends].map((i) => point(i, { seed: other }))),
    ...all.filter((i) => calls[i].some(deletesTunnel)).map((i) => point(i, { hasLiveConnections: true })),
    ...VERDICTS.flatMap((verdict) => faulty(changes, verdict)),
    ...VERDICTS.flatMap((verdict) => faulty(ends, verdict)),
  ];
}

function deletesTunnel(call: string): boolean {
  return call.startsWith("delete cloudflare_zero_trust_tunnel_cloudflared ");
}

/** @internal Failures of the apply, each with another call failed or held in the retry; of all of them so many, chosen by the seed. */
export function pairPoints(tried: (readonly [Point, string[]])[], seed: number, limit: number): Point[] {
  const pairs = tried.flatMap(([point, retried]) =>
    point.faults.length < 2
      ? []
      : retried.flatMap((call) =>
          (["fail-before", "fail-after", "hold"] as const)
            .filter((verdict) => verdict !== "hold" || call !== point.faults[0].call)
            .map((verdict): Point => ({ ...point, faults: [point.faults[0], { call, verdict }] })),
        ),
  );
  const rank = ({ transition, faults }: Point) => hash(seed, transition, JSON.stringify(faults)).readUInt32BE();
  return pairs
    .map((point) => ({ point, rank: rank(point) }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ point }) => point);
}
