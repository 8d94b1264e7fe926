/** The time between two lines in milliseconds. */
const INTERVAL = 5_000;

/** @internal Where progress is shown. */
export type StatusStream = Pick<NodeJS.WriteStream, "write" | "isTTY">;

/** @internal Shows the status of long work every few seconds. On a terminal, one line is overwritten. */
export class StatusLine {
  private readonly timer: NodeJS.Timeout;

  public constructor(
    private readonly stream: StatusStream,
    private status: string,
  ) {
    this.timer = setInterval(() => this.print(), INTERVAL).unref();
  }

  /** Replaces the status, which a terminal shows immediately. */
  public show(status: string): void {
    this.status = status;
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
