import { CommandResult, ExitCode } from "./exit-code";
import { tunnelMatches } from "../core/addresses/hostname";
import { inventories, readStacks, SynthesizedStack, unreadClauses } from "../inventory";
import { Question, renderTrace, Trace, traceDiagram, traceName, invalidPort } from "../trace";

/** @internal The options of `trace`. */
export interface TraceOptions {
  readonly email?: string;
  readonly group?: string[];
  readonly answer?: string[];
  readonly virtualNetwork?: string;
  readonly profile?: string;
  readonly port?: string;
  readonly format?: "text" | "json" | "mermaid";
}

const CODES: { readonly [outcome in Trace["outcome"]]: number } = {
  connects: ExitCode.NO_FINDINGS,
  broken: ExitCode.FINDINGS,
  unknown: ExitCode.INCOMPLETE,
};

/** @internal Traces a name through all stacks of an app together. */
export function trace(path: string, fqdn: string, options: TraceOptions): CommandResult {
  const { email, group: groups, answer: answers, virtualNetwork, profile, port, format } = options;
  const person = email === undefined && groups === undefined ? undefined : { email, groups };
  const stacks = readStacks(path);
  const unread = stacks.flatMap(unreadClauses);
  const found = traceName(stacks, { fqdn, person, answers, virtualNetwork, profile, ...portOf(port) });
  const published = found.outcome === "connects" ? [] : publishedNotes(stacks, found.fqdn);
  const text = render({ ...found, notes: [...unread, ...found.notes, ...published] }, format);
  const isIncomplete = found.outcome === "connects" && unread.length > 0;
  return { text, code: isIncomplete ? ExitCode.INCOMPLETE : CODES[found.outcome] };
}

/** A published host needs none of the objects of a private name. */
function publishedNotes(stacks: SynthesizedStack[], fqdn: string): string[] {
  const hosts = inventories(stacks).flatMap(({ stack, hosts: own }) => own.map((host) => ({ stack, ...host })));
  const host = hosts.find(({ hostname }) => tunnelMatches(hostname, fqdn));
  if (host === undefined) return [];
  return [
    `Stack ${host.stack} publishes ${host.hostname} on the internet, where public DNS resolves it. trace follows private names; summary shows who can reach a published host.`,
  ];
}

/** "8080" or "53/udp". */
function portOf(written: string | undefined): Pick<Question, "port" | "protocol"> {
  if (written === undefined) return {};
  const [, digits, protocol = "tcp"] = /^(\d{1,5})(?:\/(tcp|udp))?$/i.exec(written) ?? [];
  if (digits === undefined) throw invalidPort(written);
  return { port: Number(digits), protocol: protocol.toLowerCase() === "udp" ? "UDP" : "TCP" };
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
