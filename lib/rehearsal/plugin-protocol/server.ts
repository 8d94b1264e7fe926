import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sendUnaryData, Server, ServerCredentials, ServerUnaryCall, status } from "@grpc/grpc-js";
import type { Handler, Handlers } from "./messages";
import { METHOD_NAMES, providerService } from "./protocol";

/** @internal A provider that listens on a socket that only the current user can open. */
export interface Listener {
  /** The path of the Unix socket. */
  readonly socket: string;
  /** Closes the socket synchronously, so that it can be called while the process exits. */
  close(): void;
}

/** @internal Starts a provider. */
export async function listen(handlers: Handlers): Promise<Listener> {
  // The path of a socket is limited to 107 bytes (103 on macOS).
  const directory = mkdtempSync(join(tmpdir(), "zt-"));
  chmodSync(directory, 0o700);
  const socket = join(directory, "s");
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
  return {
    socket,
    close: () => {
      server.forceShutdown();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function unary(handler: Handler) {
  return (call: ServerUnaryCall<unknown, object>, answer: sendUnaryData<object>): void => {
    Promise.resolve(handler(call.request as never, { isGone: () => call.cancelled })).then(
      (response) => answer(null, response),
      (error: Error) => answer({ code: status.INTERNAL, details: error.stack ?? error.message }),
    );
  };
}
