import { CommandResult, ExitCode } from "./exit-code";
import { readStacks } from "../inventory";
import { renderTrace, Trace, traceDiagram, traceName } from "../trace";

/** @internal The options of `trace`. */
export interface TraceOptions {
  readonly email?: string;
  readonly group?: string[];
  readonly answer?: string[];
  readonly virtualNetwork?: string;
  readonly profile?: string;
  readonly format?: "text" | "json" | "mermaid";
}

const CODES: { readonly [outcome in Trace["outcome"]]: number } = {
  connects: ExitCode.NO_FINDINGS,
  broken: ExitCode.FINDINGS,
  unknown: ExitCode.INCOMPLETE,
};

/** @internal Traces a name through all stacks of an app together. */
export function trace(path: string, fqdn: string, options: TraceOptions): CommandResult {
  const { email, group: groups, answer: answers, virtualNetwork, profile, format } = options;
  const person = email === undefined && groups === undefined ? undefined : { email, groups };
  const found = traceName(readStacks(path), { fqdn, person, answers, virtualNetwork, profile });
  return { text: render(found, format), code: CODES[found.outcome] };
}

function render(found: Trace, format: TraceOptions["format"]): string {
  switch (format) {
    case "json":
      // An incompatible change raises the version in schema/trace.schema.json.
      return `${JSON.stringify({ schemaVersion: 1, ...found }, null, 2)}\n`;
    case "mermaid":
      return traceDiagram(found);
    default:
      return renderTrace(found);
  }
}
