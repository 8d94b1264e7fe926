import { randomBytes } from "node:crypto";
import { createServer, IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text as textOf } from "node:stream/consumers";
import type { Values } from "../../core/terraform/values";

/**
 * The Terraform states of a rehearsal in memory, which Terraform reads and writes through its `http` backend. The
 * `local` backend would write the whole state to a file after each resource.
 *
 * Other users of the machine can reach the port, so each path starts with a random part.
 *
 * @internal
 */
export class StateServer {
  /** Starts the server on a free port of the loopback interface. */
  public static async open(): Promise<StateServer> {
    const states = new StateServer();
    await new Promise<void>((resolve, reject) => {
      states.server.once("error", reject).listen(0, "127.0.0.1", resolve);
    });
    return states;
  }

  private readonly secret = `/${randomBytes(16).toString("hex")}/`;
  private readonly server: Server;
  private states = new Map<string, string>();

  private constructor() {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  /** The configuration of the backend that stores the state of a stack. */
  public backendOf(stack: string): Values {
    const { port } = this.server.address() as AddressInfo;
    return { address: `http://127.0.0.1:${port}${this.secret}${encodeURIComponent(stack)}` };
  }

  /** Copies the state of each stack. */
  public save(): Map<string, string> {
    return new Map(this.states);
  }

  /** Replaces all states. */
  public restore(states: ReadonlyMap<string, string>): void {
    this.states = new Map(states);
  }

  /** Closes the port. */
  public close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = "" } = request;
    if (!url.startsWith(this.secret)) {
      response.writeHead(404).end();
      return;
    }
    const stack = decodeURIComponent(url.slice(this.secret.length));
    if (method === "POST") {
      // A request that breaks off, because Terraform was killed, rejects here and changes nothing.
      const state = await textOf(request).catch(() => undefined);
      if (state !== undefined) this.states.set(stack, state);
    } else if (method === "DELETE") {
      this.states.delete(stack);
    }
    const state = method === "GET" ? this.states.get(stack) : "";
    response.writeHead(state === undefined ? 404 : 200).end(state);
  }
}
