import type { DynamicValue } from "./values";

/** @internal An error (1) or a warning (2) for the user. */
export interface Diagnostic {
  readonly severity: 1 | 2;
  readonly summary: string;
  readonly detail?: string;
}

/** @internal A request for objects of one type. */
export interface TypedRequest {
  readonly typeName: string;
}

/** @internal The request of a data source or an ephemeral resource. */
export interface ConfigRequest extends TypedRequest {
  readonly config?: DynamicValue;
}

/** @internal Asks for the state in the format of the current schema. */
export interface UpgradeRequest extends TypedRequest {
  readonly rawState?: { readonly json?: Uint8Array };
}

/** @internal Asks for the current values of an object. */
export interface ReadRequest extends TypedRequest {
  readonly currentState?: DynamicValue;
}

/** @internal Asks for the planned values of a change. */
export interface PlanRequest extends TypedRequest {
  readonly priorState?: DynamicValue;
  readonly proposedNewState?: DynamicValue;
  readonly config?: DynamicValue;
}

/** @internal Asks to apply a planned change. */
export interface ApplyRequest extends TypedRequest {
  readonly priorState?: DynamicValue;
  readonly plannedState?: DynamicValue;
  readonly config?: DynamicValue;
}

/** @internal Asks for an existing object. */
export interface ImportRequest extends TypedRequest {
  readonly id: string;
}

/** @internal The Terraform process that sent a request. */
export interface Caller {
  /** Whether Terraform no longer waits for the answer, for example because it was killed. */
  isGone(): boolean;
}

/** @internal Answers a request. */
export type Handler<Request = never> = (request: Request, caller: Caller) => object | Promise<object>;

/** @internal A handler for each method of the protocol. */
export interface Handlers {
  readonly GetProviderSchema: Handler;
  readonly ValidateProviderConfig: Handler;
  readonly ConfigureProvider: Handler;
  readonly ValidateResourceConfig: Handler;
  readonly ValidateDataResourceConfig: Handler;
  readonly ValidateEphemeralResourceConfig: Handler;
  readonly UpgradeResourceState: Handler<UpgradeRequest>;
  readonly ReadResource: Handler<ReadRequest>;
  readonly PlanResourceChange: Handler<PlanRequest>;
  readonly ApplyResourceChange: Handler<ApplyRequest>;
  readonly ImportResourceState: Handler<ImportRequest>;
  readonly ReadDataSource: Handler<ConfigRequest>;
  readonly OpenEphemeralResource: Handler<ConfigRequest>;
  readonly CloseEphemeralResource: Handler;
  readonly StopProvider: Handler;
}
