export * from "./connect-to";
export type { NamedToken } from "./host";
export * from "./model";
export { UNKNOWN_PATH } from "./paths";
export * from "./probe";
export * from "./service-tokens";
export * from "./targets";
export * from "./text";
