import { Turns } from "./call-scheduler";
import { Activity } from "./idle-detector";
import { forcesReplacement } from "./replacement";
import { Call, Hooks, JournalEntry, Outcome, Verdict } from "../cloud/calls";
import { Cloud } from "../cloud/cloud";
import { computedValue, hash } from "../cloud/computed";
import type { Change, CloudObject } from "../cloud/object";
import { stableName } from "../cloud/stable-name";
import type {
  ApplyRequest,
  Caller,
  ConfigRequest,
  Handlers,
  ImportRequest,
  PlanRequest,
  ReadRequest,
  UpgradeRequest,
} from "../plugin-protocol/messages";
import { appliedObject, plainObject, plannedObject } from "../plugin-protocol/objects";
import type { Block, Schema } from "../plugin-protocol/schema";
import { schemaMessage } from "../plugin-protocol/schema-message";
import { decodeObject, encodeObject, WireObject } from "../plugin-protocol/values";

const CONFIGURATION = "cloudflare_zero_trust_tunnel_cloudflared_config";

/**
 * One provider for every type: it answers Terraform from the cloud, and writes down each call.
 *
 * @internal
 */
export class Provider {
  public hooks: Hooks = {};
  public journal: JournalEntry[] = [];
  public readonly activity = new Activity();
  private readonly turns: Turns;
  /** Ends Terraform at once. */
  public kill?: () => void;

  /** @param seed chooses among the orders that Terraform allows */
  public constructor(
    private readonly schema: Schema,
    public seed: number,
    quietMs: number,
    public cloud = new Cloud(),
  ) {
    this.turns = new Turns(this.activity, quietMs);
  }

  public handlers(): Handlers {
    const nothing = () => ({});
    const handlers: Handlers = {
      GetProviderSchema: () => schemaMessage(this.schema),
      ValidateProviderConfig: nothing,
      ConfigureProvider: nothing,
      ValidateResourceConfig: nothing,
      ValidateDataResourceConfig: nothing,
      ValidateEphemeralResourceConfig: nothing,
      CloseEphemeralResource: nothing,
      StopProvider: nothing,
      UpgradeResourceState: ({ rawState }: UpgradeRequest) => ({ upgradedState: { json: rawState!.json } }),
      ReadResource: (request: ReadRequest) => this.read(request),
      PlanResourceChange: (request: PlanRequest) => this.plan(request),
      ApplyResourceChange: (request: ApplyRequest, caller: Caller) => this.apply(request, caller),
      ImportResourceState: (request: ImportRequest) => this.import(request),
      ReadDataSource: (request: ConfigRequest) => ({ state: this.look(request, this.schema.data) }),
      OpenEphemeralResource: (request: ConfigRequest) => ({ result: this.look(request, this.schema.ephemeral) }),
    };
    return this.activity.watching(handlers);
  }

  private read({ typeName, currentState }: ReadRequest): object {
    const current = decodeObject(currentState);
    const object = this.cloud.find(typeName, current?.id);
    const before = current === null ? undefined : plainObject(current, this.block(typeName));
    const name = object?.name ?? stableName(typeName, before ?? {}, (type, id) => this.cloud.find(type, id));
    this.write({ operation: "read", type: typeName, name, before: object?.values, after: object?.values }, "done");
    return { newState: encodeObject(object?.state ?? null) };
  }

  private plan({ typeName, priorState, proposedNewState, config }: PlanRequest): object {
    const [prior, proposed] = [decodeObject(priorState), decodeObject(proposedNewState)];
    if (proposed === null) return { plannedState: encodeObject(null) };
    const block = this.block(typeName);
    const planned = plannedObject(proposed, prior === null, block);
    if (prior === null) return { plannedState: encodeObject(planned) };
    const [before, after, said] = [prior, planned, decodeObject(config)!].map((each) => plainObject(each, block));
    return {
      plannedState: encodeObject(planned),
      requiresReplace: forcesReplacement(typeName, before, after, said).map((attributeName) => ({
        steps: [{ attributeName }],
      })),
    };
  }

