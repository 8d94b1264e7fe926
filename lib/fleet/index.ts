export * from "./cluster";
export * from "./cluster-options";
export * from "./fleet";
export * from "./name-trace";
