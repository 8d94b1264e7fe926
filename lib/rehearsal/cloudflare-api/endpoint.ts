import type { Answer } from "./envelope";
import type { Zones } from "./zones";
import type { Values } from "../../core/terraform/values";
import type { Cloud } from "../cloud/cloud";
import type { Change, CloudObject } from "../cloud/object";

/** @internal A request of the provider. */
export interface ApiRequest {
  /** The HTTP method. */
  readonly method: string;
  /** The path below the base URL, without a slash at the start. */
  readonly path: string;
  /** The parameters of the query. */
  readonly query: URLSearchParams;
  /** The parsed body. Undefined if there is none. */
  readonly body: unknown;
  /** Resolves when the provider no longer waits for the answer. */
  readonly gone?: Promise<void>;
}

/** @internal A request at an endpoint. */
export interface EndpointRequest extends ApiRequest {
  /** The parameters of the path, such as `account_id` and `id`. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The objects that exist. */
  readonly cloud: Cloud;
  /** An object that was deleted. */
  readonly deleted: (type: string, id: string) => CloudObject | undefined;
  /** The name that identifies an object in every run. */
  readonly nameOf: (type: string, values: Values) => string;
  /** The zones that were looked up. */
  readonly zones: Zones;
  /** The time of the request. */
  readonly now: string;
}

/** @internal An endpoint that changes nothing. */
export interface ReadEndpoint {
  readonly method: "GET";
  /** The path, such as "zones/{zone_id}/dns_records/{id}". */
  readonly path: string;
  /** The Terraform type of what it returns. */
  readonly type: string;
  /** The id of the object. Undefined for a list. */
  readonly idOf?: (request: EndpointRequest) => string;
  /** The objects of a list, before they are divided into pages. Undefined for one object. */
  readonly list?: (request: EndpointRequest) => unknown[];
  /** The answer for one object. */
  readonly read?: (request: EndpointRequest) => Answer;
}

/** @internal An endpoint that changes one object. */
export interface ChangeEndpoint {
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly type: string;
  /**
   * The change that a request asks for. It has no effect yet.
   *
   * @throws ApiProblem for a request that the API does not accept
   */
  readonly change: (request: EndpointRequest) => Change;
  /** The answer after the change took effect. */
  readonly answer: (change: Change, request: EndpointRequest) => Answer;
}

/** @internal An endpoint of the API. */
export type Endpoint = ReadEndpoint | ChangeEndpoint;

/** @internal Whether an endpoint changes an object. */
export function isChanging(endpoint: Endpoint): endpoint is ChangeEndpoint {
  return endpoint.method !== "GET";
}

/** @internal The parameters of a path that matches a template. Undefined if it does not. */
export function parametersOf(template: string, path: string): Record<string, string> | undefined {
  const [names, parts] = [template.split("/"), path.split("/")];
  if (names.length !== parts.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [i, name] of names.entries()) {
    const parameter = /^\{(\w+)\}$/.exec(name)?.[1];
    if (parameter === undefined ? name !== parts[i] : parts[i] === "") return undefined;
    if (parameter !== undefined) parameters[parameter] = decodeURIComponent(parts[i]);
  }
  return parameters;
}
