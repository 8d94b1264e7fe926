import { randomBytes } from "node:crypto";
import { createSecureContext } from "node:tls";
import { Client, ClientOptions } from "./client";
import { NamedToken, probeHost } from "./host";
import type { ProbedHost, ProbeTarget } from "./model";

/** @internal How hosts are probed. */
export interface ProbeOptions extends Omit<ClientOptions, "secureContext"> {
  /** The trusted certificate authorities in PEM. @default - those of Node.js */
  readonly authorities?: readonly string[];
  /** The number of hosts that are probed at the same time. */
  readonly parallel: number;
  readonly token?: NamedToken;
  /** Called after each host. */
  readonly onHost?: (done: number, host: ProbedHost) => void;
}

/** @internal Requests every host as a stranger, and returns the results in the order of the targets. */
export async function probe(targets: readonly ProbeTarget[], options: ProbeOptions): Promise<ProbedHost[]> {
  const { parallel, token, authorities, onHost } = options;
  const secureContext = createSecureContext(authorities === undefined ? {} : { ca: [...authorities] });
  const random = randomBytes(6).toString("hex");
  const results: ProbedHost[] = [];
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    while (next < targets.length) {
      const position = next++;
      // A client of its own closes the connections of the host, of which a process can keep only so many.
      const client = new Client({ ...options, secureContext });
      const host = probeHost(targets[position], { client, random, token });
      results[position] = await host.finally(() => client.close());
      onHost?.(++done, results[position]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, targets.length) }, work));
  return results;
}
