/** The time between two lines in milliseconds. */
const INTERVAL = 5_000;

/** @internal Shows how many requests were answered. On a terminal, one line is overwritten. */
export class RequestProgress {
  private answers = 0;
  private readonly timer: NodeJS.Timeout;

  public constructor(private readonly stream: Pick<NodeJS.WriteStream, "write" | "isTTY">) {
    this.timer = setInterval(() => this.print(), this.stream.isTTY ? 200 : INTERVAL).unref();
  }

  /** Counts an answer. */
  public count(): void {
    this.answers++;
  }

  /** Ends the progress, and removes the line from a terminal. */
  public end(): void {
    clearInterval(this.timer);
    if (this.stream.isTTY) this.stream.write("\r\x1b[K");
  }

  private print(): void {
    const status = `reading the account: ${this.answers} requests answered`;
    this.stream.write(this.stream.isTTY ? `\r\x1b[K${status}` : `${status}\n`);
  }
}
