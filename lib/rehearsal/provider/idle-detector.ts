import { setTimeout as sleep } from "node:timers/promises";
import type { Handler, Handlers } from "../plugin-protocol/messages";

const TICK_MS = 2;

/**
 * Knows whether anything goes on between Terraform and the provider, apart from calls that wait.
 *
 * @internal
 */
export class Activity {
  private running = 0;
  private held = 0;
  private changes = 0;

  public watching(handlers: Handlers): Handlers {
    const watched = Object.entries(handlers).map(([name, handler]: [string, Handler]) => [
      name,
      async (...args: Parameters<Handler>) => {
        this.count(1);
        try {
          return await handler(...args);
        } finally {
          this.count(-1);
        }
      },
    ]);
    return Object.fromEntries(watched) as Handlers;
  }

  /** While it waits, a call counts as nothing going on. */
  public async aside<T>(wait: () => Promise<T>): Promise<T> {
    this.count(-1);
    try {
      return await wait();
    } finally {
      this.count(1);
    }
  }

  /** The same for a call that somebody holds. */
  public async hold<T>(decide: () => Promise<T>): Promise<T> {
    this.held++;
    try {
      return await this.aside(decide);
    } finally {
      this.held--;
    }
  }

  /**
   * Waits until nothing has gone on for that long, or `isOver`. Terraform works between calls, too: be generous. Time counts by our own
   * ticks: on a busy machine they stretch as Terraform's pace does.
   */
  public async quiet(ms: number, isOver: () => boolean = () => false): Promise<void> {
    for (let ticks = 0, seen = this.changes; ticks * TICK_MS < ms && !isOver(); ticks++) {
      await sleep(TICK_MS);
      if (this.running === 0 && seen === this.changes) continue;
      ticks = -1;
      seen = this.changes;
    }
  }

  /** Waits until for that long nothing has gone on but held calls, or `isOver`. */
  public async settled(ms: number, isOver: () => boolean): Promise<void> {
    do await this.quiet(ms, isOver);
    while (this.held === 0 && !isOver());
  }

  private count(by: number): void {
    this.running += by;
    this.changes++;
  }
}
