import type { Fault } from "./recording";
import { hash } from "../cloud/computed";

/** @internal A transition, and the faults that are injected into it. */
export interface FaultScenario {
  /** The index of the transition. */
  readonly transition: number;
  /** Selects the call order. */
  readonly seed: number;
  /** At most one fault for each run of Terraform: the first for the apply, the second for the first retry. */
  readonly faults: Fault[];
  /** Whether the connectors keep running, so that no tunnel can be deleted. */
  readonly hasLiveConnections: boolean;
}

/** @internal The options of `singleFaults`. */
export interface FaultPlanOptions {
  /** Selects the call order. */
  readonly seed: number;
  /** The number of call orders without a fault. */
  readonly orders: number;
}

const KINDS: Fault["kind"][] = [
  "fail-before",
  "hold",
  "kill-after",
  "fail-after",
  "kill-before",
  "fail-partly",
  "interrupt",
];

/**
 * Plans a scenario for every kind of fault in every call of each transition. Scenarios that are more likely to expose
 * something come first, so that a limited exploration contains them: a change between two versions comes before the
 * creation from nothing and the destruction. The retry holds the call that failed, which shows every change that no
 * longer waits for it.
 *
 * @param calls the names of the calls of each transition
 * @internal
 */
export function singleFaults(calls: string[][], { seed, orders }: FaultPlanOptions): FaultScenario[] {
  const all = calls.map((_, i) => i);
  const [first, last] = [0, calls.length - 1];
  const changes = all.filter((i) => i !== first && i !== last);
  const ends = [...new Set([last, first])];
  const scenario = (transition: number, more: Partial<FaultScenario>): FaultScenario => ({
    transition,
    seed,
    faults: [],
    hasLiveConnections: false,
    ...more,
  });
  const faulty = (transitions: number[], kind: Fault["kind"]): FaultScenario[] =>
    transitions.flatMap((transition) =>
      [...new Set(calls[transition])].map((call) => {
        const retry: Fault[] = kind === "hold" ? [] : [{ call, kind: "hold" }];
        return scenario(transition, { faults: [{ call, kind }, ...retry] });
      }),
    );
  const otherSeeds = Array.from({ length: orders - 1 }, (_, n) => seed + n + 1);
  return [
    ...otherSeeds.flatMap((other) => [...changes, ...ends].map((i) => scenario(i, { seed: other }))),
    ...all.filter((i) => calls[i].some(deletesTunnel)).map((i) => scenario(i, { hasLiveConnections: true })),
    ...KINDS.flatMap((kind) => faulty(changes, kind)),
    ...KINDS.flatMap((kind) => faulty(ends, kind)),
  ];
}

function deletesTunnel(call: string): boolean {
  return call.startsWith("delete cloudflare_zero_trust_tunnel_cloudflared ");
}

/**
 * Plans scenarios with a second fault in the retry.
 *
 * @param tried scenarios, and the changes of their first retry
 * @param seed selects the scenarios
 * @param limit the maximum number of scenarios
 * @internal
 */
export function faultPairs(
  tried: (readonly [FaultScenario, string[]])[],
  seed: number,
  limit: number,
): FaultScenario[] {
  const pairs = tried.flatMap(([scenario, retried]) =>
    scenario.faults.length < 2
      ? []
      : retried.flatMap((call) =>
          (["fail-before", "fail-after", "hold"] as const)
            .filter((kind) => kind !== "hold" || call !== scenario.faults[0].call)
            .map((kind): FaultScenario => ({ ...scenario, faults: [scenario.faults[0], { call, kind }] })),
        ),
  );
  const rank = ({ transition, faults }: FaultScenario) => hash(seed, transition, JSON.stringify(faults)).readUInt32BE();
  return pairs
    .map((scenario) => ({ scenario, rank: rank(scenario) }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ scenario }) => scenario);
}

/** @internal Describes a scenario in reports, such as "fail-before update X, hold it in retry 1". */
export function describeScenario({ faults: [first, ...others], hasLiveConnections, seed }: FaultScenario): string {
  if (hasLiveConnections) return "the connectors keep running, so that no tunnel can be deleted";
  if (first === undefined) return `no fault, call order ${seed}`;
  const inRetries = others.map(({ call, kind }, n) => `${kind} ${call === first.call ? "it" : call} in retry ${n + 1}`);
  return [`${first.kind} ${first.call}`, ...inRetries].join(", ");
}
