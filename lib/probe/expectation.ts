import type { Answer } from "./client";
import type { ProbeFindingCode, ProbeGapCode } from "./model";
import { allowsOrigin } from "./preflight";
import { readAnswer, Reading } from "./reading";

/** @internal The answers that a declaration allows. */
export type Expectation =
  | { readonly kind: "denied" }
  | { readonly kind: "served" }
  /** No rule of a public host serves the path, so that the connector returns a status. */
  | { readonly kind: "not served"; readonly status: number }
  | { readonly kind: "preflight denied" }
  | { readonly kind: "origin allowed"; readonly origin: string }
  | { readonly kind: "origin not allowed"; readonly origin: string }
  /** For a service token. */
  | { readonly kind: "admitted" };

/** @internal How an answer compares with what is declared. */
export type Judgement =
  | { readonly kind: "expected"; readonly how: string }
  | { readonly kind: "finding"; readonly code: ProbeFindingCode; readonly how: string }
  | { readonly kind: "unclear"; readonly code: ProbeGapCode; readonly how: string };

/** @internal Compares an answer with what is declared. */
export function judge(expectation: Expectation, answer: Answer, name: string, teams: readonly string[]): Judgement {
  const reading = readAnswer(answer, name, teams);
  if (reading.kind === "unclear" && reading.code !== "TeamUnknown") return reading;
  switch (expectation.kind) {
    case "denied":
      return deniedOr(answer.status === 101 ? "ConnectionAccepted" : "HostAnswers", reading);
    case "preflight denied":
      return deniedOr("PreflightAnswers", reading);
    case "served":
      return servedOr(reading, answer.status);
    case "not served":
      return notServedOr(expectation.status, reading, answer);
    case "origin allowed":
      return originAllowed(expectation.origin, answer);
    case "origin not allowed":
      return originNotAllowed(expectation.origin, answer);
    case "admitted":
      return reading.kind === "answered"
        ? { kind: "expected", how: `admitted, ${reading.how}` }
        : { kind: "finding", code: "ServiceTokenRefused", how: `the service token is not admitted: ${reading.how}` };
  }
}

function deniedOr(code: ProbeFindingCode, reading: Reading): Judgement {
  switch (reading.kind) {
    case "denied":
      return { kind: "expected", how: reading.how };
    case "foreign login":
      return { kind: "finding", code: "ForeignLogin", how: reading.how };
    case "answered":
      return { kind: "finding", code, how: `${reading.how}, without a login` };
    case "unclear":
      return { ...reading, how: `${reading.how}; if it is your team, specify it with --team` };
  }
}

/** Statuses of the edge or the connector if the origin does not answer. */
const UNAVAILABLE = new Set([502, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530]);

function servedOr(reading: Reading, status: number): Judgement {
  if (reading.kind !== "answered") return { kind: "finding", code: "PublicPathRefused", how: reading.how };
  if (UNAVAILABLE.has(status)) return { kind: "finding", code: "PublicPathUnavailable", how: reading.how };
  return { kind: "expected", how: reading.how };
}

function notServedOr(expected: number, reading: Reading, { status, headers }: Answer): Judgement {
  // Any other application can return the same status, but Cloudflare forwards this one from the connector.
  if (status === expected && headers["cf-ray"] !== undefined) return { kind: "expected", how: `answers ${status}` };
  if (status === expected) {
    const how = `answers ${status}, but not through Cloudflare (no cf-ray header)`;
    return { kind: "unclear", code: "NotFromCloudflare", how };
  }
  return deniedOr("UndeclaredPathAnswers", reading);
}

function originAllowed(origin: string, { status, headers }: Answer): Judgement {
  const allowed = headers["access-control-allow-origin"];
  if (status >= 200 && status < 300 && allowsOrigin(allowed, origin)) {
    return { kind: "expected", how: "the origin is allowed" };
  }
  const how = `the preflight request of a declared origin gets ${status} and ${allowed === undefined ? "no" : "another"} allowed origin`;
  return { kind: "finding", code: "PreflightRefused", how };
}

function originNotAllowed(origin: string, { headers }: Answer): Judgement {
  const allowed = headers["access-control-allow-origin"];
  if (!allowsOrigin(allowed, origin)) return { kind: "expected", how: "the origin is not allowed" };
  const how = `the answer allows an origin that is not declared (${allowed === "*" ? "*" : "it repeats the origin"})`;
  return { kind: "finding", code: "PreflightAllowsOrigin", how };
}
