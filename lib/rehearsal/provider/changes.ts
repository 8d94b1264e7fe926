import type { Values } from "../../core/terraform/values";
import type { Call } from "../cloud/calls";
import type { Cloud } from "../cloud/cloud";
import { computedValue } from "../cloud/computed";
import { Endpoint, nameAt, providerOf } from "../cloud/endpoint";
import type { Change, CloudObject } from "../cloud/object";
import { stableName } from "../cloud/stable-name";
import { appliedObject, plainObject } from "../plugin-protocol/objects";
import type { Block, Schema } from "../plugin-protocol/schema";
import type { WireObject } from "../plugin-protocol/values";

const CONFIGURATION = "cloudflare_zero_trust_tunnel_cloudflared_config";

/** @internal The cloud that a provider changes, and how its objects are described. */
export interface Target {
  /** The simulated cloud. */
  readonly cloud: Cloud;
  /** The types of objects. */
  readonly schema: Schema;
  /** The providers whose objects have names with their endpoint. */
  readonly severalEndpoints: ReadonlySet<string>;
}

/** @internal What Terraform asks for: null instead of an object that does not exist before or after. */
export interface Requested {
  readonly type: string;
  readonly prior: WireObject | null;
  readonly planned: WireObject | null;
  readonly endpoint: Endpoint;
}

/** @internal The call of a request, as reports name it. */
export function callOf(target: Target, { type, prior, planned, endpoint }: Requested): Call {
  const block = blockOf(target, type);
  const [before, after] = [prior, planned].map((each) => (each === null ? undefined : plainObject(each, block)));
  // A rename keeps the old name until it takes effect, so that a retry has the same name.
  const name = target.cloud.find(type, before?.id)?.name ?? nameOf(target, type, before ?? after ?? {}, endpoint);
  return {
    operation: before === undefined ? "create" : after === undefined ? "delete" : "update",
    type,
    name,
    before,
    after,
  };
}

/** @internal The change that a request makes when its call succeeds. */
export function changeOf(target: Target, { name }: Call, { type, prior, planned, endpoint }: Requested): Change {
  const block = blockOf(target, type);
  const before = prior === null ? undefined : objectOf(target, type, name, prior);
  if (planned === null) return { operation: "delete", before: before! };
  const owner = { type, name, distinction: target.cloud.generation(type, name) };
  const state = appliedObject(planned, block, (attribute, { paths }) => computedValue(owner, attribute, paths));
  // The API identifies a configuration by its tunnel, so two configurations of one tunnel are one object.
  if (type === CONFIGURATION && before === undefined) state.id = plainObject(state, block).tunnel_id as string;
  const values = plainObject(state, block);
  const after: CloudObject = {
    type,
    id: state.id as string,
    name: nameOf(target, type, values, endpoint),
    endpoint: endpoint.id,
    values,
    state,
  };
  return before === undefined ? { operation: "create", after } : { operation: "update", before, after };
}

/** @internal The object of a state. A provider with another endpoint than before finds only one of the same name. */
export function existingObject(
  target: Target,
  type: string,
  values: Values = {},
  endpoint: Endpoint,
): CloudObject | undefined {
  const object = target.cloud.find(type, values.id);
  if (object === undefined || isAt(object, endpoint)) return object;
  const name = nameOf(target, type, values, endpoint);
  return target.cloud.ofType(type).find((each) => each.name === name && isAt(each, endpoint));
}

/** @internal The name of an object in reports, which is the same in each run. */
export function nameOf({ cloud, severalEndpoints }: Target, type: string, values: Values, endpoint: Endpoint): string {
  const name = stableName(type, values, (owner, id) => cloud.find(owner, id));
  return nameAt(name, { type, values, endpoint }, severalEndpoints);
}

/** @internal The block of a type. The schema is inferred from the stacks, so it contains every type. */
export function blockOf({ schema }: Pick<Target, "schema">, type: string): Block {
  return schema.resource.get(type)!;
}

function objectOf(target: Target, type: string, name: string, state: WireObject): CloudObject {
  const id = state.id as string;
  const values = () => plainObject(state, blockOf(target, type));
  return target.cloud.find(type, id) ?? { type, id, name, values: values(), state };
}

/**
 * Whether a provider with this endpoint finds an object by its id. The endpoint is unknown while it depends on a
 * resource that does not exist yet. The ids of Google's objects contain the project.
 */
function isAt({ type, endpoint }: CloudObject, { id }: Endpoint): boolean {
  return id === undefined || endpoint === undefined || endpoint === id || providerOf(type) === "google";
}
