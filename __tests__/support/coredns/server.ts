import { ChildProcess, spawn } from "node:child_process";
import { AddressInfo, createServer } from "node:net";
import { corednsBinary } from "./binary";
import { Answer, ask, Question } from "./query";
import { CorefilePorts } from "../../../lib/coredns/corefile/corefile";

export interface RunningCoredns {
  readonly ports: CorefilePorts;
  /** The zones that it serves, such as "dev.example.internal.:5353", sorted. */
  readonly serves: string[];
  ask(question: Question): Promise<Answer>;
  /** The status of /ready, /health or /metrics. */
  status(what: "ready" | "health" | "metrics"): Promise<number>;
  close(): void;
}

/** Finds free ports. */
export async function freePorts(): Promise<CorefilePorts> {
  const servers = await Promise.all(
    [0, 1, 2, 3].map(async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const [dns, health, ready, metrics] = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return { dns, health, ready, metrics };
}

/**
 * Runs CoreDNS with a rendered Corefile, changed only for the test: it listens on the loopback interface and uses the
 * given API. Fails with the output of CoreDNS if it does not start.
 *
 * @param api the URL of a cluster. Without one, CoreDNS starts immediately and resolves no name
 */
export async function startCoredns(corefile: string, ports: CorefilePorts, api?: string): Promise<RunningCoredns> {
  const process_ = spawn(corednsBinary()!, ["-conf", "stdin"], { stdio: ["pipe", "pipe", "pipe"] });
  process_.stdin.end(onLoopback(corefile, api));
  const serves = await started(process_);
  return {
    ports,
    serves,
    ask: (question) => ask(ports.dns, question),
    status: async (what) => (await fetch(`http://127.0.0.1:${ports[what]}/${what}`)).status,
    close: () => process_.kill("SIGQUIT"),
  };
}

function onLoopback(corefile: string, api = "http://127.0.0.1:1"): string {
  const patience = api.endsWith(":1") ? ["startup_timeout 1ms"] : [];
  return corefile
    .replace(/^( +)errors\n/gm, "$1errors\n$1bind 127.0.0.1\n")
    .replace(
      /^( +)kubernetes \{\n/m,
      `$&${[`endpoint ${api}`, ...patience].map((line) => `$1    ${line}\n`).join("")}`,
    );
}

function started(process_: ChildProcess): Promise<string[]> {
  let said = "";
  let complained = "";
  process_.stderr!.on("data", (data) => (complained += data));
  return new Promise((resolve, reject) => {
    process_.stdout!.on("data", (data) => {
      said += data;
      if (said.includes("CoreDNS-")) resolve(zonesIn(said));
    });
    process_.on("error", reject);
    process_.on("exit", (code) => reject(new Error(`coredns ended with ${code}: ${said}${complained}`)));
  });
}

function zonesIn(said: string): string[] {
  return said
    .split("\n")
    .flatMap((line) => /^(\S+:\d+)( on \S+)?$/.exec(line)?.[1] ?? [])
    .sort();
}
