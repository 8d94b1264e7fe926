import type { FindingCode } from "./model";

/**
 * What a finding means: users get through whom the app does not declare, a layer of protection is weaker than it could
 * be, or a value could not be evaluated.
 *
 * @internal
 */
export type Grade = "exposure" | "weakness" | "incomplete";

const GRADES: Record<FindingCode, Grade> = {
  HostExposed: "exposure",
  RouteExposed: "exposure",
  // The connector is the layer that must hold if the other one fails, and it admits users of another application.
  AudienceAdmitsOthers: "exposure",
  HostPartiallyProtected: "weakness",
  HostUnverified: "weakness",
  RouteUnverified: "weakness",
  PolicyIneffective: "weakness",
  PathCoveredSeparately: "weakness",
  AudienceMismatch: "weakness",
  AccessNotEnforced: "weakness",
  RecordMismatch: "weakness",
  ConfigurationConflict: "weakness",
  ValueUnknown: "incomplete",
};

/** @internal What a finding of this kind means. */
export function gradeOf(code: FindingCode): Grade {
  return GRADES[code];
}
