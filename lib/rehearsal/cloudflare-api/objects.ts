import type { EndpointRequest } from "./endpoint";
import { ApiProblem } from "./envelope";
import type { KindContext, ObjectKind } from "./object-kind";
import { terraformValues } from "../../core/terraform/api-values";
import { isValues, Values } from "../../core/terraform/values";
import { computedValue } from "../cloud/computed";
import type { CloudObject } from "../cloud/object";

/** @internal The object that a request creates. */
export function createdObject(kind: ObjectKind, request: EndpointRequest): CloudObject {
  const { type } = kind;
  const { cloud, nameOf, parameters } = request;
  const sent = { ...kind.defaults, ...set(bodyOf(request)) };
  const name = nameOf(type, terraformValues(sent, parameters));
  const owner = { type, name, distinction: cloud.generation(type, name) };
  const unique = (attribute: string) => String(computedValue(owner, attribute, []));
  const id = String(sent[idAttribute(kind)] ?? idOf(kind, unique));
  const context = contextOf(request, id, unique);
  const assigned = { [idAttribute(kind)]: id, ...kind.assign?.(context) };
  return objectOf(kind, name, { ...assigned, ...sent }, context);
}

/** @internal An object after a request changed it. */
export function updatedObject(kind: ObjectKind, before: CloudObject, request: EndpointRequest): CloudObject {
  const result = before.state as Values;
  const context = { ...contextOf(request, before.id, () => ""), before: result };
  const assigned = new Set([idAttribute(kind), ...Object.keys(kind.assign?.(context) ?? {})]);
  const kept = Object.entries(result).filter(([key]) => kind.update === "PATCH" || assigned.has(key));
  const sent = Object.entries(bodyOf(request)).filter(([key]) => !assigned.has(key) || !isOwn(kind, key));
  const after = { ...kind.defaults, ...set({ ...Object.fromEntries(kept), ...Object.fromEntries(sent) }) };
  const name = request.nameOf(kind.type, terraformValues(after, request.parameters));
  return objectOf(kind, name, after, context);
}

/** @internal An object as a read returns it. */
export function presented(kind: ObjectKind, { state }: CloudObject, cloud: EndpointRequest["cloud"]): Values {
  const result = kind.present?.(state as Values, cloud) ?? (state as Values);
  return without(result, [...(kind.secret ?? []), ...(kind.once ?? [])]);
}

/** @internal An object as its creation returns it. */
export function presentedOnce(kind: ObjectKind, { state }: CloudObject, cloud: EndpointRequest["cloud"]): Values {
  const result = kind.present?.(state as Values, cloud) ?? (state as Values);
  return without(result, kind.secret ?? []);
}

/** @internal The object that the body of a request contains. */
export function bodyOf({ body }: EndpointRequest): Values {
  if (!isValues(body)) throw new ApiProblem(400, 6007, "the body is not a JSON object");
  return body;
}

function objectOf(kind: ObjectKind, name: string, result: Values, context: KindContext): CloudObject {
  const complete = { ...result, ...kind.derive?.(result, context) };
  const { type } = kind;
  const { id, path } = context;
  const values = terraformValues(without(complete, kind.filledIn?.(complete, path) ?? []), scopeOf(path));
  return { type, id, name, values: { ...values, id }, state: complete as CloudObject["state"] };
}

/** The attributes of Terraform that are parameters of the path. */
function scopeOf({ id: _, ...scope }: Readonly<Record<string, string>>): Values {
  return scope;
}

function contextOf(request: EndpointRequest, id: string, unique: KindContext["unique"]): KindContext {
  const { cloud, zones, now, parameters } = request;
  return { id, unique, path: parameters, now, cloud, zoneName: (zone) => zones.nameOf(zone) };
}

/** Records have ids without dashes. */
function idOf({ type }: ObjectKind, unique: KindContext["unique"]): string {
  return type === "cloudflare_dns_record" ? unique("id").replaceAll("-", "") : unique("id");
}

function idAttribute({ idAttribute: attribute = "id" }: ObjectKind): string {
  return attribute;
}

/** A secret can be changed although the API assigns one. */
function isOwn({ secret = [] }: ObjectKind, key: string): boolean {
  return !secret.includes(key);
}

/** The attributes that are set: the API treats null like an attribute that is not sent. */
function set(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

function without(values: Values, keys: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !keys.includes(key)));
}
