export * from "./application";
export * from "./application-options";
export type { CorsOptions } from "./cors";
export * from "./group";
export * from "./host-access";
export * from "./interfaces";
export * from "./policy";
export * from "./rule";
export * from "./service-token";
