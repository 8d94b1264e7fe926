import type { Client, Envelope } from "./client";
import { ApiFailure } from "./failure";
import { block, isValues, text, Values } from "../../core/terraform/values";

/** More pages than any account has. It ends a list whose cursor never does. */
const MOST_PAGES = 10_000;

/** @internal A list of the API. */
export interface ListRequest {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** The number of objects of a page. Undefined for a list that has one page. */
  readonly pageSize?: number;
  /** The attribute that identifies an object. */
  readonly id: string;
}

/**
 * Reads all pages of a list, by page number or by cursor.
 *
 * @throws ApiFailure also if an object is not understood, or if the list is not complete
 * @internal
 */
export async function listAll(client: Pick<Client, "get">, request: ListRequest): Promise<Values[]> {
  const { path, query = {}, pageSize, id } = request;
  const size: Record<string, string> = pageSize === undefined ? {} : { per_page: String(pageSize) };
  const found = new Map<string, Values>();
  let next: NextPage | undefined = {};
  let total: number | undefined;
  for (let page = 1; next !== undefined; page++) {
    if (page > MOST_PAGES) throw new ApiFailure("the list has no end");
    const envelope: Envelope = await client.get(path, { ...query, ...size, ...next });
    const objects = objectsIn(envelope.result, id);
    const before = found.size;
    for (const object of objects) found.set(text(object[id])!, object);
    if (objects.length > 0 && found.size === before) throw new ApiFailure("two pages contain the same objects");
    total = numberOf(envelope.info.total_count) ?? total;
    const following = nextPage(envelope.info, { page, pageSize, count: objects.length, collected: found.size });
    if (following?.cursor !== undefined && following.cursor === next.cursor) {
      throw new ApiFailure("the list has no end");
    }
    next = following;
  }
  // The list of an API that divides it by page numbers can lose objects if it changes meanwhile.
  if (total !== undefined && total > found.size) {
    throw new ApiFailure(`${found.size} of ${total} objects were returned`);
  }
  return [...found.values()];
}

function objectsIn(result: unknown, id: string): Values[] {
  // Some lists without an object are null.
  if (result === null) return [];
  if (!Array.isArray(result)) throw new ApiFailure("the result is not a list");
  return result.map((object: unknown) => {
    if (isValues(object) && text(object[id]) !== undefined) return object;
    throw new ApiFailure(`an object of the list has no ${id}`);
  });
}

interface Progress {
  readonly page: number;
  readonly pageSize?: number;
  readonly count: number;
  readonly collected: number;
}

/** The parameters that select a page. */
interface NextPage {
  readonly page?: string;
  readonly cursor?: string;
}

/** The parameters of the next page. Undefined after the last one. */
function nextPage(info: Values, { page, pageSize, count, collected }: Progress): NextPage | undefined {
  const cursor = text(block(info.cursors).after) ?? text(info.cursor);
  if (cursor !== undefined) return { cursor };
  // The last page of such a list has an empty cursor.
  if (info.cursors !== undefined || info.cursor !== undefined) return undefined;
  if (count === 0) return undefined;
  const following = { page: String(page + 1) };
  const pages = numberOf(info.total_pages);
  if (pages !== undefined) return page < pages ? following : undefined;
  const total = numberOf(info.total_count);
  if (total !== undefined) return collected < total ? following : undefined;
  return pageSize !== undefined && count >= (numberOf(info.per_page) ?? pageSize) ? following : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : undefined;
}
