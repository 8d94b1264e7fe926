import { Question, upgradeHeaders } from "./client";
import type { Expectation } from "./expectation";
import type { ProbeTarget } from "./model";
import { UNKNOWN_PATH } from "./paths";

/** @internal A request with its label in reports and the answers that are allowed. */
export interface PlannedRequest {
  readonly label: string;
  readonly question: Question;
  readonly expectation: Expectation;
}

/** @internal The credentials of a service token. */
export interface ServiceToken {
  readonly id: string;
  readonly secret: string;
}

/**
 * The requests of a stranger to one host.
 *
 * @param name the name to request, which differs from a wildcard
 * @param random a text that no host and no origin contains
 * @internal
 */
export function strangerRequests(target: ProbeTarget, name: string, random: string): PlannedRequest[] {
  return [
    ...pathRequests(target, name),
    ...(target.tcp ? [upgradeRequest(target, name)] : []),
    ...preflightRequests(target, name, random),
  ];
}

/** @internal The request of a service token that must be admitted. */
export function tokenRequest(name: string, { id, secret }: ServiceToken): PlannedRequest {
  const headers = { "cf-access-client-id": id, "cf-access-client-secret": secret };
  return {
    label: "GET / with the service token",
    question: { name, method: "GET", path: "/", headers },
    expectation: { kind: "admitted" },
  };
}

function pathRequests({ paths, expected, tcp }: ProbeTarget, name: string): PlannedRequest[] {
  return paths.flatMap(({ path, served }) => {
    // A TCP service does not answer HTTP requests, and a host that is public as a whole serves every path.
    if (expected === "public" && served === "origin" && (tcp || path === UNKNOWN_PATH)) return [];
    const expectation: Expectation =
      expected === "denied"
        ? { kind: "denied" }
        : served === "origin"
          ? { kind: "served" }
          : { kind: "not served", status: served };
    return ["HEAD", "GET"].map((method) => ({
      label: `${method} ${path}`,
      question: { name, method, path },
      expectation,
    }));
  });
}

function upgradeRequest({ expected }: ProbeTarget, name: string): PlannedRequest {
  return {
    label: "WebSocket /",
    question: { name, method: "GET", path: "/", headers: upgradeHeaders() },
    expectation: { kind: expected === "denied" ? "denied" : "served" },
  };
}

function preflightRequests({ preflight }: ProbeTarget, name: string, random: string): PlannedRequest[] {
  if (preflight === undefined) return [];
  const asked = (origin: string, expectation: Expectation, method: string): PlannedRequest => ({
    label: `OPTIONS / from ${origin}`,
    question: {
      name,
      method: "OPTIONS",
      path: "/",
      headers: { origin, "access-control-request-method": method },
    },
    expectation,
  });
  const foreign = `https://${random}.invalid`;
  if (preflight.kind === "bypass") return [asked(foreign, { kind: "preflight denied" }, "GET")];
  const { origins, method } = preflight;
  if (origins === "any") return [asked(foreign, { kind: "origin allowed", origin: foreign }, method)];
  return [
    ...origins.map((origin) => asked(origin, { kind: "origin allowed", origin }, method)),
    asked(foreign, { kind: "origin not allowed", origin: foreign }, method),
  ];
}
