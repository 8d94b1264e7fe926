/** @internal Connects to another address than the name's own, as curl does with `--connect-to`. */
export interface ConnectTo {
  /** Undefined for every host. */
  readonly host?: string;
  /** Undefined for every port. */
  readonly port?: number;
  /** Undefined for the same host. */
  readonly connectHost?: string;
  /** Undefined for the same port. */
  readonly connectPort?: number;
}

const PART = /^(\[[0-9a-f:.]+\]|[^:[\]]*):(\d{0,5}):(\[[0-9a-f:.]+\]|[^:[\]]*):(\d{0,5})$/i;

/** @internal Parses HOST:PORT:CONNECT-HOST:CONNECT-PORT. Undefined if the text is not valid. */
export function parseConnectTo(written: string): ConnectTo | undefined {
  const [, host, port, connectHost, connectPort] = PART.exec(written) ?? [];
  if (host === undefined) return undefined;
  if ([port, connectPort].some((each) => each !== "" && !isPort(Number(each)))) return undefined;
  const name = (text: string) => text.replace(/^\[|\]$/g, "").toLowerCase();
  return {
    ...(host !== "" && { host: name(host) }),
    ...(port !== "" && { port: Number(port) }),
    ...(connectHost !== "" && { connectHost: name(connectHost) }),
    ...(connectPort !== "" && { connectPort: Number(connectPort) }),
  };
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 65_535;
}

/** @internal Where to connect for a name: the first entry that matches, otherwise the name itself. */
export function addressOf(
  name: string,
  port: number,
  all: readonly ConnectTo[],
): { readonly host: string; readonly port: number } {
  const entry = all.find(
    (each) => (each.host === undefined || each.host === name) && (each.port === undefined || each.port === port),
  );
  return { host: entry?.connectHost ?? name, port: entry?.connectPort ?? port };
}
