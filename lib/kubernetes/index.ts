export * from "./certificate-authority";
export * from "./connector";
export * from "./connector-props";
export * from "./dns-server";
export * from "./headless-service";
export * from "./service";
export * from "./service-token-secret";
