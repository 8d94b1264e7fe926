export * from "./connector";
export * from "./connector-props";
export * from "./headless-service";
export * from "./service";
export * from "./service-token-secret";
