import { sendUnaryData, Server, ServerCredentials, ServerUnaryCall, status } from "@grpc/grpc-js";
import type { Handler, Handlers } from "./messages";
import { METHOD_NAMES, providerService } from "./protocol";

/** @internal A provider that listens on a socket. */
export interface Listener {
  /** Closes the socket synchronously, so that it can be called while the process exits. */
  close(): void;
}

/**
 * Starts a provider.
 *
 * @param socket the path of the Unix socket, in a directory that only the current user can open. It is limited to 107
 *   bytes (103 on macOS)
 * @internal
 */
export async function listen(handlers: Handlers, socket: string): Promise<Listener> {
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(
    providerService(),
    Object.fromEntries(METHOD_NAMES.map((name) => [name, unary(handlers[name as keyof Handlers] as Handler)])),
  );
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(`unix:${socket}`, ServerCredentials.createInsecure(), (error) =>
      error ? reject(error) : resolve(),
    );
  });
  return { close: () => server.forceShutdown() };
}

function unary(handler: Handler) {
  return (call: ServerUnaryCall<unknown, object>, answer: sendUnaryData<object>): void => {
    Promise.resolve(handler(call.request as never, { isGone: () => call.cancelled })).then(
      (response) => answer(null, response),
      (error: Error) => answer({ code: status.INTERNAL, details: error.stack ?? error.message }),
    );
  };
}