  private async apply(request: ApplyRequest, caller: Caller): Promise<object> {
    const type = request.typeName;
    const [prior, planned] = [decodeObject(request.priorState), decodeObject(request.plannedState)];
    const call = this.callOf(type, prior, planned);
    const answer = (state: WireObject | null, error?: string) => ({
      newState: encodeObject(state),
      diagnostics: error === undefined ? [] : [{ severity: 1, summary: error, detail: "" }],
    });

    await this.turns.turn(this.rank(call));
    const verdict = await this.activity.hold(async () => this.hooks.onCall?.(call) ?? "proceed");
    // What a killed Terraform had asked for and was still on its way does not arrive.
    if (caller.isGone()) {
      this.write(call, "dropped");
      return {};
    }
    if (verdict === "fail-before" || verdict === "kill-before") {
      this.write(call, verdict === "fail-before" ? "failed before" : "killed before");
      if (verdict === "kill-before") this.kill?.();
      return answer(prior, "the rehearsal failed this call before it took effect");
    }
    const change = this.changeOf(type, call, prior, planned);
    const refusal = this.cloud.refusal(change);
    if (refusal !== undefined) {
      this.write(call, "refused", refusal);
      return answer(prior, refusal);
    }
    this.cloud.apply(change);
    const after = change.operation === "delete" ? undefined : change.after;
    this.write({ ...call, after: after?.values }, OUTCOMES[verdict]);
    this.hooks.onMoment?.(this.cloud, this.journal);
    if (verdict === "kill-after") this.kill?.();
    if (verdict === "proceed") return answer(after?.state ?? null);
    const partly = verdict === "fail-partly";
    return answer(partly ? (after?.state ?? null) : prior, "the rehearsal failed this call after it took effect");
  }

  private callOf(type: string, prior: WireObject | null, planned: WireObject | null): Call {
    const block = this.block(type);
    const [before, after] = [prior, planned].map((each) => (each === null ? undefined : plainObject(each, block)));
    // A rename keeps the old name until it took effect: a retry then has the same name.
    const name =
      this.cloud.find(type, before?.id)?.name ??
      stableName(type, before ?? after ?? {}, (owner, id) => this.cloud.find(owner, id));
    return {
      operation: before === undefined ? "create" : after === undefined ? "delete" : "update",
      type,
      name,
      before,
      after,
    };
  }

  private changeOf(type: string, call: Call, prior: WireObject | null, planned: WireObject | null): Change {
    const block = this.block(type);
    const before = prior === null ? undefined : this.held(type, call.name, prior, block);
    if (planned === null) return { operation: "delete", before: before! };
    const owner = [type, call.name, this.cloud.generation(type, call.name)];
    const state = appliedObject(planned, block, (attribute, { paths }) => computedValue(owner, attribute, paths));
    // The API names a configuration by its tunnel, so two of one tunnel are one object.
    if (type === CONFIGURATION && before === undefined) state.id = plainObject(state, block).tunnel_id as string;
    const values = plainObject(state, block);
    const name = stableName(type, values, (owner_, id) => this.cloud.find(owner_, id));
    const after: CloudObject = { type, id: state.id as string, name, values, state };
    return before === undefined ? { operation: "create", after } : { operation: "update", before, after };
  }

  private held(type: string, name: string, state: WireObject, block: Block): CloudObject {
    const id = state.id as string;
    return this.cloud.find(type, id) ?? { type, id, name, values: plainObject(state, block), state };
  }

  private import({ typeName, id }: ImportRequest): object {
    // Cloudflare's import ids lead with the account or the zone.
    const object = this.cloud.find(typeName, id.split("/").pop());
    if (object !== undefined) return { importedResources: [{ typeName, state: encodeObject(object.state) }] };
    return { diagnostics: [{ severity: 1, summary: `404: there is no ${typeName} with id ${id}`, detail: "" }] };
  }

  private look({ typeName, config }: ConfigRequest, blocks: Map<string, Block>): object {
    const block = blocks.get(typeName)!;
    const asked = decodeObject(config)!;
    const owner = [typeName, JSON.stringify(plainObject(asked, block))];
    const open = plannedObject(asked, true, block);
    return encodeObject(appliedObject(open, block, (attribute, { paths }) => computedValue(owner, attribute, paths)));
  }

  private write(call: Call, outcome: Outcome, message?: string): void {
    this.journal.push({ sequence: this.journal.length, ...call, outcome, ...(message !== undefined && { message }) });
  }

  private rank({ operation, type, name }: Call): number {
    return hash(this.seed, operation, type, name).readUInt32BE();
  }

  private block(type: string): Block {
    return this.schema.resource.get(type)!;
  }
}

const OUTCOMES: Record<Exclude<Verdict, "fail-before" | "kill-before">, Outcome> = {
  proceed: "done",
  "fail-after": "failed after",
  "fail-partly": "failed partly",
  "kill-after": "killed after",
};
