export * from "./connector";
export * from "./connector-props";
export * from "./service";
export * from "./service-token-secret";
