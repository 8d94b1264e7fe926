import { ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Readable, Writable } from "node:stream";

const NAMES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"];

/** A browser that is installed on this machine. */
export function findBrowser(): string | undefined {
  const directories = (process.env.PATH ?? "").split(delimiter);
  return NAMES.flatMap((name) => directories.map((directory) => join(directory, name))).find((path) =>
    existsSync(path),
  );
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: object;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** A headless browser with one page, controlled through the pipes of its debugging protocol. */
export class Browser {
  /** Opens a page, and waits until it is loaded. */
  public static async open(executable: string, url: string): Promise<Browser> {
    const args = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "about:blank"];
    const browser = new Browser(spawn(executable, args, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] }));
    const { targetId } = await browser.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: true });
    browser.session = sessionId as string;
    for (const domain of ["Log", "Runtime", "Page"]) await browser.send(`${domain}.enable`);
    const loaded = new Promise<void>((resolve) => (browser.onLoad = resolve));
    await browser.send("Page.navigate", { url });
    await loaded;
    return browser;
  }

  /** The errors that the page has logged or thrown. */
  public readonly problems: unknown[] = [];
  private session?: string;
  private onLoad?: () => void;
  private last = 0;
  private readonly waiting = new Map<number, (message: Message) => void>();

  private constructor(private readonly child: ChildProcess) {
    let received = "";
    (child.stdio[4] as Readable).setEncoding("utf8").on("data", (text: string) => {
      const messages = (received + text).split("\0");
      received = messages.pop() ?? "";
      messages.forEach((message) => this.receive(JSON.parse(message) as Message));
    });
  }

  public async send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    const id = ++this.last;
    const answer = new Promise<Message>((resolve) => this.waiting.set(id, resolve));
    (this.child.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId: this.session })}\0`);
    const { error, result = {} } = await answer;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  /** Evaluates an expression on the page, and waits for its promise. */
  public async evaluate(expression: string): Promise<unknown> {
    const params = { expression: `{${expression}}`, returnByValue: true, awaitPromise: true };
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", params);
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { value: unknown }).value;
  }

  public close(): void {
    // The browser ends when its pipes are closed. An open pipe would also keep this process alive.
    for (const stream of this.child.stdio) stream?.destroy();
    this.child.kill("SIGKILL");
    this.child.unref();
  }

  private receive({ id, method, params, ...answer }: Message): void {
    if (id !== undefined) this.waiting.get(id)?.(answer);
    else if (method === "Page.loadEventFired") this.onLoad?.();
    else if (method === "Log.entryAdded" || method === "Runtime.exceptionThrown") this.problems.push(params);
  }
}
