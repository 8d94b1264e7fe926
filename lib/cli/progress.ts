import { isGettingThrough, ScenarioResult } from "../rehearsal";

/** The time between two lines in milliseconds. */
const INTERVAL = 5_000;

/** @internal Shows the progress of a rehearsal every few seconds. On a terminal, one line is overwritten. */
export class Progress {
  private readonly started = performance.now();
  private readonly timer: NodeJS.Timeout;
  private exposed = 0;
  private status = "applying without faults";

  /** @param seconds the time budget */
  public constructor(
    private readonly stream: Pick<NodeJS.WriteStream, "write" | "isTTY">,
    private readonly seconds: number = Infinity,
  ) {
    this.timer = setInterval(() => this.print(), INTERVAL).unref();
  }

  /** Takes the progress from a result. */
  public update({ done, planned, exposures }: ScenarioResult): void {
    this.exposed += exposures.filter(isGettingThrough).length;
    const elapsed = (performance.now() - this.started) / 1000;
    const left = Math.max(0, Math.min(this.seconds - elapsed, (elapsed / done) * (planned - done)));
    this.status = `${done} of ${planned} fault scenarios, ${this.exposed} exposure windows, ${left.toFixed(0)} s left`;
    if (this.stream.isTTY) this.print();
  }

  /** Removes the line from a terminal. */
  public clear(): void {
    if (this.stream.isTTY) this.stream.write("\r\x1b[K");
  }

  /** Ends the progress. */
  public end(): void {
    clearInterval(this.timer);
    this.clear();
  }

  private print(): void {
    this.stream.write(this.stream.isTTY ? `\r\x1b[K${this.status}` : `${this.status}\n`);
  }
}
