export * from "./connector";
export * from "./connector-props";
export * from "./google-apis-vip";
export * from "./internal-service";
export * from "./nat-egress";
export * from "./run-app-dns";
export * from "./run-app-response-policy";
export * from "./service";
