import type { DynamicValue } from "./values";

/** @internal An error (1) or a warning (2) for the user. */
export interface Diagnostic {
  /** 1 for an error, 2 for a warning. */
  readonly severity: 1 | 2;
  /** The message in one line. */
  readonly summary: string;
  /** The explanation. */
  readonly detail?: string;
}

/** @internal A request for objects of one type. */
export interface TypedRequest {
  /** The Terraform type. */
  readonly typeName: string;
}

/** @internal The request of a data source or an ephemeral resource. */
export interface ConfigRequest extends TypedRequest {
  /** The arguments in the configuration. */
  readonly config?: DynamicValue;
}

/** @internal Configures the provider of one connection. */
export interface ConfigureRequest {
  /** The arguments of the provider configuration. */
  readonly config?: DynamicValue;
}

/** @internal Asks for the state in the format of the current schema. */
export interface UpgradeRequest extends TypedRequest {
  /** The state as it is stored. */
  readonly rawState?: { readonly json?: Uint8Array };
}

/** @internal Asks for the current values of an object. */
export interface ReadRequest extends TypedRequest {
  /** The object in the state. */
  readonly currentState?: DynamicValue;
}

/** @internal Asks for the planned values of a change. */
export interface PlanRequest extends TypedRequest {
  /** The object in the state. Null for a new object. */
  readonly priorState?: DynamicValue;
  /** The configuration, with values of the state for the computed attributes. Null for a deletion. */
  readonly proposedNewState?: DynamicValue;
  /** The arguments in the configuration. */
  readonly config?: DynamicValue;
}

/** @internal Asks to apply a planned change. */
export interface ApplyRequest extends TypedRequest {
  /** The object in the state. Null for a new object. */
  readonly priorState?: DynamicValue;
  /** The object that the plan contains. Null for a deletion. */
  readonly plannedState?: DynamicValue;
  /** The arguments in the configuration. */
  readonly config?: DynamicValue;
}

/** @internal Asks for an existing object. */
export interface ImportRequest extends TypedRequest {
  /** The id that the user specified. */
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
  readonly ConfigureProvider: Handler<ConfigureRequest>;
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
