import { createServer, IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { CloudflareApi } from "./cloudflare-api";
import { Answer, ApiProblem, failure } from "./envelope";

/** The path of version 4 of the API. */
const BASE = "/client/v4/";

/** @internal A stand-in that accepts requests. */
export interface ApiServer {
  /** The URL for the provider's argument `base_url`. */
  readonly url: string;
  /** Closes all connections. */
  close(): void;
}

/** @internal Serves the stand-in at a free port of the loopback interface. */
export async function serve(api: CloudflareApi): Promise<ApiServer> {
  const server = createServer((request, response) => {
    const gone = new Promise<void>((resolve) => response.once("close", resolve));
    void answerTo(request, api, gone).then(
      (answer) => send(response, answer),
      (error: Error) => send(response, failure(new ApiProblem(500, 10002, error.stack ?? error.message))),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}${BASE}`, close: () => close(server) };
}

async function answerTo(
  request: IncomingMessage,
  api: CloudflareApi,
  gone: Promise<void>,
): Promise<Answer | undefined> {
  const { pathname, searchParams } = new URL(request.url!, "http://localhost");
  const text = await bodyOf(request);
  const { authorization, "x-auth-key": key } = request.headers;
  if (authorization === undefined && key === undefined) {
    return failure(new ApiProblem(403, 10000, "Authentication error"));
  }
  const path = pathname.startsWith(BASE) ? pathname.slice(BASE.length) : pathname;
  return api.answer({ method: request.method!, path, query: searchParams, body: parsed(text), gone });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** A body that is not JSON is answered like one of the wrong type. */
function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, answer: Answer | undefined): void {
  if (answer === undefined) {
    response.destroy();
    return;
  }
  response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
  response.end(JSON.stringify(answer.body));
}

function close(server: Server): void {
  server.close();
  server.closeAllConnections();
}
