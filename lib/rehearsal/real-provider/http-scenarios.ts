import { callName, JournalEntry } from "../cloud/calls";
import type { HttpFault } from "../cloudflare-api/faults";

/** @internal The faults of a trial: those of the apply, and those of its first repetition. */
export interface HttpScenario {
  /** The index of the transition. */
  readonly transition: number;
  /** The faults of the apply. */
  readonly apply: readonly HttpFault[];
  /** The faults of a second apply, which reads everything again. */
  readonly again: readonly HttpFault[];
  /** The faults in reports. */
  readonly description: string;
}

/** Faults that the provider's own repetitions overcome, one that they do not, and those that stop Terraform. */
const CHANGE_FAULTS: Pick<HttpFault, "kind" | "times">[] = [
  { kind: "unavailable", times: Infinity },
  { kind: "bad-gateway", times: 1 },
  { kind: "lost-answer", times: 1 },
  { kind: "kill-after", times: 1 },
  { kind: "conflict", times: 1 },
  { kind: "rate-limit", times: 1 },
  { kind: "unavailable", times: 1 },
  { kind: "kill-before", times: 1 },
  { kind: "interrupt", times: 1 },
];

/**
 * Plans a scenario for every fault in every request of each transition. A change between two versions comes before the
 * creation from nothing and the destruction.
 *
 * @param journals the requests of each transition without faults
 * @internal
 */
export function httpScenarios(journals: readonly (readonly JournalEntry[])[]): HttpScenario[] {
  const [first, last] = [0, journals.length - 1];
  const changes = journals.map((_, i) => i).filter((i) => i !== first && i !== last);
  const order = [...changes, ...new Set([last, first])];
  const own = journals.map((journal) => journal.filter(({ type }) => type.startsWith("cloudflare_")));
  return [
    ...CHANGE_FAULTS.flatMap((fault) =>
      order.flatMap((transition) =>
        changesIn(own[transition]).map((call) => scenario(transition, { call, ...fault }, "apply")),
      ),
    ),
    ...order.flatMap((transition) =>
      staleReads(own[transition]).map((call) =>
        scenario(transition, { call, kind: "stale-read", times: Infinity }, "again"),
      ),
    ),
    ...order.flatMap((transition) =>
      listsIn(own[transition]).map((call) =>
        scenario(transition, { call, kind: "partial-list", times: Infinity }, "apply"),
      ),
    ),
  ];
}

function scenario(transition: number, fault: HttpFault, run: "apply" | "again"): HttpScenario {
  const { call, kind, times } = fault;
  const description = `${kind}${times === Infinity && run === "apply" ? " for the whole apply" : ""}: ${call}`;
  const faults = { apply: [] as HttpFault[], again: [] as HttpFault[], [run]: [fault] };
  return { transition, ...faults, description };
}

function changesIn(journal: readonly JournalEntry[]): string[] {
  return unique(journal.filter(({ operation }) => operation !== "read").map(callName));
}

/** The reads of what was created or changed. */
function staleReads(journal: readonly JournalEntry[]): string[] {
  const changed = journal.filter(({ operation }) => operation === "create" || operation === "update");
  return unique(changed.map(({ type, name }) => callName({ operation: "read", type, name })));
}

function listsIn(journal: readonly JournalEntry[]): string[] {
  return unique(journal.filter(({ operation, name }) => operation === "read" && name === "list").map(callName));
}

function unique(names: string[]): string[] {
  return [...new Set(names)];
}
