import { StatusLine, StatusStream } from "./status-line";

/** @internal Shows how many requests were answered. */
export class RequestProgress {
  private answers = 0;
  private readonly line: StatusLine;

  public constructor(stream: StatusStream) {
    this.line = new StatusLine(stream, statusOf(0));
  }

  /** Counts an answer. */
  public count(): void {
    this.line.show(statusOf(++this.answers));
  }

  /** Shows that the API limits the requests, until the next answer. */
  public limited(wait: number): void {
    const seconds = Math.ceil(wait / 1000);
    this.line.show(
      `${statusOf(this.answers)}; Cloudflare limits the requests, and the next one follows in ${seconds} s`,
    );
  }

  /** Ends the progress, and removes the line from a terminal. */
  public end(): void {
    this.line.end();
  }
}

function statusOf(answers: number): string {
  return `reading the account: ${answers} requests answered`;
}
