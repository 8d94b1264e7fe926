/** @internal Limits how many tasks run at the same time, and holds all of them back for a time. */
export class Gate {
  private running = 0;
  private until = 0;
  private readonly waiting: (() => void)[] = [];

  public constructor(private readonly limit: number) {}

  /** Starts no further task for some milliseconds. */
  public pause(milliseconds: number): void {
    this.until = Math.max(this.until, Date.now() + milliseconds);
  }

  /** Runs a task as soon as there is room. */
  public async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.running >= this.limit) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running++;
    try {
      for (let left = this.until - Date.now(); left > 0; left = this.until - Date.now()) {
        await new Promise((resolve) => setTimeout(resolve, left));
      }
      return await task();
    } finally {
      // The place is passed on, so that no other task takes it in between.
      const next = this.waiting.shift();
      if (next === undefined) this.running--;
      else next();
    }
  }
}
