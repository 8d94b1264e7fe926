import { Call, callName, JournalEntry, Outcome, Verdict } from "../cloud/calls";
import type { CloudObject } from "../cloud/object";
import { ApplyResult, Rehearsal } from "../terraform/rehearsal";
import type { Step } from "../terraform/step";

/** @internal Defines what becomes of the first call of a name; `hold`: it waits until nothing else can happen without it. */
export interface Fault {
  readonly call: string;
  readonly verdict: Verdict | "hold";
}

/** @internal Defines a call as a report shows it. */
export interface CallLine {
  /** Which run of Terraform: "apply", "retry 1". */
  readonly run: string;
  readonly call: string;
  readonly outcome: Outcome | "held";
  readonly message?: string;
}

/** @internal Defines what there was after a change took effect. */
export interface RecordedMoment {
  readonly objects: CloudObject[];
  /** The changes that led there. */
  readonly calls: () => CallLine[];
}

/** @internal Writes down every moment of one way through a transition. */
export class Recording {
  public readonly moments: RecordedMoment[] = [];
  public applies = 0;
  private readonly starts: { readonly at: number; readonly run: string }[] = [];

  public constructor(private readonly rehearsal: Rehearsal) {}

  public async apply(run: string, step: Step, fault?: Fault): Promise<ApplyResult> {
    this.begin(run);
    this.applies++;
    let held: string | undefined;
    let isFaulted = false;
    return this.rehearsal.apply(step, {
      onCall: (call) => {
        if (fault === undefined || isFaulted || callName(call) !== fault.call) return "proceed";
        isFaulted = true;
        if (fault.verdict !== "hold") return fault.verdict;
        held = fault.call;
        return this.rehearsal.settled().then(() => {
          held = undefined;
          return "proceed";
        });
      },
      onMoment: (cloud, journal) => {
        const [length, waiting] = [journal.length, held];
        this.moments.push({
          objects: cloud.objects(),
          calls: () => this.lines(journal.slice(0, length), run, waiting),
        });
      },
    });
  }

  /** What follows belongs to this run. */
  public begin(run: string): void {
    this.starts.push({ at: this.rehearsal.journal.length, run });
  }

  /** The changes that were asked for so far. */
  public lines(journal = this.rehearsal.journal, run = "", waiting?: string): CallLine[] {
    const lines = journal.flatMap((entry) => this.line(entry));
    return waiting === undefined ? lines : [...lines, { run, call: waiting, outcome: "held" }];
  }

  private line(entry: JournalEntry): CallLine[] {
    const start = this.starts.filter(({ at }) => at <= entry.sequence).at(-1);
    if (start === undefined || !isChange(entry)) return [];
    const { outcome, message } = entry;
    return [{ run: start.run, call: callName(entry), outcome, ...(message !== undefined && { message }) }];
  }
}

/** @internal */
export function isChange({ operation }: Call): boolean {
  return operation !== "read";
}
