import type { Endpoint, EndpointRequest } from "./endpoint";
import { ApiProblem, success } from "./envelope";
import type { ObjectKind } from "./object-kind";
import { createdObject, presented, presentedOnce, updatedObject } from "./objects";
import type { Values } from "../../core/terraform/values";
import type { CloudObject } from "../cloud/object";

const PAGING = ["page", "per_page", "order", "direction", "is_deleted"];

/** @internal The five endpoints of a kind of object. */
export function collection(kind: ObjectKind): Endpoint[] {
  const { type, path, listPath = path } = kind;
  const item = `${path}/{id}`;
  return [
    { method: "GET", path: listPath, type, list: (request) => listOf(kind, request) },
    {
      method: "GET",
      path: item,
      type,
      idOf: ({ parameters }) => parameters.id,
      read: (request) => success(readable(kind, request)),
    },
    {
      method: "POST",
      path,
      type,
      change: (request) => ({ operation: "create", after: createdObject(kind, request) }),
      answer: (change, { cloud }) =>
        success(change.operation === "create" ? presentedOnce(kind, change.after, cloud) : null),
    },
    {
      method: kind.update,
      path: item,
      type,
      change: (request) => {
        const before = objectAt(kind, request);
        return { operation: "update", before, after: updatedObject(kind, before, request) };
      },
      answer: (change, { cloud }) =>
        success(change.operation === "update" ? presented(kind, change.after, cloud) : null),
    },
    {
      method: "DELETE",
      path: item,
      type,
      change: (request) => ({ operation: "delete", before: objectAt(kind, request) }),
      answer: (change) => success(change.operation === "delete" ? { id: change.before.id } : null),
    },
  ];
}

/**
 * The object of a request, in the account or the zone of its path.
 *
 * @throws ApiProblem if it does not exist
 * @internal
 */
export function objectAt({ type }: Pick<ObjectKind, "type">, request: EndpointRequest): CloudObject {
  const { cloud, parameters } = request;
  const object = cloud.find(type, parameters.id);
  if (object === undefined || !isIn(object, request)) {
    throw new ApiProblem(404, 1003, `${type} ${parameters.id} does not exist`);
  }
  return object;
}

/** The API still returns some deleted objects, with the time of the deletion, and the provider does not miss them. */
function readable(kind: ObjectKind, request: EndpointRequest): Values {
  const { cloud, parameters, now } = request;
  const deleted = kind.isKept ? request.deleted(kind.type, parameters.id) : undefined;
  if (deleted === undefined || cloud.find(kind.type, deleted.id) !== undefined) {
    return presented(kind, objectAt(kind, request), cloud);
  }
  return { ...presented(kind, deleted, cloud), deleted_at: now };
}

function listOf(kind: ObjectKind, request: EndpointRequest): unknown[] {
  const { cloud, query } = request;
  const filters = [...query].filter(([key]) => !PAGING.includes(key));
  const unsupported = filters.find(([key]) => !(kind.filters ?? []).includes(key));
  if (unsupported !== undefined || query.get("is_deleted") === "true") {
    throw new ApiProblem(400, 6003, `the filter "${unsupported?.[0] ?? "is_deleted"}" is not supported`);
  }
  return cloud
    .ofType(kind.type)
    .filter((each) => isIn(each, request))
    .map((each) => presented(kind, each, cloud))
    .filter((result) => filters.every(([key, value]) => String(result[key.replace(/\.exact$/, "")]) === value));
}

function isIn({ values }: CloudObject, { parameters: { id: _, ...scope } }: EndpointRequest): boolean {
  return Object.entries(scope).every(([key, value]) => values[key] === value);
}
