import { CallScheduler } from "./call-scheduler";
import { blockOf, callOf, changeOf, existingObject, nameOf } from "./changes";
import { readConfig } from "./data-source";
import { IdleDetector } from "./idle-detector";
import { forcesReplacement } from "./replacement";
import { StopSignal } from "./stop-signal";
import type { Values } from "../../core/terraform/values";
import type { Refusal } from "../cloud/api-behavior";
import type { Call, Handling, Hooks, JournalEntry, Outcome } from "../cloud/calls";
import { Cloud } from "../cloud/cloud";
import { hash } from "../cloud/computed";
import { Endpoint, endpointOf } from "../cloud/endpoint";
import type { RunningTerraform } from "../cloudflare-api/process-faults";
import type {
  ApplyRequest,
  Caller,
  ConfigRequest,
  ConfigureRequest,
  Handlers,
  ImportRequest,
  PlanRequest,
  ReadRequest,
  TypedRequest,
  UpgradeRequest,
} from "../plugin-protocol/messages";
import { emptyObject, plainObject, plannedObject } from "../plugin-protocol/objects";
import type { Schema } from "../plugin-protocol/schema";
import { schemaMessage } from "../plugin-protocol/schema-message";
import { decodeObject, encodeObject, WireObject } from "../plugin-protocol/values";

/**
 * A provider for all types. It answers the calls of Terraform from the simulated cloud, and keeps a journal of them.
 *
 * @internal
 */
export class Provider {
  /** The callbacks of the current apply. */
  public hooks: Hooks = {};
  /** The simulated cloud. */
  public cloud = new Cloud();
  /** The calls so far, in the order in which they took effect. */
  public journal: JournalEntry[] = [];
  /** Observes the calls of Terraform. */
  public readonly idleDetector = new IdleDetector();
  private readonly scheduler: CallScheduler;
  /** The running process of Terraform. */
  public terraform?: () => RunningTerraform | undefined;
  /** Whether every id can be imported, in order to find out what a plan imports. */
  public importsAnything = false;
  private readonly stopSignal = new StopSignal();

  /**
   * @param seed selects one of the call orders that Terraform allows
   * @param severalEndpoints the providers whose objects have names with their endpoint
   */
  public constructor(
    public readonly schema: Schema,
    public seed: number,
    idleMs: number,
    public readonly severalEndpoints: ReadonlySet<string> = new Set(),
  ) {
    this.scheduler = new CallScheduler(this.idleDetector, idleMs);
  }

  /** The handlers of one connection of Terraform. Each connection has one provider configuration. */
  public connect(): Handlers {
    const nothing = () => ({});
    let configuration: Values = {};
    const to = ({ typeName }: TypedRequest) => endpointOf(typeName, configuration);
    const handlers: Handlers = {
      GetProviderSchema: () => schemaMessage(this.schema),
      ValidateProviderConfig: nothing,
      ConfigureProvider: ({ config }: ConfigureRequest) => {
        configuration = plainObject(decodeObject(config) ?? {}, this.schema.provider);
        return {};
      },
      ValidateResourceConfig: nothing,
      ValidateDataResourceConfig: nothing,
      ValidateEphemeralResourceConfig: nothing,
      CloseEphemeralResource: nothing,
      StopProvider: () => {
        this.stopSignal.received();
        return {};
      },
      UpgradeResourceState: ({ rawState }: UpgradeRequest) => ({ upgradedState: { json: rawState!.json } }),
      ReadResource: (request: ReadRequest) => this.read(request, to(request)),
      PlanResourceChange: (request: PlanRequest) => this.plan(request),
      ApplyResourceChange: (request: ApplyRequest, caller: Caller) => this.apply(request, to(request), caller),
      ImportResourceState: (request: ImportRequest) => this.import(request),
      ReadDataSource: (request: ConfigRequest) => ({
        state: readConfig(request, to(request), this.schema.data),
      }),
      OpenEphemeralResource: (request: ConfigRequest) => ({
        result: readConfig(request, to(request), this.schema.ephemeral),
      }),
    };
    return this.idleDetector.watch(handlers);
  }

