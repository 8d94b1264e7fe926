import type { Hooks, JournalEntry } from "../../../lib/rehearsal/cloud/calls";
import { Cloud } from "../../../lib/rehearsal/cloud/cloud";
import { CloudflareApi } from "../../../lib/rehearsal/cloudflare-api/cloudflare-api";
import type { ApplyResult, Rehearsal, Snapshot } from "../../../lib/rehearsal/terraform/rehearsal";
import type { Step } from "../../../lib/rehearsal/terraform/step";

export const POLICY = "cloudflare_zero_trust_access_policy";
const PATH = "accounts/a/access/policies";

/** A rehearsal whose Terraform manages one policy: it reads it, and creates it if the read does not find it. */
export class FakeRehearsal {
  public cloud = new Cloud();
  public journal: JournalEntry[] = [];
  public hooks: Hooks = {};
  public readonly severalEndpoints: ReadonlySet<string> = new Set();
  public readonly cloudflareApi = new CloudflareApi(this);
  /** What was run. */
  public readonly runs: string[] = [];
  /** The changes that every plan contains. */
  public planned: string[] = [];
  /** Whether every apply fails. */
  public alwaysFails = false;
  /** The id in the state. */
  private id?: string;

  /** As the type that trials expect. They use only the members above. */
  public asRehearsal(): Rehearsal {
    return this as unknown as Rehearsal;
  }

  public async apply(_: Step, hooks: Hooks): Promise<ApplyResult> {
    this.runs.push("apply");
    this.hooks = hooks;
    const first = this.journal.length;
    const send = async (method: string, path: string, body?: unknown) =>
      this.cloudflareApi.answer({ method, path, query: new URLSearchParams(), body });
    if (this.id !== undefined && (await send("GET", `${PATH}/${this.id}`))?.status === 404) this.id = undefined;
    if (this.id === undefined) {
      const answer = await send("POST", PATH, { name: "p", decision: "allow" });
      if (answer?.status === 200) this.id = String((answer.body.result as { id: unknown }).id);
    }
    const journal = this.journal.slice(first);
    const run = { planned: [], applied: [], failed: [], stdout: "", imported: new Map<string, string>(), journal };
    if (this.id !== undefined && !this.alwaysFails) {
      return { ...run, outcome: "converged", diagnostics: [] };
    }
    const error = { severity: "error" as const, address: "x.p", summary: "409: refused", detail: "for\n good" };
    return { ...run, outcome: "failed", diagnostics: [error] };
  }

  public async plan(): Promise<string[]> {
    this.runs.push("plan");
    return this.planned;
  }

  public save(): Snapshot {
    const instances = this.id === undefined ? [] : [{ attributes: { id: this.id } }];
    const state = JSON.stringify({ resources: [{ mode: "managed", type: POLICY, name: "p", instances }] });
    return { cloud: this.cloud, states: new Map([["app", state]]), present: [], journal: this.journal };
  }
}
