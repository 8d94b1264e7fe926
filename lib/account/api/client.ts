import type { Connection } from "./connection";
import { ApiFailure } from "./failure";
import { Gate } from "./gate";
import { isRepeatable, waitAfter } from "./repetition";
import { isValues, list, text, Values } from "../../core/terraform/values";

/** @internal How a client waits. The defaults follow Cloudflare's limits. */
export interface ClientOptions {
  /**
   * The time limit of one request in milliseconds, including its body.
   *
   * @default 30,000
   */
  readonly timeout?: number;
  /**
   * The time limit of all attempts of one request in milliseconds, without the waits between them.
   *
   * @default 60,000
   */
  readonly totalTimeout?: number;
  /**
   * The number of repetitions of a request that fails.
   *
   * @default 4
   */
  readonly repetitions?: number;
  /**
   * The shortest wait before a repetition in milliseconds. It doubles each time.
   *
   * @default 500
   */
  readonly firstWait?: number;
  /** Called after each request that succeeded. */
  readonly onAnswer?: () => void;
  /** Called when the API limits the requests, with the wait in milliseconds. */
  readonly onLimit?: (wait: number) => void;
}

/** @internal The answer of a request. */
export interface Envelope {
  readonly result: unknown;
  readonly info: Values;
}

/** The number of requests that run at the same time. */
const CONCURRENCY = 8;

/**
 * A client of Cloudflare's API that can only read: the one method that it sends is GET.
 *
 * The official SDK covers the whole API, and its size is many times that of this package. The commands need one verb,
 * about fifteen paths and strict handling of incomplete answers, which the SDK returns without a complaint.
 *
 * @internal
 */
export class Client {
  private readonly gate = new Gate(CONCURRENCY);

  public constructor(
    private readonly connection: Connection,
    private readonly options: ClientOptions = {},
  ) {}

  /**
   * Reads a path below the base URL.
   *
   * @throws ApiFailure
   */
  public async get(path: string, query: Readonly<Record<string, string>> = {}): Promise<Envelope> {
    const { repetitions = 4, firstWait = 500, timeout = 30_000, totalTimeout = 60_000 } = this.options;
    let left = totalTimeout;
    for (let attempt = 0; ; attempt++) {
      try {
        const envelope = await this.gate.run(async () => {
          const started = performance.now();
          const sent = this.send(path, query, Math.min(timeout, left));
          return sent.finally(() => (left -= performance.now() - started));
        });
        this.options.onAnswer?.();
        return envelope;
      } catch (error) {
        const failure = error as ApiFailure & Partial<Delayed>;
        if (attempt >= repetitions || !isRepeatable(failure.status)) throw failure;
        // Timers are not exact.
        if (left < 1) {
          const within = `within ${totalTimeout / 1000} s in ${attempt + 1} attempts`;
          throw new ApiFailure(`GET ${path}: no complete answer ${within}`, failure.status);
        }
        const wait = waitAfter(attempt, firstWait, failure.retryAfter);
        // Cloudflare limits the token, so the other requests wait as well.
        if (failure.status === 429) {
          this.gate.pause(wait);
          this.options.onLimit?.(wait);
        }
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  private async send(path: string, query: Readonly<Record<string, string>>, timeout: number): Promise<Envelope> {
    const url = new URL(path, this.connection.baseUrl);
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
    try {
      const response = await fetch(url, {
        method: "GET",
        headers: { authorization: `Bearer ${this.connection.token}`, accept: "application/json" },
        // A redirect would send the token to another host.
        redirect: "error",
        signal: AbortSignal.timeout(Math.ceil(timeout)),
      });
      const body = await response.text();
      return this.envelopeOf(body, response);
    } catch (error) {
      if (error instanceof ApiFailure) throw error;
      throw new ApiFailure(this.redacted(reasonOf(error as Error, timeout)), undefined);
    }
  }

  private envelopeOf(body: string, { status, ok, headers }: Response): Envelope {
    const parsed = parse(body);
    if (parsed?.success === true && ok) {
      if (!("result" in parsed)) throw new ApiFailure("the answer contains no result", status);
      return { result: parsed.result, info: isValues(parsed.result_info) ? parsed.result_info : {} };
    }
    const errors = list(parsed?.errors).filter(isValues);
    const texts = errors.map(({ code, message }) => `${text(message) ?? "no message"} (${text(code) ?? "no code"})`);
    const codes = errors.map(({ code }) => Number(code)).filter((code) => Number.isInteger(code));
    const why = texts.join("; ") || withoutReason(status, parsed);
    const failure = new ApiFailure(this.redacted(`HTTP ${status}: ${why}`.slice(0, 400)), status, codes);
    throw Object.assign(failure, { retryAfter: retryAfterIn(headers) } satisfies Delayed);
  }

  /** An answer can contain what was sent. */
  private redacted(message: string): string {
    return message.replaceAll(this.connection.token, "[token]").replace(/\s+/g, " ").trim();
  }
}

function withoutReason(status: number, parsed: Values | undefined): string {
  if (status === 429) return "Cloudflare limits the number of requests; run the command again later";
  return parsed === undefined ? "the answer is not JSON" : "the answer reports no success";
}

/** The wait in seconds or as a date. The API can also specify it in milliseconds. */
function retryAfterIn(headers: Headers): string | null {
  const milliseconds = headers.get("retry-after-ms");
  return milliseconds === null ? headers.get("retry-after") : String(Number(milliseconds) / 1000);
}

/** A failure with the wait that the API asks for. */
interface Delayed {
  readonly retryAfter: string | null;
}

function parse(body: string): Values | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return isValues(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function reasonOf(error: Error, timeout: number): string {
  if (error.name === "TimeoutError") return `no complete answer within ${Math.round(timeout / 100) / 10} s`;
  const cause = error.cause instanceof Error ? error.cause : undefined;
  // The connection to each address of a name can fail for a reason of its own.
  const code = cause === undefined ? undefined : text((cause as NodeJS.ErrnoException).code);
  return cause === undefined ? error.message : `the connection failed: ${cause.message || code || error.message}`;
}
