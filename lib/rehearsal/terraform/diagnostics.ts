import { RehearsalError } from "./errors";
import type { TerraformDiagnostic, TerraformRun } from "./terraform";

/** @internal The problem of a run without faults that failed. */
export const FAILS_WITHOUT_FAULT = "Terraform fails without an injected fault";

/** @internal The errors on one line. */
export function errorsIn(diagnostics: TerraformDiagnostic[]): string {
  return diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ address, summary, detail }) => [address, summary, detail].filter(Boolean).join(": "))
    .join("; ")
    .replace(/\s+/g, " ")
    .replace(/[\s.]+$/, "");
}

/**
 * Refuses a run that failed although no fault was injected.
 *
 * @param problem what the failure means, as a clause
 * @throws RehearsalError RehearsalDoesNotConverge
 * @internal
 */
export function requireConverged({ outcome, diagnostics }: TerraformRun, problem: string): void {
  if (outcome === "converged") return;
  throw new RehearsalError("RehearsalDoesNotConverge", `${problem}: ${errorsIn(diagnostics)}`);
}