  private read({ typeName, currentState }: ReadRequest, endpoint: Endpoint): object {
    const current = decodeObject(currentState);
    if (this.importsAnything) return { newState: encodeObject(current) };
    const before = current === null ? undefined : plainObject(current, blockOf(this, typeName));
    const object = existingObject(this, typeName, before, endpoint);
    const name = object?.name ?? nameOf(this, typeName, before ?? {}, endpoint);
    this.record({ operation: "read", type: typeName, name, before: object?.values, after: object?.values }, "done");
    return { newState: encodeObject(object?.state ?? null) };
  }

  private plan({ typeName, priorState, proposedNewState, config }: PlanRequest): object {
    const prior = decodeObject(priorState);
    const proposed = decodeObject(proposedNewState);
    if (proposed === null) return { plannedState: encodeObject(null) };
    const block = blockOf(this, typeName);
    const planned = plannedObject(proposed, prior === null, block);
    if (prior === null || this.importsAnything) return { plannedState: encodeObject(planned) };
    const [before, after, written] = [prior, planned, decodeObject(config)!].map((each) => plainObject(each, block));
    return {
      plannedState: encodeObject(planned),
      requiresReplace: forcesReplacement(typeName, before, after, written).map((attributeName) => ({
        steps: [{ attributeName }],
      })),
    };
  }

  private async apply(request: ApplyRequest, endpoint: Endpoint, caller: Caller): Promise<object> {
    const prior = decodeObject(request.priorState);
    const requested = { type: request.typeName, prior, planned: decodeObject(request.plannedState), endpoint };
    const call = callOf(this, requested);
    const answer = (state: WireObject | null, error?: string) => ({
      newState: encodeObject(state),
      diagnostics: error === undefined ? [] : [{ severity: 1, summary: error, detail: "" }],
    });

    await this.scheduler.waitForTurn(this.rankOf(call));
    const handling = await this.idleDetector.whileHeld(async () => this.hooks.onCall?.(call) ?? "proceed");
    // A call that was in flight when Terraform was killed does not arrive.
    if (caller.isGone()) {
      this.record(call, "dropped");
      return {};
    }
    if (handling === "fail-before" || handling === "kill-before") {
      this.record(call, handling === "fail-before" ? "failed before" : "killed before");
      if (handling === "kill-before") await this.stopSignal.saveAndKill(this.terraform?.());
      return answer(prior, "injected fault: this call failed before it took effect");
    }
    const change = changeOf(this, call, requested);
    if (change.operation === "create") this.cloud.yieldTo(change.after);
    const refusal = this.cloud.refusal(change);
    if (refusal !== undefined) {
      this.record(call, "refused", refusal);
      return answer(prior, refusal.message);
    }
    this.cloud.apply(change);
    const after = change.operation === "delete" ? undefined : change.after;
    this.record({ ...call, after: after?.values }, OUTCOMES[handling]);
    this.hooks.onChange?.(this.cloud, this.journal);
    if (handling === "kill-after") await this.stopSignal.saveAndKill(this.terraform?.());
    if (handling === "interrupt") await this.stopSignal.interrupt(this.terraform?.());
    const isDone = handling === "proceed" || handling === "interrupt";
    return answer(
      isDone || handling === "fail-partly" ? (after?.state ?? null) : prior,
      isDone ? undefined : "injected fault: this call failed after it took effect",
    );
  }

  private import({ typeName, id }: ImportRequest): object {
    const block = blockOf(this, typeName);
    if (this.importsAnything) {
      const state = emptyObject(block);
      state.id = id;
      return { importedResources: [{ typeName, state: encodeObject(state) }] };
    }
    // The import ids of Cloudflare's provider begin with the account or the zone.
    const object = this.cloud.findImported(typeName, id) ?? this.cloud.find(typeName, id.split("/").pop());
    if (object !== undefined) return { importedResources: [{ typeName, state: encodeObject(object.state) }] };
    return { diagnostics: [{ severity: 1, summary: `404: ${typeName} with id ${id} does not exist`, detail: "" }] };
  }

  private record(call: Call, outcome: Outcome, refusal?: Refusal): void {
    this.journal.push({ sequence: this.journal.length, ...call, outcome, ...(refusal !== undefined && { refusal }) });
  }

  private rankOf({ operation, type, name }: Call): number {
    return hash(this.seed, operation, type, name).readUInt32BE();
  }
}

const OUTCOMES: Record<Exclude<Handling, "fail-before" | "kill-before">, Outcome> = {
  proceed: "done",
  "fail-after": "failed after",
  "fail-partly": "failed partly",
  "kill-after": "killed after",
  interrupt: "interrupted",
};
