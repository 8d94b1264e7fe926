import type { Block, Schema } from "./schema";

const LIST = 2;

/** @internal Converts a schema to the message of the protocol. */
export function schemaMessage({ provider, resource, data, ephemeral }: Schema): object {
  return {
    provider: { block: blockMessage(provider, false) },
    resourceSchemas: messages(resource),
    dataSourceSchemas: messages(data),
    ephemeralResourceSchemas: messages(ephemeral),
    serverCapabilities: { planDestroy: true, getProviderSchemaOptional: true },
  };
}

function messages(schemas: Map<string, Block>): object {
  return Object.fromEntries([...schemas].map(([type, block]) => [type, { block: blockMessage(block, true) }]));
}

function blockMessage({ attributes, blocks }: Block, isResource: boolean): object {
  return {
    attributes: [...attributes].map(([name, { optional, computed, sensitive, writeOnly }]) => ({
      name,
      type: Buffer.from(isResource && name === "id" ? '"string"' : '"dynamic"'),
      optional,
      computed,
      sensitive,
      writeOnly,
    })),
    blockTypes: [...blocks].map(([typeName, block]) => ({
      typeName,
      nesting: LIST,
      block: blockMessage(block, false),
    })),
  };
}
