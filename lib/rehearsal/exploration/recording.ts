import { Call, callName, FaultKind, JournalEntry, Outcome } from "../cloud/calls";
import type { CloudObject } from "../cloud/object";
import { ApplyResult, Rehearsal } from "../terraform/rehearsal";
import type { Step } from "../terraform/step";

/** @internal A fault in the first call of a name. `hold` delays the call until no other call can proceed. */
export interface Fault {
  /** The name of the call. */
  readonly call: string;
  readonly kind: FaultKind | "hold";
}

/** @internal A call as reports show it. */
export interface CallLine {
  /** The run of Terraform, such as "apply" or "retry 1". */
  readonly run: string;
  /** The name of the call. */
  readonly call: string;
  readonly outcome: Outcome | "held";
  /** The error of the API, if it refused the call. */
  readonly message?: string;
}

/** @internal The state of the cloud after a change took effect. */
export interface RecordedState {
  readonly objects: CloudObject[];
  /** The changes up to this state. */
  readonly calls: () => CallLine[];
}

/** @internal Records every state of one trial. */
export class Recording {
  /** The states so far. */
  public readonly states: RecordedState[] = [];
  /** The number of applies so far. */
  public applies = 0;
  private readonly starts: { readonly at: number; readonly run: string }[] = [];

  public constructor(private readonly rehearsal: Rehearsal) {}

  /** Applies a step, and injects a fault into it. */
  public async apply(run: string, step: Step, fault?: Fault): Promise<ApplyResult> {
    this.begin(run);
    this.applies++;
    let held: string | undefined;
    let isInjected = false;
    return this.rehearsal.apply(step, {
      onCall: (call) => {
        if (fault === undefined || isInjected || callName(call) !== fault.call) return "proceed";
        isInjected = true;
        if (fault.kind !== "hold") return fault.kind;
        held = fault.call;
        return this.rehearsal.waitForHeldCalls().then(() => {
          held = undefined;
          return "proceed";
        });
      },
      onChange: (cloud, journal) => {
        const length = journal.length;
        const heldNow = held;
        this.states.push({
          objects: cloud.objects(),
          calls: () => this.lines(journal.slice(0, length), run, heldNow),
        });
      },
    });
  }

  /** Assigns the following calls to a run. */
  public begin(run: string): void {
    this.starts.push({ at: this.rehearsal.journal.length, run });
  }

  /** The changes so far, including refused ones. */
  public lines(journal = this.rehearsal.journal, run = "", held?: string): CallLine[] {
    const lines = journal.flatMap((entry) => this.line(entry));
    return held === undefined ? lines : [...lines, { run, call: held, outcome: "held" }];
  }

  private line(entry: JournalEntry): CallLine[] {
    const start = this.starts.filter(({ at }) => at <= entry.sequence).at(-1);
    if (start === undefined || !isChange(entry)) return [];
    const { outcome, refusal } = entry;
    const message = refusal === undefined ? {} : { message: refusal.message };
    return [{ run: start.run, call: callName(entry), outcome, ...message }];
  }
}

/** @internal Whether a call changes an object. */
export function isChange({ operation }: Call): boolean {
  return operation !== "read";
}
