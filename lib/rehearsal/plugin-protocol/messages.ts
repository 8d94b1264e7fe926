import type { DynamicValue } from "./values";

/** @internal */
export interface Diagnostic {
  readonly severity: 1 | 2;
  readonly summary: string;
  readonly detail?: string;
}

/** @internal */
export interface Typed {
  readonly typeName: string;
}

/** @internal */
export interface ConfigRequest extends Typed {
  readonly config?: DynamicValue;
}

/** @internal */
export interface UpgradeRequest extends Typed {
  readonly rawState?: { readonly json?: Uint8Array };
}

/** @internal */
export interface ReadRequest extends Typed {
  readonly currentState?: DynamicValue;
}

/** @internal */
export interface PlanRequest extends Typed {
  readonly priorState?: DynamicValue;
  readonly proposedNewState?: DynamicValue;
  readonly config?: DynamicValue;
}

/** @internal */
export interface ApplyRequest extends Typed {
  readonly priorState?: DynamicValue;
  readonly plannedState?: DynamicValue;
  readonly config?: DynamicValue;
}

/** @internal */
export interface ImportRequest extends Typed {
  readonly id: string;
}

/** @internal */
export interface Caller {
  /** Whether Terraform no longer waits: it was killed, or gave up. */
  isGone(): boolean;
}

/** @internal */
export type Handler<Request = never> = (request: Request, caller: Caller) => object | Promise<object>;

/** @internal Who answers each of Terraform's calls. */
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
