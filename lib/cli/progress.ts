import { StatusLine, StatusStream } from "./status-line";
import { isGettingThrough, ScenarioResult } from "../rehearsal";

/** @internal Shows the progress of a rehearsal every few seconds. On a terminal, one line is overwritten. */
export class Progress {
  private readonly started = performance.now();
  private readonly line: StatusLine;
  private exposed = 0;

  /** @param seconds the time budget */
  public constructor(
    stream: StatusStream,
    private readonly seconds: number = Infinity,
  ) {
    this.line = new StatusLine(stream, "applying without faults");
  }

  /** Takes the progress from a result. */
  public update({ done, planned, exposures }: ScenarioResult): void {
    this.exposed += exposures.filter(isGettingThrough).length;
    const elapsed = (performance.now() - this.started) / 1000;
    const left = Math.max(0, Math.min(this.seconds - elapsed, (elapsed / done) * (planned - done)));
    this.line.show(
      `${done} of ${planned} fault scenarios, ${this.exposed} exposure windows, ${left.toFixed(0)} s left`,
    );
  }

  /** Removes the line from a terminal. */
  public clear(): void {
    this.line.clear();
  }

  /** Ends the progress. */
  public end(): void {
    this.line.end();
  }
}
