import type { FaultKind } from "../cloud/calls";

/** @internal The faults that stop Terraform. They are those of the simulated provider. */
export type ProcessFaultKind = Extract<FaultKind, "kill-before" | "kill-after" | "interrupt">;

/**
 * The fault that is injected into a request:
 *
 * - `unavailable` is answered with 503 before the request takes effect.
 * - `rate-limit` is answered with 429 before it takes effect.
 * - `conflict` is answered with 409 before it takes effect.
 * - `denied` is answered with 403, as if the token lacked the permission.
 * - `bad-gateway` takes effect, and is answered with 502.
 * - `lost-answer` takes effect, and the connection is closed without an answer, as after a timeout.
 * - `stale-read` is answered from the state before the last change.
 * - `partial-list` is answered with the first half of the list.
 * - `kill-before`, `kill-after` and `interrupt` stop Terraform before or after the request takes effect.
 *
 * @internal
 */
export type HttpFaultKind =
  | "denied"
  | "unavailable"
  | "rate-limit"
  | "conflict"
  | "bad-gateway"
  | "lost-answer"
  | "stale-read"
  | "partial-list"
  | ProcessFaultKind;

/** @internal A fault in the requests of one name. */
export interface HttpFault {
  /** The name of the call, such as "create cloudflare_dns_record app.example.com". */
  readonly call: string;
  /** What happens. */
  readonly kind: HttpFaultKind;
  /** The number of requests with the fault. `Infinity` if the provider's own repetitions fail as well. */
  readonly times: number;
}

/** @internal The answers of the faults that end a request with an error. */
export const FAULT_STATUS: Partial<Record<HttpFaultKind, number>> = {
  denied: 403,
  unavailable: 503,
  "rate-limit": 429,
  conflict: 409,
  "bad-gateway": 502,
};

/** @internal Whether a fault leaves its request without an effect. */
export function isBefore(kind: HttpFaultKind): boolean {
  return ["denied", "unavailable", "rate-limit", "conflict", "kill-before"].includes(kind);
}

/** @internal Whether a fault stops Terraform. */
export function stopsTerraform(kind: HttpFaultKind | undefined): kind is ProcessFaultKind {
  return kind === "kill-before" || kind === "kill-after" || kind === "interrupt";
}

/** @internal The faults of one run, each for a limited number of requests. */
export class FaultInjector {
  private readonly left = new Map<HttpFault, number>();

  public constructor(faults: readonly HttpFault[] = []) {
    for (const fault of faults) this.left.set(fault, fault.times);
  }

  /** The fault of the next request with a name. Undefined if there is none. */
  public take(call: string): HttpFaultKind | undefined {
    for (const [fault, left] of this.left) {
      if (fault.call !== call || left <= 0) continue;
      this.left.set(fault, left - 1);
      return fault.kind;
    }
    return undefined;
  }
}
