import type { Values } from "../../../lib/core/terraform/values";
import type { Hooks, JournalEntry } from "../../../lib/rehearsal/cloud/calls";
import { Cloud } from "../../../lib/rehearsal/cloud/cloud";
import { CloudflareApi } from "../../../lib/rehearsal/cloudflare-api/cloudflare-api";
import { FaultInjector, HttpFault } from "../../../lib/rehearsal/cloudflare-api/faults";
import type { RunningTerraform } from "../../../lib/rehearsal/cloudflare-api/process-faults";
import { serve } from "../../../lib/rehearsal/cloudflare-api/server";

export const ACCOUNT = "accounts/0123456789abcdef0123456789abcdef";
export const APPS = `${ACCOUNT}/access/apps`;
export const POLICIES = `${ACCOUNT}/access/policies`;
export const TUNNELS = `${ACCOUNT}/cfd_tunnel`;
export const RULES = `${ACCOUNT}/gateway/rules`;

/** An answer of the stand-in. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly success: boolean;
    readonly errors: { readonly code: number; readonly message: string }[];
    readonly messages: unknown[];
    readonly result: Values;
    readonly result_info?: Values;
  };
}

/** A client of a stand-in, and what the stand-in stores. */
export class Client {
  public cloud = new Cloud();
  public journal: JournalEntry[] = [];
  public hooks: Hooks = {};
  public severalEndpoints: ReadonlySet<string> = new Set();
  /** The process that faults stop. */
  public terraform?: () => RunningTerraform;
  public api = new CloudflareApi(this);
  /** The base URL of the stand-in. */
  public url = "";
  private stop?: () => void;

  /** Starts a new stand-in. */
  public async open(): Promise<void> {
    [this.cloud, this.journal, this.hooks, this.api] = [new Cloud(), [], {}, new CloudflareApi(this)];
    [this.severalEndpoints, this.terraform] = [new Set(), undefined];
    const { url, close } = await serve(this.api);
    this.url = url;
    this.stop = close;
  }

  public close(): void {
    this.stop?.();
  }

  /** Injects faults into the next requests. */
  public inject(...faults: HttpFault[]): void {
    this.api.faults = new FaultInjector(faults);
  }

  /** Sends a request. A text is sent as it is. */
  public async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { authorization: "Bearer token", connection: "close", ...headers },
      body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
    });
    const parsed = (await response.json()) as Reply["body"];
    return { status: response.status, headers: response.headers, body: parsed };
  }

  /** Sends a request without credentials. */
  public async sendAnonymously(method: string, path: string): Promise<number> {
    return (await fetch(`${this.url}${path}`, { method })).status;
  }

  /** The result of a request that succeeds. */
  public async result(method: string, path: string, body?: unknown): Promise<Values> {
    const reply = await this.send(method, path, body);
    if (!reply.body.success) throw new Error(`${method} ${path}: ${JSON.stringify(reply.body.errors)}`);
    return reply.body.result;
  }

  /** The results of a list that succeeds. */
  public async list(path: string): Promise<Values[]> {
    return (await this.result("GET", path)) as unknown as Values[];
  }
}

/** Declares a client. Each test has a new stand-in. */
export function withClient(): Client {
  const client = new Client();
  beforeEach(async () => client.open());
  afterEach(() => client.close());
  return client;
}
