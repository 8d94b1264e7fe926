import { Origin } from "./origin";
import { Problem } from "../core/errors";

/**
 * Refuses origins that use files which a connector does not have.
 *
 * @internal
 * @param files the files that the connector mounts; undefined if its image can contain others
 * @param remedy how to add a file
 */
export function validateOriginFiles(origins: Origin[], files: string[] | undefined, remedy: string): Problem[] {
  const sockets = origins.filter(({ service }) => service.startsWith("unix"));
  const pools = origins.flatMap(({ _options }) => _options?.caPool ?? []).filter((path) => !files?.includes(path));
  return [
    ...unique(sockets.map(({ service }) => service)).map((service) => {
      const message = `origin: "${service}" is a socket on the connector's host, but a connector of this app runs in a container of its own. Use an address.`;
      return { code: "OriginFileMissing" as const, message };
    }),
    ...unique(files === undefined ? [] : pools).map((path) => {
      const message = `caPool: no file is mounted at "${path}", so the connectors would drop the whole configuration of the tunnel. ${remedy}`;
      return { code: "OriginFileMissing" as const, message };
    }),
  ];
}

function unique(texts: string[]): string[] {
  return [...new Set(texts)];
}
