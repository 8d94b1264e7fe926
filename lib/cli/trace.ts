import { readStacks } from "../inventory";
import { renderTrace, traceDiagram, traceName } from "../trace";
import type { Outcome } from "./summary";

/** @internal */
export interface TraceFlags {
  readonly email?: string;
  readonly group?: string[];
  readonly answer?: string[];
  readonly virtualNetwork?: string;
  readonly profile?: string;
  readonly json?: boolean;
  readonly mermaid?: boolean;
}

/** @internal The way of a name through all stacks together; the exit code is 1 where it is broken. */
export function trace(path: string, fqdn: string, flags: TraceFlags): Outcome {
  const { email, group: groups, answer: answers, virtualNetwork, profile, json, mermaid } = flags;
  const person = email === undefined && groups === undefined ? undefined : { email, groups };
  const found = traceName(readStacks(path), { fqdn, person, answers, virtualNetwork, profile });
  const text = json ? `${JSON.stringify(found, null, 2)}\n` : mermaid ? traceDiagram(found) : renderTrace(found);
  return { text, code: found.outcome === "broken" ? 1 : 0 };
}
