export * from "./calls";
export { CloudObject, CloudView } from "./cloud";
export * from "./errors";
export * from "./rehearsal";
export * from "./step";
export { TerraformDiagnostic, TerraformRun } from "./terraform";
