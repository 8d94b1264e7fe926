import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, Server } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { createSecureContext } from "node:tls";
import type { ConnectTo } from "../../lib/probe";
import { Certificate, TestAuthority } from "../support/certificates";

/** What a host answers. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A stand-in of Cloudflare's edge on loopback, which serves any number of hosts. */
export class TestEdge {
  public readonly authority = new TestAuthority();
  /** "GET example.com/ [header names of Access]" of each request. */
  public readonly log: string[] = [];
  /** The secrets that arrived, by host. */
  public readonly secrets: [host: string, secret: string][] = [];
  /** The largest number of connections at the same time. */
  public mostConnections = 0;
  private readonly handlers = new Map<string, Handler>();
  private readonly upgrades = new Map<string, (request: IncomingMessage, socket: Socket) => void>();
  private readonly certificates = new Map<string, Certificate>();
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  public constructor(hostnames: string[]) {
    const fallback = this.authority.certify(hostnames);
    this.server = createServer(
      {
        ...fallback,
        SNICallback: (name, done) => {
          const own = this.certificates.get(name);
          done(null, own && createSecureContext(own));
        },
      },
      (request, response) => this.handle(request, response),
    );
    this.server.on("connection", (socket: Socket) => {
      this.sockets.add(socket);
      this.mostConnections = Math.max(this.mostConnections, this.sockets.size);
      socket.on("close", () => this.sockets.delete(socket));
      socket.on("error", () => undefined);
    });
    this.server.on("tlsClientError", () => undefined);
    this.server.on("upgrade", (request, socket: Socket) => {
      this.note(request);
      const upgrade = this.upgrades.get(hostOf(request));
      socket.on("error", () => undefined);
      if (upgrade === undefined) socket.end("HTTP/1.1 403 Forbidden\r\ncf-ray: 1\r\ncontent-length: 0\r\n\r\n");
      else upgrade(request, socket);
    });
  }

  public get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Leads every name to this server. */
  public get connectTo(): ConnectTo {
    return { connectHost: "127.0.0.1", connectPort: this.port };
  }

  public start(): Promise<void> {
    return new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  public stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  public host(name: string, handler: Handler): void {
    this.handlers.set(name, handler);
  }

  public upgrade(name: string, handler: (request: IncomingMessage, socket: Socket) => void): void {
    this.upgrades.set(name, handler);
  }

  /** Presents another certificate for a name. */
  public present(name: string, certificate: Certificate): void {
    this.certificates.set(name, certificate);
  }

  private handle(request: IncomingMessage, response: ServerResponse): void {
    this.note(request);
    const handler = this.handlers.get(hostOf(request)) ?? login();
    response.setHeader("server", "cloudflare");
    response.setHeader("cf-ray", "8f00000000000000-NRT");
    handler(request, response);
  }

  private note(request: IncomingMessage): void {
    this.log.push(`${request.method} ${hostOf(request)}${request.url}`);
    const secret = request.headers["cf-access-client-secret"];
    if (typeof secret === "string") this.secrets.push([hostOf(request), secret]);
  }
}

function hostOf(request: IncomingMessage): string {
  return request.headers.host ?? "";
}

/** Access redirects to the login of a team. */
export function login(team = "example"): Handler {
  return (request, response) =>
    redirect(
      `https://${team}.cloudflareaccess.com/cdn-cgi/access/login/${hostOf(request)}?kid=c0ffee&meta=signed-meta`,
    )(request, response);
}

export function redirect(location: string, code = 302): Handler {
  return status(code, { location });
}

/** Answers with a status, and the text of a page. */
export function status(code: number, headers: Record<string, string> = {}): Handler {
  return (request, response) => {
    response.writeHead(code, { "content-type": "text/html", ...headers });
    response.end(request.method === "HEAD" ? undefined : "<form>private text of the page</form>");
  };
}

/** Different answers at different paths. Other paths get the status of a catch-all rule. */
export function paths(handlers: Record<string, Handler>): Handler {
  return (request, response) => (handlers[request.url!] ?? status(404))(request, response);
}
