import { renameSync } from "node:fs";
import { createServer, Socket } from "node:net";
import { sendUnaryData, Server, ServerCredentials, ServerUnaryCall, status } from "@grpc/grpc-js";
import type { Handler, Handlers } from "./messages";
import { METHOD_NAMES, providerService } from "./protocol";

const service = providerService();

/** @internal A provider that listens on a socket. */
export interface Listener {
  /** Closes the socket synchronously, so that it can be called while the process exits. */
  close(): void;
}

/**
 * Starts a provider. Terraform opens a connection for each provider configuration, and does not tell otherwise which
 * one a request is for.
 *
 * @param connect returns the handlers of a new connection
 * @param path the path of the Unix socket, in a directory that only the current user can open. It is limited to 106
 *   bytes (102 on macOS). Another process that finds a socket there can connect to it
 * @internal
 */
export async function listen(connect: () => Handlers, path: string): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    serve(connect(), socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(`${path}~`, resolve);
  });
  // A socket exists before it listens, and refuses connections until then, like that of a process that was killed.
  renameSync(`${path}~`, path);
  return {
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Answers the requests of one connection. */
function serve(handlers: Handlers, socket: Socket): void {
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(
    service,
    Object.fromEntries(METHOD_NAMES.map((name) => [name, unary(handlers[name as keyof Handlers] as Handler)])),
  );
  server.createConnectionInjector(ServerCredentials.createInsecure()).injectConnection(socket);
  socket.once("close", () => server.forceShutdown());
}

function unary(handler: Handler) {
  return (call: ServerUnaryCall<unknown, object>, answer: sendUnaryData<object>): void => {
    Promise.resolve(handler(call.request as never, { isGone: () => call.cancelled })).then(
      (response) => answer(null, response),
      (error: Error) => answer({ code: status.INTERNAL, details: error.stack ?? error.message }),
    );
  };
}
