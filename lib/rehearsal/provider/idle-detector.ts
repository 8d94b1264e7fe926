import { setTimeout as sleep } from "node:timers/promises";
import type { Handler, Handlers } from "../plugin-protocol/messages";

const TICK_MS = 2;

/**
 * Detects when Terraform and the provider are idle. A call that waits does not count as activity.
 *
 * @internal
 */
export class IdleDetector {
  private running = 0;
  private held = 0;
  private changes = 0;

  /** Returns handlers that report their calls to this detector. */
  public watch(handlers: Handlers): Handlers {
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

  /** Runs a function of a call that waits, and does not count the call as activity meanwhile. */
  public async whileWaiting<T>(wait: () => Promise<T>): Promise<T> {
    this.count(-1);
    try {
      return await wait();
    } finally {
      this.count(1);
    }
  }

  /** The same for a call that a hook holds. */
  public async whileHeld<T>(decide: () => Promise<T>): Promise<T> {
    this.held++;
    try {
      return await this.whileWaiting(decide);
    } finally {
      this.held--;
    }
  }

  /**
   * Waits until there has been no activity for this time, or `isOver` returns true. Terraform also works between calls,
   * so the time must be generous. It is measured in ticks of this process: on a busy machine they become longer, and so
   * do the pauses of Terraform.
   */
  public async waitForIdle(ms: number, isOver: () => boolean = () => false): Promise<void> {
    for (let ticks = 0, seen = this.changes; ticks * TICK_MS < ms && !isOver(); ticks++) {
      await sleep(TICK_MS);
      if (this.running === 0 && seen === this.changes) continue;
      ticks = -1;
      seen = this.changes;
    }
  }

  /** Waits until all calls are held and there has been no other activity for this time, or `isOver` returns true. */
  public async waitForHeldCalls(ms: number, isOver: () => boolean): Promise<void> {
    do await this.waitForIdle(ms, isOver);
    while (this.held === 0 && !isOver());
  }

  private count(by: number): void {
    this.running += by;
    this.changes++;
  }
}
