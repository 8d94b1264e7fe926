import { ZeroTrustAccessApplicationCorsHeaders } from "@cdktf/provider-cloudflare/lib/zero-trust-access-application";
import { Token } from "cdktf";
import { Problem } from "../core/errors";
import { PropNames } from "../core/props";

/**
 * The cross-origin requests that browsers may send. Access answers their preflight requests, which carry no token.
 *
 * The main request still needs the cookie of a login or the headers of a service token, and the origin has to set the
 * CORS headers of its own answer.
 *
 * @example
 * HostAccess.of({
 *   policies: [staff],
 *   cors: { origins: ["https://app.example.com"], methods: ["GET", "POST"], headers: ["Content-Type"], credentials: true },
 * });
 *
 * @throws ValidationError CorsInvalid, PropMissing, PropUnknown
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/cors/
 */
export interface CorsOptions {
  /** The origins of the pages that send the requests, such as "https://app.example.com", or `["*"]` for all. */
  readonly origins: string[];
  /** The methods of the requests in upper case, such as "GET", or `["*"]` for all. */
  readonly methods: string[];
  /** The request headers in addition to those that browsers always allow, or `["*"]` for all. @default - none */
  readonly headers?: string[];
  /**
   * Whether the requests can carry cookies. The cookie of a login requires it. Not possible with all origins.
   *
   * @default false
   */
  readonly credentials?: boolean;
  /**
   * How long browsers can cache the answer to a preflight request, in whole seconds from 0 to 86400. -1 disables the
   * cache.
   *
   * @default - the browser's own duration
   */
  readonly maxAge?: number;
}

/** @internal The names of `CorsOptions`. */
export const CORS_OPTIONS: PropNames<CorsOptions> = {
  required: {
    origins: 'the origins of the pages that send the requests, such as ["https://app.example.com"], or ["*"]',
    methods:
      'the methods of the requests, such as ["GET", "POST"], or ["*"]. Cloudflare refuses origins without methods',
  },
  optional: { headers: true, credentials: true, maxAge: true },
};

const METHODS = ["GET", "POST", "HEAD", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
const ORIGIN = /^https?:\/\/([a-z0-9_-]+\.)*[a-z0-9_-]+(:[0-9]{1,5})?$/;
const HEADER = /^[\w!#$%&'+.^`|~-]+$/;
const LONGEST_AGE = 86400;

/** @internal Returns the block of the application. Cloudflare reports `false` as a change, so it is omitted. */
export function corsHeaders(cors: CorsOptions): ZeroTrustAccessApplicationCorsHeaders {
  const { origins, methods, headers, credentials, maxAge } = cors;
  return {
    ...(isAll(origins) ? { allowAllOrigins: true } : { allowedOrigins: [...origins] }),
    ...(isAll(methods) ? { allowAllMethods: true } : { allowedMethods: [...methods] }),
    ...(headers !== undefined && (isAll(headers) ? { allowAllHeaders: true } : { allowedHeaders: [...headers] })),
    ...(credentials === true && { allowCredentials: true }),
    ...(maxAge !== undefined && { maxAge }),
  };
}

/** @internal Validates CORS options. Tokens are not checked. */
export function validateCors(cors: CorsOptions): Problem[] {
  const { origins, methods, headers, credentials, maxAge } = cors;
  const problems = [
    ...validateList(
      "origins",
      origins,
      (each) => ORIGIN.test(each),
      "scheme://host[:port] in lower case, without a path",
    ),
    ...validateList("methods", methods, (each) => METHODS.includes(each), `one of ${METHODS.join(", ")}`),
    ...validateList("headers", headers, (each) => HEADER.test(each), 'a header name, such as "Content-Type"'),
  ];
  if (credentials === true && origins.includes("*")) {
    problems.push(invalid('credentials: not possible with origins ["*"], which browsers refuse. List the origins.'));
  }
  const isAge = (value: number) => Number.isInteger(value) && value >= -1 && value <= LONGEST_AGE;
  if (maxAge !== undefined && !Token.isUnresolved(maxAge) && !isAge(maxAge)) {
    problems.push(invalid(`maxAge: ${maxAge} is not valid; use whole seconds from 0 to ${LONGEST_AGE}, or -1.`));
  }
  return problems;
}

function validateList(
  option: string,
  values: string[] | undefined,
  isValid: (value: string) => boolean,
  accepted: string,
): Problem[] {
  if (values === undefined || Token.isUnresolved(values) || isAll(values)) return [];
  if (values.length === 0) return [invalid(`${option}: the list is empty. Use ["*"] for all, or list the values.`)];
  return values.flatMap((value) => {
    if (Token.isUnresolved(value) || isValid(value)) return [];
    const reason =
      value === "*" ? "stands for all values, so it must be the only one" : `is not valid; use ${accepted}`;
    return [invalid(`${option}: "${value}" ${reason}.`)];
  });
}

function isAll(values: string[]): boolean {
  return values.length === 1 && values[0] === "*";
}

function invalid(message: string): Problem {
  return { code: "CorsInvalid", message: `cors.${message}` };
}
