import type { ServiceDefinition } from "@grpc/grpc-js";
import { INamespace, Root } from "protobufjs";

/** A field: its number, its type and its rule. */
type Field = [id: number, type: string, rule?: "repeated" | "map"];

const DIAGNOSTICS = (id: number): Record<string, Field> => ({ diagnostics: [id, "Diagnostic", "repeated"] });
const CONFIG: Record<string, Field> = { typeName: [1, "string"], config: [2, "DynamicValue"] };

/**
 * The messages of Terraform's plugin protocol 6, without functions, lists and actions. Fields that are not listed here
 * are ignored.
 */
const MESSAGES: Record<string, Record<string, Field>> = {
  Empty: {},
  DynamicValue: { msgpack: [1, "bytes"], json: [2, "bytes"] },
  RawState: { json: [1, "bytes"] },
  Step: { attributeName: [1, "string"], elementKeyString: [2, "string"], elementKeyInt: [3, "int64"] },
  AttributePath: { steps: [1, "Step", "repeated"] },
  Diagnostic: { severity: [1, "int32"], summary: [2, "string"], detail: [3, "string"] },
  Attribute: {
    name: [1, "string"],
    type: [2, "bytes"],
    optional: [5, "bool"],
    computed: [6, "bool"],
    sensitive: [7, "bool"],
    writeOnly: [11, "bool"],
  },
  NestedBlock: { typeName: [1, "string"], block: [2, "Block"], nesting: [3, "int32"] },
  Block: { attributes: [2, "Attribute", "repeated"], blockTypes: [3, "NestedBlock", "repeated"] },
  Schema: { version: [1, "int64"], block: [2, "Block"] },
  Capabilities: { planDestroy: [1, "bool"], getProviderSchemaOptional: [2, "bool"] },
  SchemaResponse: {
    provider: [1, "Schema"],
    resourceSchemas: [2, "Schema", "map"],
    dataSourceSchemas: [3, "Schema", "map"],
    serverCapabilities: [6, "Capabilities"],
    ephemeralResourceSchemas: [8, "Schema", "map"],
  },
  ConfigRequest: CONFIG,
  ConfigureRequest: { config: [2, "DynamicValue"] },
  DiagnosticsResponse: DIAGNOSTICS(1),
  ValidateProviderResponse: DIAGNOSTICS(2),
  UpgradeRequest: { typeName: [1, "string"], rawState: [3, "RawState"] },
  UpgradeResponse: { upgradedState: [1, "DynamicValue"], ...DIAGNOSTICS(2) },
  ReadRequest: { typeName: [1, "string"], currentState: [2, "DynamicValue"] },
  ReadResponse: { newState: [1, "DynamicValue"], ...DIAGNOSTICS(2) },
  PlanRequest: {
    typeName: [1, "string"],
    priorState: [2, "DynamicValue"],
    proposedNewState: [3, "DynamicValue"],
    config: [4, "DynamicValue"],
  },
  PlanResponse: {
    plannedState: [1, "DynamicValue"],
    requiresReplace: [2, "AttributePath", "repeated"],
    ...DIAGNOSTICS(4),
  },
  ApplyRequest: {
    typeName: [1, "string"],
    priorState: [2, "DynamicValue"],
    plannedState: [3, "DynamicValue"],
    config: [4, "DynamicValue"],
  },
  ApplyResponse: { newState: [1, "DynamicValue"], ...DIAGNOSTICS(3) },
  ImportRequest: { typeName: [1, "string"], id: [2, "string"] },
  Imported: { typeName: [1, "string"], state: [2, "DynamicValue"] },
  ImportResponse: { importedResources: [1, "Imported", "repeated"], ...DIAGNOSTICS(2) },
  ReadDataResponse: { state: [1, "DynamicValue"], ...DIAGNOSTICS(2) },
  OpenResponse: { ...DIAGNOSTICS(1), result: [3, "DynamicValue"] },
  StopResponse: { error: [1, "string"] },
};

const METHODS: Record<string, [request: string, response: string]> = {
  GetProviderSchema: ["Empty", "SchemaResponse"],
  ValidateProviderConfig: ["Empty", "ValidateProviderResponse"],
  ConfigureProvider: ["ConfigureRequest", "DiagnosticsResponse"],
  ValidateResourceConfig: ["ConfigRequest", "DiagnosticsResponse"],
  ValidateDataResourceConfig: ["ConfigRequest", "DiagnosticsResponse"],
  ValidateEphemeralResourceConfig: ["ConfigRequest", "DiagnosticsResponse"],
  UpgradeResourceState: ["UpgradeRequest", "UpgradeResponse"],
  ReadResource: ["ReadRequest", "ReadResponse"],
  PlanResourceChange: ["PlanRequest", "PlanResponse"],
  ApplyResourceChange: ["ApplyRequest", "ApplyResponse"],
  ImportResourceState: ["ImportRequest", "ImportResponse"],
  ReadDataSource: ["ConfigRequest", "ReadDataResponse"],
  OpenEphemeralResource: ["ConfigRequest", "OpenResponse"],
  CloseEphemeralResource: ["Empty", "DiagnosticsResponse"],
  StopProvider: ["Empty", "StopResponse"],
};

/** @internal The methods that a provider answers. */
export const METHOD_NAMES = Object.keys(METHODS);

/** @internal The definition of the service for the gRPC library. */
export function providerService(): ServiceDefinition {
  const root = Root.fromJSON({ nested: Object.fromEntries(Object.entries(MESSAGES).map(descriptor)) });
  const codec = (name: string) => {
    const type = root.lookupType(name);
    return {
      serialize: (value: object) => Buffer.from(type.encode(type.fromObject(value)).finish()),
      deserialize: (bytes: Buffer) => type.decode(bytes),
    };
  };
  return Object.fromEntries(
    Object.entries(METHODS).map(([name, [request, response]]) => [
      name,
      {
        path: `/tfplugin6.Provider/${name}`,
        requestStream: false,
        responseStream: false,
        requestSerialize: codec(request).serialize,
        requestDeserialize: codec(request).deserialize,
        responseSerialize: codec(response).serialize,
        responseDeserialize: codec(response).deserialize,
      },
    ]),
  );
}

function descriptor([name, fields]: [string, Record<string, Field>]): [string, INamespace] {
  const entries = Object.entries(fields).map(([field, [id, type, rule]]) => [
    field,
    rule === "map" ? { id, type, keyType: "string" } : { id, type, rule },
  ]);
  return [name, { fields: Object.fromEntries(entries) } as INamespace];
}
