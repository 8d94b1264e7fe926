import type { IdleDetector } from "./idle-detector";

interface WaitingCall {
  readonly rank: number;
  proceed(): void;
}

/**
 * Lets one call at a time take effect. When Terraform sends no further calls, the waiting call with the lowest rank
 * proceeds. Delays alone would not produce a reproducible order, because the pace of Terraform varies more than they
 * differ.
 *
 * @internal
 */
export class CallScheduler {
  private readonly waiting: WaitingCall[] = [];
  private isRunning = false;

  public constructor(
    private readonly idleDetector: IdleDetector,
    private readonly idleMs: number,
  ) {}

  /** Resolves when it is the turn of a call with this rank. */
  public async waitForTurn(rank: number): Promise<void> {
    const turn = new Promise<void>((proceed) => this.waiting.push({ rank, proceed }));
    if (!this.isRunning) void this.run();
    return this.idleDetector.whileWaiting(() => turn);
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    while (this.waiting.length > 0) {
      await this.idleDetector.waitForIdle(this.idleMs);
      this.waiting.sort((a, b) => a.rank - b.rank);
      this.waiting.shift()!.proceed();
    }
    this.isRunning = false;
  }
}
