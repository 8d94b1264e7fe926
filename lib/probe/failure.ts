import type { ProbeGapCode } from "./model";

/** @internal Why a request has no answer. */
export interface Failure {
  readonly code: ProbeGapCode;
  /** A clause. */
  readonly message: string;
  /** Whether another attempt may succeed. */
  readonly isTransient: boolean;
  /** Whether further requests to the host have the same result. */
  readonly isFinal: boolean;
}

const UNKNOWN_NAME = new Set(["ENOTFOUND", "ENODATA", "EAI_NONAME", "EAI_NODATA"]);
const UNVERIFIED =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|ERROR_IN_CERT)/;
const HANDSHAKE = /^(EPROTO|ERR_SSL|ERR_TLS)/;

/** The phases that end before the host answers anything. */
const UNREACHABLE = new Set(["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "EADDRNOTAVAIL", "EACCES", "EPERM"]);

/** @internal Thrown if a request takes longer than its limit. */
export class TimeoutError extends Error {}

/** @internal Classifies an error of a request. */
export function failureOf(error: Error & { readonly code?: string }): Failure {
  const { code = "" } = error;
  if (error instanceof TimeoutError) return failure("TimedOut", error.message, { isTransient: true, isFinal: true });
  if (UNKNOWN_NAME.has(code)) return failure("NameUnresolved", "the name does not resolve", { isFinal: true });
  if (code === "EAI_AGAIN") {
    return failure("NameUnresolved", "the DNS server does not answer", { isTransient: true, isFinal: true });
  }
  if (UNVERIFIED.test(code)) {
    return failure("CertificateInvalid", `the certificate is not valid for this name (${code})`, { isFinal: true });
  }
  if (HANDSHAKE.test(code)) {
    const why = `the TLS handshake fails (${code}); a certificate may not cover this name`;
    return failure("CertificateInvalid", why, { isTransient: true, isFinal: true });
  }
  if (code.startsWith("HPE_")) {
    return failure("AnswerMalformed", `the answer is not valid HTTP (${code})`, { isTransient: true });
  }
  const isFinal = UNREACHABLE.has(code);
  return failure("ConnectionFailed", `the connection fails (${code || "closed"})`, { isTransient: true, isFinal });
}

function failure(
  code: ProbeGapCode,
  message: string,
  { isTransient = false, isFinal = false }: { readonly isTransient?: boolean; readonly isFinal?: boolean },
): Failure {
  return { code, message, isTransient, isFinal };
}
