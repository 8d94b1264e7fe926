import { HOST_MUTANTS } from "./host-mutants";
import type { Mutant } from "./mutant";
import { ROUTE_MUTANTS } from "./route-mutants";

/** Each clause of the contract, taken away. */
export const MUTANTS: readonly Mutant[] = [...HOST_MUTANTS, ...ROUTE_MUTANTS];
