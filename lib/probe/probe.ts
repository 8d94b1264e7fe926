import { randomBytes } from "node:crypto";
import { Client, ClientOptions } from "./client";
import { NamedToken, probeHost } from "./host";
import type { ProbedHost, ProbeTarget } from "./model";

/** @internal How hosts are probed. */
export interface ProbeOptions extends ClientOptions {
  /** The number of hosts that are probed at the same time. */
  readonly parallel: number;
  readonly token?: NamedToken;
  /** Called after each host. */
  readonly onHost?: (done: number, host: ProbedHost) => void;
}

/** @internal Requests every host as a stranger, and returns the results in the order of the targets. */
export async function probe(targets: readonly ProbeTarget[], options: ProbeOptions): Promise<ProbedHost[]> {
  const { parallel, token, onHost } = options;
  const client = new Client(options);
  const random = randomBytes(6).toString("hex");
  const results: ProbedHost[] = [];
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    while (next < targets.length) {
      const position = next++;
      results[position] = await probeHost(targets[position], { client, random, token });
      onHost?.(++done, results[position]);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(parallel, targets.length) }, work));
  } finally {
    client.close();
  }
  return results;
}
