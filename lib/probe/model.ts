import type { Preflight } from "./preflight";

/** @internal What is declared of one host, as far as requests from outside can show it. */
export interface ProbeTarget {
  /** The declared hostname, which can be a wildcard. */
  readonly hostname: string;
  /** "denied" if every request without a login must be refused. */
  readonly expected: "denied" | "public";
  /** The team names whose login is the expected one. Empty if they are not known. */
  readonly teams: readonly string[];
  readonly paths: readonly ProbePath[];
  /** Whether the connector accepts a WebSocket for a TCP service. */
  readonly tcp: boolean;
  readonly preflight?: Preflight;
  /** The service tokens that the policies surely admit. */
  readonly serviceTokens: readonly string[];
  /** What is not probed, and why, as sentences. */
  readonly notes: readonly string[];
}

/** @internal A path to request. */
export interface ProbePath {
  readonly path: string;
  /** What the ingress rules of a public host answer: the origin, or a status such as 404. */
  readonly served: "origin" | number;
}

/** @internal One request, and how its answer was read. */
export interface ProbeRequest {
  /** "GET /", "OPTIONS /", "WebSocket /", "GET / with the service token". */
  readonly request: string;
  /** Undefined without an answer. */
  readonly status?: number;
  /** What the answer means, as a clause: "login of team example". */
  readonly result: string;
}

/** @internal The status and the headers that matter, without secrets. Bodies are never read. */
export interface Evidence {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** @internal The kinds of findings. */
export type ProbeFindingCode =
  /** A host that must refuse the request answers it. */
  | "HostAnswers"
  /** The login belongs to another team. */
  | "ForeignLogin"
  /** A WebSocket reaches a TCP service without a login. */
  | "ConnectionAccepted"
  /** A public host answers at a path that it does not declare. */
  | "UndeclaredPathAnswers"
  /** A path that is declared public requires a login, or is refused. */
  | "PublicPathRefused"
  /** The connector or the origin of a public path is down. */
  | "PublicPathUnavailable"
  /** A preflight request of a declared origin is refused. */
  | "PreflightRefused"
  /** The answer to a preflight request allows an origin that is not declared. */
  | "PreflightAllowsOrigin"
  /** A preflight request reaches the application without a login. */
  | "PreflightAnswers"
  /** A host refuses the service token that its policies admit. */
  | "ServiceTokenRefused";

/** @internal An answer that the declaration does not allow. */
export interface ProbeFinding {
  readonly code: ProbeFindingCode;
  /** The requests with this answer. */
  readonly requests: readonly string[];
  /** A clause: "the application answers 200 without a login". */
  readonly message: string;
  readonly evidence: Evidence;
}

/** @internal Why a host, or one of its requests, could not be examined. */
export type ProbeGapCode =
  | "NameUnresolved"
  | "ConnectionFailed"
  | "TimedOut"
  | "CertificateInvalid"
  | "AnswerMalformed"
  | "HostnameUnknown"
  | "TeamUnknown"
  | "NotFromCloudflare"
  | "RequestChallenged"
  | "RateLimited";

/** @internal Something that was not examined, so that nothing is known of it. */
export interface ProbeGap {
  readonly code: ProbeGapCode;
  readonly requests: readonly string[];
  /** A clause. */
  readonly message: string;
}

/** @internal What the probe found out about one host. */
export interface ProbedHost {
  readonly hostname: string;
  /** The name that was requested. It differs from a wildcard. */
  readonly name: string;
  readonly expected: ProbeTarget["expected"];
  readonly teams: readonly string[];
  readonly requests: readonly ProbeRequest[];
  readonly findings: readonly ProbeFinding[];
  readonly notExamined: readonly ProbeGap[];
  readonly notes: readonly string[];
}
