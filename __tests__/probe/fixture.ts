import { TestEdge } from "./edge";
import { probe, ProbedHost, ProbeOptions, ProbeTarget, UNKNOWN_PATH } from "../../lib/probe";

/** A host behind Access. */
export function target(hostname: string, more: Partial<ProbeTarget> = {}): ProbeTarget {
  return {
    hostname,
    expected: "denied",
    teams: ["example"],
    paths: ["/", UNKNOWN_PATH].map((path) => ({ path, served: "origin" })),
    tcp: false,
    serviceTokens: [],
    notes: [],
    ...more,
  };
}

/** A public host with these paths. */
export function publicTarget(hostname: string, ...served: string[]): ProbeTarget {
  const all = [...new Set(["/", ...served, UNKNOWN_PATH])];
  const paths = all.map((path) => ({ path, served: served.includes(path) ? ("origin" as const) : 404 }));
  return target(hostname, { expected: "public", teams: [], paths });
}

/** The options of fast tests. */
export function optionsFor(edge: TestEdge, more: Partial<ProbeOptions> = {}): ProbeOptions {
  return {
    parallel: 4,
    timeout: 5,
    retries: 0,
    retryDelay: 0.01,
    connectTo: [edge.connectTo],
    authorities: [edge.authority.cert],
    ...more,
  };
}

export async function probeOne(
  edge: TestEdge,
  asked: ProbeTarget,
  more: Partial<ProbeOptions> = {},
): Promise<ProbedHost> {
  return (await probe([asked], optionsFor(edge, more)))[0];
}

/** An edge that exists while the tests of a file run. */
export function testEdge(): { edge: TestEdge } {
  const holder = { edge: new TestEdge(["*.example.com", "*.example.org"]) };
  beforeAll(() => holder.edge.start());
  afterAll(() => holder.edge.stop());
  return holder;
}

/** "CODE: message" of each finding. */
export function findingsOf({ findings }: ProbedHost): string[] {
  return findings.map(({ code, message }) => `${code}: ${message}`);
}

/** "CODE: message" of what was not examined. */
export function gapsOf({ notExamined }: ProbedHost): string[] {
  return notExamined.map(({ code, message }) => `${code}: ${message}`);
}
