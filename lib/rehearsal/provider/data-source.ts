import { isValues, Values } from "../../core/terraform/values";
import { computedValue } from "../cloud/computed";
import type { Endpoint } from "../cloud/endpoint";
import type { ConfigRequest } from "../plugin-protocol/messages";
import { appliedObject, plainObject, plannedObject } from "../plugin-protocol/objects";
import type { Block } from "../plugin-protocol/schema";
import { decodeObject, encodeObject } from "../plugin-protocol/values";

/** @internal Answers a data source or an ephemeral resource with computed values. */
export function readConfig({ typeName, config }: ConfigRequest, { id }: Endpoint, blocks: Map<string, Block>): object {
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

/** What a data source searches for is what it finds, such as the name of a zone. */
function searchedValues({ filter, ...values }: Values): Values {
  const [criteria] = Array.isArray(filter) ? (filter as unknown[]) : [filter];
  return { ...values, ...(isValues(criteria) && criteria) };
}
