export * from "./graph";
export * from "./synthesize";
