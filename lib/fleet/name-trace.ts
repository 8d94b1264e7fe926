import { renderTrace, Trace, traceDiagram } from "../trace/index";

/** Defines who asks for a name, and from where. */
export interface NameTraceOptions {
  /** The person's e-mail address. @default - anybody; the trace says for whom the name is reachable */
  readonly email?: string;
  /** The person's groups, all of them, as the policies name them. @default - not known, or none where `email` is said */
  readonly groups?: string[];
  /** The address that the name has. @default - any of the cluster's CIDRs */
  readonly address?: string;
  /** The virtual network that the device is in, by its name. @default - the account's default one */
  readonly virtualNetwork?: string;
  /** The device profile, by its name. @default - the first that matches the person */
  readonly profile?: string;
}

/** Defines what a trace comes to. */
export enum NameTraceOutcome {
  CONNECTS = "connects",
  /** Nothing is broken as far as can be told here: what is not known is Terraform's, Cloudflare's or the person's to tell. */
  UNKNOWN = "unknown",
  BROKEN = "broken",
}

/** Defines one decision on the way of a name. */
export interface NameTraceHop {
  /** Where it is decided: "local domains", "resolver policy", "route", … */
  readonly at: string;
  /** "ok", "unknown" or "broken". */
  readonly status: string;
  /** The question. */
  readonly asked: string;
  /** The answer. */
  readonly decided: string;
  /** The Terraform addresses of what decided. */
  readonly by: string[];
  /** What is broken, a stable word: "AnswerUnrouted". @default - nothing is */
  readonly code?: string;
  /** How to mend it. @default - nothing is broken */
  readonly fix?: string;
}

/** Defines the way of a name from a device to a pod, up to the first hop that is broken. `Fleet.trace` makes it. */
export class NameTrace {
  /** @internal */
  public static _of(trace: Trace): NameTrace {
    return new NameTrace(trace);
  }

  /** The name that was asked for. */
  public readonly fqdn: string;
  public readonly outcome: NameTraceOutcome;
  /** What was taken for granted. */
  public readonly notes: string[];

  private constructor(private readonly trace: Trace) {
    this.fqdn = trace.fqdn;
    this.outcome = trace.outcome as NameTraceOutcome;
    this.notes = [...trace.notes];
  }

  /** Every decision on the way, the broken one last. */
  public get hops(): NameTraceHop[] {
    return this.trace.hops.map((hop) => ({ ...hop, by: [...hop.by] }));
  }

  /** The one that is broken; undefined where none is. */
  public get broken(): NameTraceHop | undefined {
    return this.hops.find(({ code }) => code !== undefined);
  }

  /** The hops as text, with the way out below what is broken. */
  public toString(): string {
    return renderTrace(this.trace);
  }

  /** The hops as a sequence diagram in Mermaid's syntax, fenced for Markdown. */
  public toMermaid(): string {
    return traceDiagram(this.trace);
  }
}
