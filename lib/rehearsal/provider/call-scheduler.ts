import type { Activity } from "./idle-detector";

interface Waiting {
  readonly rank: number;
  go(): void;
}

/**
 * Lets one call at a time take effect: the lowest rank of those that Terraform has asked for once it asks for no more. Delays alone do
 * not give one order, since Terraform's own pace varies by more than they differ.
 *
 * @internal
 */
export class Turns {
  private readonly waiting: Waiting[] = [];
  private isGiving = false;

  public constructor(
    private readonly activity: Activity,
    private readonly quietMs: number,
  ) {}

  public async turn(rank: number): Promise<void> {
    const turn = new Promise<void>((go) => this.waiting.push({ rank, go }));
    if (!this.isGiving) void this.give();
    return this.activity.aside(() => turn);
  }

  private async give(): Promise<void> {
    this.isGiving = true;
    while (this.waiting.length > 0) {
      await this.activity.quiet(this.quietMs);
      this.waiting.sort((a, b) => a.rank - b.rank);
      this.waiting.shift()!.go();
    }
    this.isGiving = false;
  }
}
