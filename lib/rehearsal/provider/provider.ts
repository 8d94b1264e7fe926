import { CallScheduler } from "./call-scheduler";
import { IdleDetector } from "./idle-detector";
import { forcesReplacement } from "./replacement";
import { isValues, Values } from "../../core/terraform/values";
import type { Refusal } from "../cloud/api-behavior";
import type { Call, Handling, Hooks, JournalEntry, Outcome } from "../cloud/calls";
import { Cloud } from "../cloud/cloud";
import { computedValue, hash } from "../cloud/computed";
import { Endpoint, endpointOf, nameAt, providerOf } from "../cloud/endpoint";
import type { Change, CloudObject } from "../cloud/object";
import { stableName } from "../cloud/stable-name";
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
import { appliedObject, emptyObject, plainObject, plannedObject } from "../plugin-protocol/objects";
import type { Block, Schema } from "../plugin-protocol/schema";
import { schemaMessage } from "../plugin-protocol/schema-message";
import { decodeObject, encodeObject, WireObject } from "../plugin-protocol/values";

const CONFIGURATION = "cloudflare_zero_trust_tunnel_cloudflared_config";

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
  private onStop?: () => void;

  /**
   * @param seed selects one of the call orders that Terraform allows
   * @param severalEndpoints the providers whose objects have names with their endpoint
   */
  public constructor(
    private readonly schema: Schema,
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
        this.onStop?.();
        return {};
      },
      UpgradeResourceState: ({ rawState }: UpgradeRequest) => ({ upgradedState: { json: rawState!.json } }),
      ReadResource: (request: ReadRequest) => this.read(request, to(request)),
      PlanResourceChange: (request: PlanRequest) => this.plan(request),
      ApplyResourceChange: (request: ApplyRequest, caller: Caller) => this.apply(request, to(request), caller),
      ImportResourceState: (request: ImportRequest) => this.import(request),
      ReadDataSource: (request: ConfigRequest) => ({
        state: this.readConfig(request, to(request), this.schema.data),
      }),
      OpenEphemeralResource: (request: ConfigRequest) => ({
        result: this.readConfig(request, to(request), this.schema.ephemeral),
      }),
    };
    return this.idleDetector.watch(handlers);
  }

  private read({ typeName, currentState }: ReadRequest, endpoint: Endpoint): object {
    const current = decodeObject(currentState);
    if (this.importsAnything) return { newState: encodeObject(current) };
    const before = current === null ? undefined : plainObject(current, this.block(typeName));
    const object = this.existing(typeName, before, endpoint);
    const name = object?.name ?? this.nameOf(typeName, before ?? {}, endpoint);
    this.record({ operation: "read", type: typeName, name, before: object?.values, after: object?.values }, "done");
    return { newState: encodeObject(object?.state ?? null) };
  }

  /** The object of a state. A provider with another endpoint than before finds only an object of the same name. */
  private existing(type: string, values: Values = {}, endpoint: Endpoint): CloudObject | undefined {
    const object = this.cloud.find(type, values.id);
    if (object === undefined || isAt(object, endpoint)) return object;
    const name = this.nameOf(type, values, endpoint);
    return this.cloud.ofType(type).find((each) => each.name === name && isAt(each, endpoint));
  }

  private plan({ typeName, priorState, proposedNewState, config }: PlanRequest): object {
    const prior = decodeObject(priorState);
    const proposed = decodeObject(proposedNewState);
    if (proposed === null) return { plannedState: encodeObject(null) };
    const block = this.block(typeName);
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
    const type = request.typeName;
    const prior = decodeObject(request.priorState);
    const planned = decodeObject(request.plannedState);
    const call = this.callOf(type, prior, planned, endpoint);
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
      if (handling === "kill-before") await this.saveAndKill();
      return answer(prior, "injected fault: this call failed before it took effect");
    }
    const change = this.changeOf(type, call, prior, planned, endpoint);
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
    if (handling === "kill-after") await this.saveAndKill();
    if (handling === "interrupt") await this.interruptAndWait();
    const isDone = handling === "proceed" || handling === "interrupt";
    return answer(
      isDone || handling === "fail-partly" ? (after?.state ?? null) : prior,
      isDone ? undefined : "injected fault: this call failed after it took effect",
    );
  }

  /**
   * Kills Terraform after it has stored its state, which it does when it receives a signal. A remote backend otherwise
   * stores it only every 20 seconds, so that a kill would lose the record of everything that the apply did.
   */
  private async saveAndKill(): Promise<void> {
    const terraform = this.terraform?.();
    await this.interruptAndWait();
    terraform?.kill();
  }

  /** Resolves when Terraform has received the signal: it then stops its providers. */
  private async interruptAndWait(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.onStop = resolve;
      this.terraform?.()?.interrupt();
    });
    this.onStop = undefined;
  }

  private callOf(type: string, prior: WireObject | null, planned: WireObject | null, endpoint: Endpoint): Call {
    const block = this.block(type);
    const [before, after] = [prior, planned].map((each) => (each === null ? undefined : plainObject(each, block)));
    // A rename keeps the old name until it takes effect, so that a retry has the same name.
    const name = this.cloud.find(type, before?.id)?.name ?? this.nameOf(type, before ?? after ?? {}, endpoint);
    return {
      operation: before === undefined ? "create" : after === undefined ? "delete" : "update",
      type,
      name,
      before,
      after,
    };
  }

  private changeOf(
    type: string,
    call: Call,
    prior: WireObject | null,
    planned: WireObject | null,
    endpoint: Endpoint,
  ): Change {
    const block = this.block(type);
    const before = prior === null ? undefined : this.objectOf(type, call.name, prior, block);
    if (planned === null) return { operation: "delete", before: before! };
    const owner = { type, name: call.name, distinction: this.cloud.generation(type, call.name) };
    const state = appliedObject(planned, block, (attribute, { paths }) => computedValue(owner, attribute, paths));
    // The API identifies a configuration by its tunnel, so two configurations of one tunnel are one object.
    if (type === CONFIGURATION && before === undefined) state.id = plainObject(state, block).tunnel_id as string;
    const values = plainObject(state, block);
    const name = this.nameOf(type, values, endpoint);
    const after: CloudObject = { type, id: state.id as string, name, endpoint: endpoint.id, values, state };
    return before === undefined ? { operation: "create", after } : { operation: "update", before, after };
  }

  private objectOf(type: string, name: string, state: WireObject, block: Block): CloudObject {
    const id = state.id as string;
    return this.cloud.find(type, id) ?? { type, id, name, values: plainObject(state, block), state };
  }

  private nameOf(type: string, values: Values, endpoint: Endpoint): string {
    const name = stableName(type, values, (owner, id) => this.cloud.find(owner, id));
    return nameAt(name, { type, values, endpoint }, this.severalEndpoints);
  }

  private import({ typeName, id }: ImportRequest): object {
    const block = this.block(typeName);
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

  /** Answers a data source or an ephemeral resource with computed values. */
  private readConfig({ typeName, config }: ConfigRequest, { id }: Endpoint, blocks: Map<string, Block>): object {
    const block = blocks.get(typeName)!;
    const written = decodeObject(config)!;
    const distinction = JSON.stringify([plainObject(written, block), id]);
    const owner = { type: typeName, name: typeName, distinction };
    const open = plannedObject(written, true, block);
    const searched = searchedValues(plainObject(written, block));
    return encodeObject(
      appliedObject(open, block, (attribute, { paths }) => computedValue(owner, attribute, paths, searched)),
    );
  }

  private record(call: Call, outcome: Outcome, refusal?: Refusal): void {
    this.journal.push({ sequence: this.journal.length, ...call, outcome, ...(refusal !== undefined && { refusal }) });
  }

  private rankOf({ operation, type, name }: Call): number {
    return hash(this.seed, operation, type, name).readUInt32BE();
  }

  private block(type: string): Block {
    return this.schema.resource.get(type)!;
  }
}

/** What a data source searches for is what it finds, such as the name of a zone. */
function searchedValues({ filter, ...values }: Values): Values {
  const [criteria] = Array.isArray(filter) ? (filter as unknown[]) : [filter];
  return { ...values, ...(isValues(criteria) && criteria) };
}

/**
 * Whether a provider with this endpoint finds an object by its id. The endpoint is unknown while it depends on a
 * resource that does not exist yet. The ids of Google's objects contain the project.
 */
function isAt({ type, endpoint }: CloudObject, { id }: Endpoint): boolean {
  return id === undefined || endpoint === undefined || endpoint === id || providerOf(type) === "google";
}

const OUTCOMES: Record<Exclude<Handling, "fail-before" | "kill-before">, Outcome> = {
  proceed: "done",
  "fail-after": "failed after",
  "fail-partly": "failed partly",
  "kill-after": "killed after",
  interrupt: "interrupted",
};
