import type { ChangeEndpoint, Endpoint, EndpointRequest } from "./endpoint";
import { ApiProblem, success } from "./envelope";
import { bodyOf } from "./objects";
import { terraformValues } from "../../core/terraform/api-values";
import { Values } from "../../core/terraform/values";
import type { Change, CloudObject } from "../cloud/object";

/** @internal An object that always exists below another one, so that it is changed and never created or deleted. */
export interface Document {
  /** The Terraform type. */
  readonly type: string;
  /** The path of the object. */
  readonly path: string;
  /** The method that changes it. */
  readonly method: "PUT" | "PATCH";
  /** The id that the provider assigns. */
  readonly idOf: (request: EndpointRequest) => string;
  /** The stored object, from the body and the object before. */
  readonly stored: (request: EndpointRequest, before: Values | undefined) => Values;
  /** What a read returns before the first change. */
  readonly initial: (request: EndpointRequest) => Values;
  /** The part of the stored object that is returned. */
  readonly result: (stored: Values) => unknown;
}

/** @internal The endpoints of a document. */
export function documentEndpoints({ type, path, method, idOf, stored, initial, result }: Document): Endpoint[] {
  const find = (request: EndpointRequest) => request.cloud.find(type, idOf(request));
  const change = (request: EndpointRequest): Change => {
    const before = find(request);
    const { nameOf, parameters } = request;
    const state = stored(request, before?.state as Values | undefined);
    const id = idOf(request);
    const values = { ...terraformValues(state, parameters), id };
    const name = nameOf(type, values);
    const after: CloudObject = { type, id, name, values, state: state as CloudObject["state"] };
    return before === undefined ? { operation: "create", after } : { operation: "update", before, after };
  };
  const answer: ChangeEndpoint["answer"] = (done) =>
    success(done.operation === "delete" ? null : result(done.after.state as Values));
  const read = (request: EndpointRequest) => {
    const object = find(request);
    return success(result(object === undefined ? initial(request) : (object.state as Values)));
  };
  return [
    { method: "GET", path, type, idOf, read },
    { method, path, type, change, answer },
  ];
}

/** @internal The stored object after a `PATCH`. */
export function patched(request: EndpointRequest, before: Values): Values {
  const merged = { ...before, ...bodyOf(request) };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}

/**
 * The list that the body of a request contains.
 *
 * @throws ApiProblem if it contains none
 * @internal
 */
export function listIn({ body }: EndpointRequest): unknown[] {
  if (!Array.isArray(body)) throw new ApiProblem(400, 6007, "the body is not a JSON list");
  return body;
}
