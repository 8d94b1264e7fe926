import type { Values } from "../../core/terraform/values";

/** @internal An answer of the API. Undefined if the connection is closed without one. */
export interface Answer {
  /** The HTTP status. */
  readonly status: number;
  /** The body. */
  readonly body: Values;
  /** Further headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** @internal An error that the API answers with. */
export class ApiProblem extends Error {
  public constructor(
    public readonly status: number,
    public readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** The provider waits that long before it repeats a request, instead of seconds. */
const SOON = { "retry-after-ms": "1" };

/** @internal The answer to a request that succeeded. */
export function success(result: unknown, resultInfo?: Values): Answer {
  const body = { success: true, errors: [], messages: [], result };
  return { status: 200, body: resultInfo === undefined ? body : { ...body, result_info: resultInfo } };
}

/** @internal The answer to a request that failed. */
export function failure({ status, code, message }: ApiProblem): Answer {
  const body = { success: false, errors: [{ code, message }], messages: [], result: null };
  return { status, body, headers: SOON };
}

/** @internal One page of a list, as the query selects it. */
export function page(results: readonly unknown[], query: URLSearchParams): Answer {
  const number = positive(query.get("page"), 1);
  const size = positive(query.get("per_page"), 20);
  const shown = results.slice((number - 1) * size, number * size);
  return success(shown, {
    page: number,
    per_page: size,
    count: shown.length,
    total_count: results.length,
    total_pages: Math.ceil(results.length / size),
  });
}

function positive(text: string | null, fallback: number): number {
  if (text === null) return fallback;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new ApiProblem(400, 6003, `"${text}" is not a valid page or size`);
  return number;
}
