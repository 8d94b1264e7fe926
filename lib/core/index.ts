export * from "./account";
export { ReservedRanges } from "./addresses/account-ranges";
export * from "./interfaces";
export * from "./public-errors";
export * from "./route-guard";
export * from "./virtual-network";
