import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import type { SecureContext } from "node:tls";
import { addressOf, ConnectTo } from "./connect-to";
import { Failure, failureOf, TimeoutError } from "./failure";
import { PACKAGE_NAME } from "../core/package-name";

/** @internal How requests are sent. */
export interface ClientOptions {
  /** The time for one attempt, in seconds. */
  readonly timeout: number;
  /** The number of further attempts. */
  readonly retries: number;
  /** The time before the first further attempt, in seconds. It doubles each time. */
  readonly retryDelay: number;
  readonly connectTo: readonly ConnectTo[];
  /** The certificate authorities that are trusted. It is created once, because it reads the certificates of all. */
  readonly secureContext: SecureContext;
}

/** @internal A request to the root or another path of a host. */
export interface Question {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** @internal What a host answered. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** Statuses of the edge that can pass, such as after a deployment. */
const TRANSIENT = new Set([429, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530]);

const PORT = 443;

/** The longest body that is discarded, so that the connection can be used again, in bytes. */
const LONGEST_BODY = 65_536;

function discard(response: IncomingMessage): void {
  let size = 0;
  response.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > LONGEST_BODY) response.destroy();
  });
}

/** @internal Sends HTTPS requests to one host, follows no redirect and discards bodies. */
export class Client {
  private readonly agent: Agent;

  public constructor(private readonly options: ClientOptions) {
    this.agent = new Agent({ keepAlive: true, secureContext: options.secureContext });
  }

  /** Asks until an answer is final, or no attempt is left. */
  public async ask(question: Question): Promise<Answer | Failure> {
    const { retries, retryDelay } = this.options;
    for (let attempt = 0; ; attempt++) {
      const result = await this.attempt(question).catch(failureOf);
      const canPass = "code" in result ? result.isTransient : TRANSIENT.has(result.status);
      if (!canPass || attempt >= retries) return result;
      await new Promise((resolve) => setTimeout(resolve, retryDelay * 1000 * 2 ** attempt));
    }
  }

  /** Closes the connections. */
  public close(): void {
    this.agent.destroy();
  }

  private attempt({ name, method, path, headers }: Question): Promise<Answer> {
    const { timeout, connectTo } = this.options;
    return new Promise((resolve, reject) => {
      const { host, port } = addressOf(name, PORT, connectTo);
      const asked = request({
        agent: this.agent,
        host,
        port,
        servername: name,
        method,
        path,
        headers: { host: name, "user-agent": PACKAGE_NAME, accept: "*/*", ...headers },
      });
      const limit = setTimeout(() => asked.destroy(new TimeoutError(`no answer within ${timeout} s`)), timeout * 1000);
      const answered = (response: IncomingMessage) => {
        clearTimeout(limit);
        resolve({ status: response.statusCode!, headers: response.headers });
      };
      asked.on("response", (response) => {
        answered(response);
        response.on("error", () => undefined);
        discard(response);
      });
      asked.on("upgrade", (response, socket) => {
        answered(response);
        socket.on("error", () => undefined);
        socket.destroy();
      });
      asked.on("error", (error) => {
        clearTimeout(limit);
        reject(error);
      });
      asked.end();
    });
  }
}

/** @internal The headers that open a WebSocket. */
export function upgradeHeaders(): Record<string, string> {
  return {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": randomBytes(16).toString("base64"),
  };
}
